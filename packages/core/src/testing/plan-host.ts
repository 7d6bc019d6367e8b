import type { PlanOptions, StreamOptions } from '../runtime/create-runtime.js'
import { type SyncHostOptions, syncHost } from './sync-host.js'

/** A host that plans what it syncs; only the streams that are named are on. For tests. */
export function planHost(options: SyncHostOptions = {}) {
  const host = syncHost(options)
  const plan = async (
    streams: Readonly<Record<string, StreamOptions>>,
    rest: Partial<PlanOptions> & { readonly config?: object } = {},
  ) => {
    const { config: more, ...own } = rest
    const [{ id = '', streams: all = [] } = {}] = host.runtime.connectors
    const off = all.map(({ name }) => [name, { enabled: false }] as const)
    const on = Object.entries(streams).map(([name, stream]) => [name, { enabled: true, ...stream }] as const)
    const connection = {
      connector: id,
      config: { key: 'k-0123456789', ...more },
      streams: Object.fromEntries([...off, ...on]),
    }
    const plans = await host.runtime.plan({ connections: { main: connection }, destination: host.ledger, ...own })
    const [only] = plans
    if (only === undefined) throw new RangeError('no plan')
    return only
  }
  return { ...host, plan }
}
