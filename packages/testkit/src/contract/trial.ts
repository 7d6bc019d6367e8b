import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Destination, LogFields, RunEvent, Transport } from '@outlay/core'
import { EXCHANGE_CHANNEL, type Runtime, type SyncReport } from '@outlay/core/runtime'
import type { SimulatedVendor, VendorOptions } from '../simulator/simulated-vendor.js'
import { type VirtualClock, virtualClock } from '../simulator/virtual-clock.js'
import type { Bench } from './bench.js'
import type { CrashPoints } from './crash-points.js'
import { MemoryLedger } from './memory-ledger.js'
import { openRuntime } from './open-runtime.js'

/** How one trial differs from the next. */
export interface TrialOptions extends VendorOptions {
  readonly ledger?: MemoryLedger
  readonly points?: CrashPoints
  readonly seed?: number
  /** Told before every answer; the number counts from 1. */
  readonly onRequest?: (number: number) => void
  /** Requests under way at once in a window, and windows at once. Default: the runtime's. */
  readonly atOnce?: number
  readonly now?: string
}

/** The name of the connection in every trial. */
export const MAIN = 'main'

/** One process with a simulated vendor, a ledger in memory, and everything that it says written down. */
export class Trial {
  readonly clock: VirtualClock
  readonly vendor: SimulatedVendor
  readonly ledger: MemoryLedger
  readonly logs: { readonly message: string; readonly fields: LogFields }[] = []
  readonly events: RunEvent[] = []
  readonly exchanges: unknown[] = []
  readonly runtime: Runtime
  readonly #destination: Destination

  constructor(
    readonly bench: Bench,
    readonly options: TrialOptions = {},
  ) {
    this.clock = virtualClock(options.now ?? bench.now)
    this.vendor = bench.simulation.vendor(this.clock, options)
    this.ledger = options.ledger ?? new MemoryLedger()
    const through = <Service extends object>(service: Service): Service => options.points?.through(service) ?? service
    this.#destination = through<Destination>(this.ledger)
    const transport = through(transportTo(this.vendor, options.onRequest))
    this.runtime = openRuntime(bench.plugin, { clock: this.clock, transport, seed: options.seed }, this)
  }

  /** Brings the ledger up to date, all streams of it. */
  async sync(signal?: AbortSignal): Promise<SyncReport> {
    const { bench, options } = this
    const connection = { connector: bench.definition.id, config: bench.options.config, streams: bench.streams }
    const atOnce = options.atOnce
    const reports = await this.runtime.sync({
      connections: { [MAIN]: connection },
      destination: this.#destination,
      ...(atOnce !== undefined && { concurrency: { windows: atOnce, pages: atOnce } }),
      ...(signal && { signal }),
    })
    const [report] = reports
    if (report === undefined) throw new RangeError('the runtime reported nothing')
    return report
  }

  /** Reads one stream, without state. */
  async read(stream: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { enabled: _enabled, ...asked } = this.bench.streams[stream] ?? { enabled: true }
    const rows: Readonly<Record<string, unknown>>[] = []
    const { id } = this.bench.definition
    for await (const row of this.runtime.readById(id, stream, { config: this.bench.options.config, ...asked }))
      rows.push(row)
    return rows
  }

  /** Runs with every exchange with the vendor written down, as a host's subscriber sees it. */
  async watched<T>(run: () => Promise<T>): Promise<T> {
    const listen = (message: unknown): void => void this.exchanges.push(message)
    subscribe(EXCHANGE_CHANNEL, listen)
    try {
      return await run()
    } finally {
      unsubscribe(EXCHANGE_CHANNEL, listen)
    }
  }
}

/** The vendor as the runtime reaches it; no socket is opened. */
export function transportTo(vendor: SimulatedVendor, onRequest: (number: number) => void = () => {}): Transport {
  let sent = 0
  return {
    send: async (request, { signal }) => {
      signal.throwIfAborted()
      sent += 1
      onRequest(sent)
      signal.throwIfAborted()
      const wire = await vendor.answer(request)
      if ('broken' in wire) throw Object.assign(new Error(`simulated fault: ${wire.fault}`), { code: wire.broken })
      return { status: wire.status, headers: wire.headers, body: new TextEncoder().encode(wire.body) }
    },
  }
}
