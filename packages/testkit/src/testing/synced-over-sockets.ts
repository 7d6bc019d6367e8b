import { CLOCK, LOGGER, type Plugin, RANDOM, TRANSPORT, type Transport } from '@outlay/core'
import { createRuntime, type SyncReport, undiciTransport } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { MemoryLedger } from '../contract/memory-ledger.js'
import { definitionOf } from '../simulator/bound.js'
import { seededRandom } from '../simulator/seeded-random.js'
import { type ServedVendor, type ServeOptions, serveVendor } from '../simulator/serve-vendor.js'
import { type VirtualClock, virtualClock } from '../simulator/virtual-clock.js'

/** What a user has after a sync of a vendor on loopback. */
export interface SyncedOverSockets {
  readonly served: ServedVendor<unknown>
  readonly ledger: MemoryLedger
  readonly report: SyncReport
  readonly clock: VirtualClock
  /** Codes of failures, each once. */
  readonly codes: readonly string[]
}

/** Milliseconds for an exchange, by its number from 1. */
type Patience = (sent: number) => number

/** A real runtime with real sockets, one request at a time; only its clock is not: pauses take no time. */
export async function syncedOverSockets(
  plugin: Plugin,
  options: Omit<ServeOptions<unknown>, 'clock' | 'now'>,
  patience: Patience = () => 20_000,
): Promise<SyncedOverSockets> {
  const clock = virtualClock('2026-11-10T12:00:00Z')
  const served = await serveVendor(plugin, { ...options, clock })
  const host = container.createChildContainer()
  host.register(CLOCK, { useValue: clock })
  host.register(RANDOM, { useValue: seededRandom(1) })
  host.register(TRANSPORT, { useValue: bounded(undiciTransport(), patience) })
  const quiet = (): void => {}
  host.register(LOGGER, { useValue: { debug: quiet, info: quiet, warn: quiet, error: quiet } })
  const runtime = createRuntime({ connectors: [plugin], container: host })
  const ledger = new MemoryLedger()
  try {
    const { id: connector, streams } = definitionOf(plugin)
    const asked = Object.fromEntries(streams.map(({ name }) => [name, { enabled: true, ...served.range }]))
    const [report] = await runtime.sync({
      connections: { main: { connector, config: served.config, streams: asked } },
      destination: ledger,
      concurrency: { windows: 1, pages: 1 },
    })
    if (report === undefined) throw new RangeError('the runtime reported nothing')
    const codes = [...new Set(report.failures.map(({ error }) => error.code))]
    return { served, ledger, report, clock, codes }
  } finally {
    await runtime.close()
    await served.close()
  }
}

/** The transport that users have, with bounds of a test. */
function bounded(transport: Transport, patience: Patience): Transport {
  let sent = 0
  return {
    send: (request, options) => {
      sent += 1
      return transport.send(request, { ...options, timeoutMs: patience(sent), maxBodyBytes: 1_000_000 })
    },
    close: async () => transport.close?.(),
  }
}
