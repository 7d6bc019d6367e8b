import type { ConnectorDefinition } from '../contract/definition.js'
import type { Plugin, PluginContainer } from '../contract/plugin.js'
import type { HttpRequest } from '../contract/request.js'
import type { Transport } from '../contract/services.js'
import { concurrencyOf } from '../engine/concurrency.js'
import { type Connection, type ConnectionServices, openConnection } from '../engine/connection.js'
import { TokenCaches } from '../engine/token-cache.js'
import { Limiter } from '../http/limiter.js'
import { createRedactor } from '../http/redactor.js'
import type { JsonValue } from '../numbers/json-value.js'
import { memoryBudgetStore, memoryTokenStore } from '../runtime/system-services.js'
import { type AcmeOptions, acme } from './acme.js'
import { type VirtualClock, virtualClock } from './virtual-clock.js'

/** One open connection to the synthetic vendor, without a runtime around it. */
export interface OpenAcme extends Connection {
  readonly clock: VirtualClock
  /** Sends one request and gives back the body. */
  readonly call: (request?: HttpRequest, signal?: AbortSignal) => Promise<JsonValue>
}

/** What a plugin registers. */
export function definitionOf(plugin: Plugin): ConnectorDefinition {
  const found: unknown[] = []
  const register = (_token: symbol, provider: object): unknown =>
    found.push('useValue' in provider && provider.useValue)
  const container: PluginContainer = { register }
  plugin.register(container)
  return found[0] as ConnectorDefinition
}

/** Opens a connection whose requests go to `transport`. */
export function openAcme(
  transport: Transport,
  options: AcmeOptions & { readonly config?: object; readonly services?: Partial<ConnectionServices> } = {},
): OpenAcme {
  const clock = virtualClock()
  const connector = definitionOf(acme(options)).bind({ apiKey: 'sk-canary', ...options.config })
  const ignore = (): void => {}
  const connection = openConnection('main', 'Acme', connector, {
    transport,
    clock,
    random: { next: () => 0.5, hex: (bytes) => 'ab'.repeat(bytes) },
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    observer: undefined,
    tokens: new TokenCaches(memoryTokenStore()),
    limiter: new Limiter(memoryBudgetStore(), clock, 'test'),
    redactor: createRedactor(connector.secrets),
    runId: 'run-1',
    concurrency: concurrencyOf(),
    ...options.services,
  })
  const call: OpenAcme['call'] = (request = { path: '/balance' }, signal = new AbortController().signal) =>
    connection.pipeline({ endpoint: 'balance', request, authenticated: true, signal, validate: (body) => body })
  return { ...connection, clock, call }
}
