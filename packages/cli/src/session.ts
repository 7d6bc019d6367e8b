import { join } from 'node:path'
import type { Observer } from '@outlay/core'
import type { ConnectionConfig, Runtime } from '@outlay/core/runtime'
import type { CommandContext } from './command-context.js'
import { chooseConnections } from './config/choose-connections.js'
import { connectionValues } from './config/connection-values.js'
import { type LoadedConfig, loadConfig } from './config/load-config.js'
import { type BoundConnection, bindConnection, literalSecrets } from './config-of-connection.js'
import { type LoadedConnector, loadConnector } from './connectors/load-connector.js'

/** The chosen connections, their connectors loaded, and a runtime for them. */
export interface Session {
  readonly config: LoadedConfig
  readonly runtime: Runtime
  /** By name, in the order chosen. */
  readonly connections: ReadonlyMap<string, OpenConnection>
  /** Where tokens are kept that must outlive the command. */
  readonly tokenFolder: string
}

/** A connection as the runtime takes it, and what its connector says of it. */
export interface OpenConnection extends ConnectionConfig {
  readonly bound: BoundConnection
}

/**
 * Opens the connections that a command names, all where it names none. Only their connectors are loaded; nothing is sent.
 * Throws a ConfigError. Close the runtime when done.
 */
export async function openSession(
  context: CommandContext,
  names: readonly string[],
  observer?: Observer,
): Promise<Session> {
  const filled: string[] = []
  const config = loadConfig(context.configFile, context.io.cwd, context.io.env, (text) => filled.push(text))
  try {
    return await openConnections(context, config, names, observer)
  } catch (error) {
    // A connector's code has run before its secrets are known: whatever came from a variable or a file may be one.
    for (const text of filled) context.redaction.addText(text)
    throw error
  }
}

/** A session with one connection. */
export interface SingleSession extends Omit<Session, 'connections'> {
  readonly connection: string
  readonly settings: OpenConnection
}

/** As {@link openSession}, for a command that names one connection. */
export async function openSingle(context: CommandContext, name: string): Promise<SingleSession> {
  const { connections, ...session } = await openSession(context, [name])
  const [single] = connections
  if (single === undefined) throw new RangeError(`no session for ${name}`) // a name stands for one connection, or is refused
  const [connection, settings] = single
  return { ...session, connection, settings }
}

async function openConnections(
  context: CommandContext,
  config: LoadedConfig,
  names: readonly string[],
  observer: Observer | undefined,
): Promise<Session> {
  const connections = new Map<string, OpenConnection>()
  const loaded = new Map<string, LoadedConnector>()
  for (const section of chooseConnections(config, names)) {
    const values = connectionValues(config.file, section, config.valueAt)
    const connector = loaded.get(values.connector) ?? (await loadConnector(values.connector, config.file.folder))
    loaded.set(values.connector, connector)
    const bound = bindConnection(config.file, section, values, connector.definition)
    for (const secret of bound.secrets) context.redaction.add(secret)
    for (const warning of literalSecrets(config.file, section, bound.secrets)) context.say(warning)
    connections.set(section.name, { ...values, connector: connector.plugin.id, bound })
  }
  const plugins = new Set([...loaded.values()].map(({ plugin }) => plugin))
  const tokenFolder = join(config.file.folder, '.outlay', 'tokens')
  const runtime = await openRuntime(context, [...plugins], observer, tokenFolder)
  return { config, connections, runtime, tokenFolder }
}

/** The runtime takes a while to load: a faulty config is told before. */
async function openRuntime(
  context: CommandContext,
  connectors: readonly LoadedConnector['plugin'][],
  observer: Observer | undefined,
  tokenFolder: string,
): Promise<Runtime> {
  const [{ createRuntime, winstonLogger }, { hostContainer }, { fileTokenStore }] = await Promise.all([
    import('@outlay/core/runtime'),
    import('./host-container.js'),
    import('./tokens/file-token-store.js'),
  ])
  const services = { logger: winstonLogger(context.logLevel), observer, tokens: fileTokenStore(tokenFolder) }
  return createRuntime({ connectors, container: hostContainer(services) })
}
