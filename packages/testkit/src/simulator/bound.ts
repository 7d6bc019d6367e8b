import { ConfigError, type ConnectorDefinition, type Plugin, type PluginContainer } from '@outlay/core'

/** A connector closed over one config, as the runtime sees it. */
export type BoundConnector = ReturnType<ConnectorDefinition['bind']>
export type BoundEndpoint = BoundConnector['endpoints'][number]
export type BoundPartition = BoundEndpoint['partitions'][number]
export type BoundStream = BoundEndpoint['streams'][number]
export type FinishedRows = ReturnType<BoundStream['finish']>
export type TimedRow = FinishedRows['rows'][number]
export type Walk = ReturnType<BoundPartition['walk']>
type PageStep = Extract<Walk, { readonly kind: 'pages' }>['first']
export type PageResult = ReturnType<PageStep['read']>
export type PageContent = ReturnType<PageResult['content']>

/** What a plugin registers: its connector. */
export function definitionOf(plugin: Plugin): ConnectorDefinition {
  const found: unknown[] = []
  const container: PluginContainer = {
    register: (_token: symbol, provider: object) => found.push('useValue' in provider ? provider.useValue : undefined),
  }
  plugin.register(container)
  const [definition, ...others] = found
  if (!isDefinition(definition) || others.length > 0) {
    throw new ConfigError({
      code: 'PLUGIN_INVALID',
      message: `the plugin "${plugin.id}" does not register exactly one connector`,
      hint: 'A plugin is what `plugin()` of a connector made by `connector()` gives: export that.',
    })
  }
  return definition
}

function isDefinition(value: unknown): value is ConnectorDefinition {
  return typeof value === 'object' && value !== null && 'bind' in value && 'streams' in value
}
