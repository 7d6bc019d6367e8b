// The one file that knows the container. Every service is registered by factory; services themselves are plain.
import 'reflect-metadata'
import { type DependencyContainer, instanceCachingFactory, container as root } from 'tsyringe'
import type { StateStore } from '../contract/destination.js'
import { ConfigError, OutlayError } from '../contract/errors.js'
import type { LimitOverrides } from '../contract/limit.js'
import type { Observer } from '../contract/observer.js'
import type { Plugin, PluginContainer } from '../contract/plugin.js'
import type { BudgetStore, Clock, Logger, Random, TokenStore, Transport } from '../contract/services.js'
import * as tokens from '../contract/tokens.js'
import { type ChosenConcurrency, type Concurrency, concurrencyOf } from '../engine/concurrency.js'
import { type Connection, openConnection } from '../engine/connection.js'
import { TokenCaches } from '../engine/token-cache.js'
import { Limiter } from '../http/limiter.js'
import { createRedactor } from '../http/redactor.js'
import { undiciTransport } from '../http/undici-transport.js'
import { redactingLogger } from './redacting-logger.js'
import { checkSpecVersion, Registry } from './registry.js'
import { cryptoRandom, memoryBudgetStore, memoryStateStore, memoryTokenStore, systemClock } from './system-services.js'
import { winstonLogger } from './winston-logger.js'

/** A host's own tsyringe container. */
export type HostContainer = DependencyContainer

const CONNECTION = Symbol('outlay/connection')
const LIMITER = Symbol('outlay/limiter')
const TOKENS = Symbol('outlay/tokens')

/** What a runtime takes out of its container. */
export interface Composition {
  readonly registry: Registry
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly stateStore: StateStore
  /** Opens a connection in a child container of its own. */
  readonly connect: (wanted: Wanted) => Connection
  /** Closes what this runtime made; a host's own services stay open. */
  readonly close: () => Promise<void>
}

/** Composes a runtime in a child of the host's container; whatever the host registered under a public token is used. */
export function compose(plugins: readonly Plugin[], host?: DependencyContainer): Composition {
  const scope = (host ?? root).createChildContainer()
  const hosted = (token: symbol): boolean => host?.isRegistered(token, true) ?? false
  const provide = <T>(token: symbol, make: (container: DependencyContainer) => T): void => {
    if (!hosted(token)) scope.register<T>(token, { useFactory: instanceCachingFactory(make) })
  }
  let ownTransport: Transport | undefined
  provide<Transport>(tokens.TRANSPORT, () => {
    ownTransport = undiciTransport()
    return ownTransport
  })
  provide<Logger>(tokens.LOGGER, () => winstonLogger())
  provide<Clock>(tokens.CLOCK, systemClock)
  provide<Random>(tokens.RANDOM, cryptoRandom)
  provide<StateStore>(tokens.STATE_STORE, memoryStateStore)
  provide<BudgetStore>(tokens.BUDGET_STORE, memoryBudgetStore)
  provide<TokenStore>(tokens.TOKEN_STORE, memoryTokenStore)
  scope.register(LIMITER, {
    useFactory: instanceCachingFactory((c) => {
      const id = c.resolve<Random>(tokens.RANDOM).hex(8)
      return new Limiter(c.resolve(tokens.BUDGET_STORE), c.resolve(tokens.CLOCK), id)
    }),
  })
  scope.register(TOKENS, {
    useFactory: instanceCachingFactory((c) => new TokenCaches(c.resolve(tokens.TOKEN_STORE))),
  })
  const registry = collect(plugins, scope, host)
  const observer = hosted(tokens.OBSERVER) ? scope.resolve<Observer>(tokens.OBSERVER) : undefined
  return {
    registry,
    clock: scope.resolve(tokens.CLOCK),
    random: scope.resolve(tokens.RANDOM),
    logger: scope.resolve(tokens.LOGGER),
    stateStore: scope.resolve(tokens.STATE_STORE),
    connect: (wanted) => {
      const child = scope.createChildContainer()
      const chosen = concurrencyOf(wanted.concurrency)
      child.register(CONNECTION, {
        useFactory: instanceCachingFactory((c) => connectionOf(c, registry, observer, wanted, chosen)),
      })
      return child.resolve<Connection>(CONNECTION)
    },
    close: async () => ownTransport?.close?.(),
  }
}

