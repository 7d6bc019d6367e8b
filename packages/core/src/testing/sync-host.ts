import '../runtime/composition-root.js' // first: it brings what tsyringe needs

import { container as root } from 'tsyringe'
import type { StateStore } from '../contract/destination.js'
import type { Observer, RunEvent } from '../contract/observer.js'
import type { Plugin } from '../contract/plugin.js'
import { CLOCK, LOGGER, OBSERVER, RANDOM, STATE_STORE, TRANSPORT } from '../contract/tokens.js'
import { createRuntime, type StreamOptions, type SyncOptions } from '../runtime/create-runtime.js'
import { CountingTransport } from './counting-transport.js'
import { type HourlyOptions, hourlyConnector } from './hourly-connector.js'
import { HourlyVendor } from './hourly-vendor.js'
import { MemoryLedger } from './memory-ledger.js'
import { type VirtualClock, virtualClock } from './virtual-clock.js'

/** What a test can turn on its host. */
export interface SyncHostOptions extends HourlyOptions {
  /** Where the clock stands. Default 2026-11-20T12:00:00Z. */
  readonly now?: string
  readonly ledger?: MemoryLedger
  readonly clock?: VirtualClock
  readonly vendor?: HourlyVendor
  readonly stateStore?: StateStore
  /** Told every event, too. */
  readonly observer?: Observer
  /** Default: the invented connector. */
  readonly plugin?: Plugin
  /** Replies take a turn of the event loop: requests overlap. Default false. */
  readonly slow?: boolean
}

/** A runtime on a fake clock, before the invented vendor, over a ledger in memory. For tests. */
export function syncHost(options: SyncHostOptions = {}) {
  const clock = options.clock ?? virtualClock(options.now ?? '2026-11-20T12:00:00Z')
  const vendor = options.vendor ?? new HourlyVendor(clock)
  const transport = new CountingTransport(async (request) => {
    if (options.slow) await new Promise((resolve) => setImmediate(resolve))
    return vendor.answer(request)
  })
  const ledger = options.ledger ?? new MemoryLedger()
  const events: RunEvent[] = []
  const container = root.createChildContainer()
  container.register(CLOCK, { useValue: clock })
  container.register(TRANSPORT, { useValue: transport })
  container.register(RANDOM, { useValue: { next: () => 0.5, hex: (bytes: number) => '0'.repeat(bytes * 2) } })
  container.register(LOGGER, { useValue: { debug() {}, info() {}, warn() {}, error() {} } })
  container.register(OBSERVER, {
    useValue: {
      notify: (event: RunEvent) => {
        events.push(event)
        options.observer?.notify(event)
      },
    },
  })
  if (options.stateStore) container.register(STATE_STORE, { useValue: options.stateStore })
  const runtime = createRuntime({ connectors: [options.plugin ?? hourlyConnector(options)], container })
  /** Syncs one connection of the connector; only the streams that are named are on. */
  const sync = async (
    streams: Readonly<Record<string, StreamOptions>>,
    rest: Partial<SyncOptions> & {
      readonly config?: Readonly<Record<string, unknown>>
      readonly onDifference?: 'report' | 'fail'
    } = {},
  ) => {
    const { config, onDifference, ...asked } = rest
    const off = runtime.connectors[0]?.streams.map(({ name }) => [name, { enabled: false }] as const) ?? []
    const on = Object.entries(streams).map(([name, stream]) => [name, { enabled: true, ...stream }] as const)
    const connection = {
      connector: runtime.connectors[0]?.id ?? '',
      config: { key: 'k-0123456789', ...config },
      streams: Object.fromEntries([...off, ...on]),
      onDifference,
    }
    const reports = await runtime.sync({ connections: { main: connection }, destination: ledger, ...asked })
    const [report] = reports
    if (report === undefined) throw new RangeError('no report')
    return report
  }
  /** Moves the clock to an instant, ISO 8601. */
  const at = (instant: string): void => clock.advance(Date.parse(instant) - clock.now())
  return { at, clock, vendor, transport, ledger, events, runtime, sync }
}
