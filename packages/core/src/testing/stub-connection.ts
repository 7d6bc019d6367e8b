import type { BoundConnector, ConnectorDefinition } from '../contract/definition.js'
import type { RunEvent } from '../contract/observer.js'
import type { Plugin } from '../contract/plugin.js'
import type { Clock } from '../contract/services.js'
import { type Concurrency, concurrencyOf } from '../engine/concurrency.js'
import type { Connection } from '../engine/connection.js'
import type { Pipeline } from '../http/pipeline.js'
import { createRedactor } from '../http/redactor.js'
import { virtualClock } from './virtual-clock.js'

/** What a stub is made of. */
interface StubOptions {
  readonly plugin: Plugin
  /** Default: the least that the invented connector takes. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Takes the place of limits, auth and network. */
  readonly pipeline: Pipeline
  readonly clock?: Clock
  readonly concurrency?: Concurrency
}

/** A connection without a runtime: for tests of what happens above the pipeline. Its events are kept. */
export function stubConnection(options: StubOptions): Connection & { readonly events: readonly RunEvent[] } {
  const connector = bound(options.plugin, { key: 'k-0123456789', ...options.config })
  const events: RunEvent[] = []
  const streams = connector.endpoints.flatMap((endpoint) => endpoint.streams.map(({ info }) => info))
  return {
    name: 'main',
    connector,
    info: { connection: 'main', connector: connector.id, billing: connector.billing, streams },
    pipeline: options.pipeline,
    clock: options.clock ?? virtualClock('2026-11-20T12:00:00Z'),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    redactor: createRedactor(connector.secrets),
    concurrency: concurrencyOf(options.concurrency),
    runId: 'run-1',
    notify: (event) =>
      events.push({ connection: 'main', runId: 'run-1', ...(typeof event === 'function' ? event() : event) }),
    limitsOf: () => [],
    scope: 'main',
    authContext: () => {
      throw new RangeError('a stub has no credentials')
    },
    events,
  }
}

function bound(plugin: Plugin, config: unknown): BoundConnector {
  const found: ConnectorDefinition[] = []
  plugin.register({
    register: (_token: symbol, provider: { readonly useValue?: unknown; readonly useFactory?: unknown }) =>
      found.push(provider.useValue as ConnectorDefinition),
  })
  const [definition] = found
  if (definition === undefined) throw new RangeError('the plugin registers nothing')
  return definition.bind(config)
}