function connectionOf(
  container: DependencyContainer,
  registry: Registry,
  observer: Observer | undefined,
  { name, connectorId, config, limits, runId, maxRequests }: Wanted,
  concurrency: ChosenConcurrency,
): Connection {
  const definition = registry.get(connectorId)
  const connector = named(name, () => definition.bind(config, limits))
  const redactor = createRedactor(connector.secrets)
  const logger = redactingLogger(container.resolve(tokens.LOGGER), redactor, {
    connection: name,
    connector: connectorId,
  })
  return openConnection(name, definition.title, connector, {
    transport: container.resolve(tokens.TRANSPORT),
    clock: container.resolve(tokens.CLOCK),
    random: container.resolve(tokens.RANDOM),
    tokens: container.resolve(TOKENS),
    limiter: container.resolve(LIMITER),
    logger,
    redactor,
    observer,
    runId,
    maxRequests,
    concurrency,
  })
}

/** A connection to open. */
interface Wanted {
  readonly name: string
  readonly connectorId: string
  readonly config: unknown
  readonly limits?: LimitOverrides | undefined
  readonly runId: string
  /** Requests that may leave in the connection's life. Default: any number. */
  readonly maxRequests?: number | undefined
  readonly concurrency?: Concurrency | undefined
}

/** Config errors say which connection they are about. */
function named<T>(connection: string, bind: () => T): T {
  try {
    return bind()
  } catch (error) {
    if (!OutlayError.isInstance(error) || error.category !== 'config') throw error
    throw new ConfigError({
      code: error.code,
      message: `${connection}: ${error.message}`,
      hint: error.hint,
      cause: error.cause,
    })
  }
}

/** Connectors out of the host's container and out of the plugins given. tsyringe takes duplicates in silence; the registry does not. */
function collect(
  plugins: readonly Plugin[],
  scope: DependencyContainer,
  host: DependencyContainer | undefined,
): Registry {
  const registry = new Registry()
  if (host?.isRegistered(tokens.CONNECTOR, true)) {
    for (const found of host.resolveAll<unknown>(tokens.CONNECTOR)) registry.add(found, "the host's container")
  }
  for (const [index, plugin] of plugins.entries()) {
    const origin = originOf(plugin, index)
    checkSpecVersion(plugin.specVersion, origin)
    for (const found of registered(plugin, origin, scope)) registry.add(found, origin)
  }
  return registry
}

/** How messages name a plugin. JavaScript callers may pass anything, such as a module that lacks the export. */
function originOf(plugin: unknown, index: number): string {
  const { id, register } = (plugin ?? {}) as Partial<Plugin>
  if (typeof id === 'string' && typeof register === 'function') return `the plugin "${id}"`
  throw new ConfigError({
    code: 'PLUGIN_INVALID',
    message: `connectors[${index}] is no plugin`,
    hint: 'Give what the connector package exports, by name or as default.',
  })
}

/** What one plugin registers. It sees the two methods of PluginContainer, in a container of its own, and may register connectors only. */
function registered(plugin: Plugin, origin: string, scope: DependencyContainer): readonly unknown[] {
  const own = scope.createChildContainer()
  const guarded: PluginContainer = {
    register: (
      token: symbol,
      provider: { readonly useValue: unknown } | { readonly useFactory: (container: never) => unknown },
    ) => {
      if (token !== tokens.CONNECTOR)
        throw new RangeError(`it registers ${String(token)}; plugins register connectors only`)
      return 'useValue' in provider
        ? own.register(token, { useValue: provider.useValue })
        : own.register(token, provider as never)
    },
  }
  try {
    plugin.register(guarded)
    if (own.isRegistered(tokens.CONNECTOR)) return own.resolveAll<unknown>(tokens.CONNECTOR)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : 'an unknown error'
    throw new OutlayError({
      code: 'PLUGIN_FAILED',
      category: 'bug',
      message: `${origin} failed to register: ${said}`,
      hint: 'Report this to its author.',
      cause,
    })
  }
  throw new ConfigError({
    code: 'PLUGIN_INVALID',
    message: `${origin} registers no connector`,
    hint: 'Report this to its author.',
  })
}
