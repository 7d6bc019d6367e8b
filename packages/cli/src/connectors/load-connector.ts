import { pathToFileURL } from 'node:url'
import {
  CONNECTOR,
  ConfigError,
  type ConnectorDefinition,
  type Plugin,
  type PluginContainer,
  SPEC_VERSION,
} from '@outlay/core'
import { otherVersion } from './other-version.js'
import { type ResolvedConnector, resolveConnector } from './resolve-connector.js'

/** A connector's plugin and what it defines. */
export interface LoadedConnector {
  readonly plugin: Plugin
  readonly definition: ConnectorDefinition
}

/**
 * Loads a connector by name or path, as a module in `folder` would import it; its default export is the plugin.
 * Throws a ConfigError that names the package and the file where there is none, or none that fits.
 */
export async function loadConnector(name: string, folder: string): Promise<LoadedConnector> {
  const resolved = resolveConnector(name, folder)
  const plugin = pluginOf(await importDefault(resolved), resolved)
  return { plugin, definition: definitionOf(plugin, resolved) }
}

async function importDefault(resolved: ResolvedConnector): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(resolved.path).href)
    return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : 'an unknown error'
    throw broken(resolved, `cannot be loaded: ${said}`, 'Install it again, or report this to its author.', cause)
  }
}

function pluginOf(exported: unknown, resolved: ResolvedConnector): Plugin {
  if (!isPlugin(exported)) throw broken(resolved, 'has no plugin as its default export', AUTHOR)
  if (exported.specVersion === SPEC_VERSION) return exported
  const hint = 'Install a version of the connector, or of outlay, that fits the other.'
  throw broken(resolved, `is ${otherVersion(exported.specVersion)}`, hint)
}

/** The one definition that a plugin registers; the runtime checks the rest. */
function definitionOf(plugin: Plugin, resolved: ResolvedConnector): ConnectorDefinition {
  const found: ConnectorDefinition[] = []
  const container: PluginContainer = {
    register: (
      token: symbol,
      provider: { readonly useValue: unknown } | { readonly useFactory: (c: never) => unknown },
    ) => {
      const value = 'useValue' in provider ? provider.useValue : provider.useFactory(container as never)
      if (token === CONNECTOR && isDefinition(value)) found.push(value)
    },
  }
  try {
    plugin.register(container)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : 'an unknown error'
    throw broken(resolved, `fails to register: ${said}`, AUTHOR, cause)
  }
  const [definition] = found
  if (definition === undefined) throw broken(resolved, 'registers no connector', AUTHOR)
  return definition
}

const AUTHOR = 'Report this to its author.'

function broken({ name, path }: ResolvedConnector, problem: string, hint: string, cause?: unknown): ConfigError {
  return new ConfigError({
    code: 'CONNECTOR_INVALID',
    message: `the connector ${name} (${path}) ${problem}`,
    hint,
    cause,
  })
}

function isPlugin(value: unknown): value is Plugin {
  return (
    typeof value === 'object' &&
    value !== null &&
    'specVersion' in value &&
    'id' in value &&
    typeof value.id === 'string' &&
    'register' in value &&
    typeof value.register === 'function'
  )
}

function isDefinition(value: unknown): value is ConnectorDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'bind' in value &&
    typeof value.bind === 'function' &&
    'streams' in value &&
    Array.isArray(value.streams)
  )
}
