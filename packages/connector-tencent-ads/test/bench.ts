// What the tests of this package share: a runtime that tells all, a ledger to look into.
import 'reflect-metadata'
import {
  CLOCK,
  type Clock,
  type Destination,
  type LedgerRow,
  LOGGER,
  type Logger,
  OBSERVER,
  type Observer,
  type QuarantinedRow,
  type RunEvent,
  TRANSPORT,
  type Transport,
  type WindowState,
} from '@outlay/core'
import { type ConnectionConfig, createRuntime, type Runtime, type SyncReport } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { tencentAds } from '../src/index.js'

interface Bench {
  readonly runtime: Runtime
  /** Every log line, as JSON. */
  readonly log: readonly string[]
  readonly events: readonly RunEvent[]
}

/** The parameters of a request, decoded once. */
export type Query = Readonly<Record<string, string>>

/** A vendor in place of the network: replies 200 with what `answer` gives, and remembers what it was asked. */
export function answering(answer: (query: Query, path: string) => string): {
  readonly transport: Transport
  readonly asked: readonly Query[]
} {
  const asked: Query[] = []
  const transport: Transport = {
    send: async ({ url }) => {
      const { pathname, searchParams } = new URL(url)
      const query = Object.fromEntries(searchParams)
      asked.push(query)
      return { status: 200, headers: {}, body: new TextEncoder().encode(answer(query, pathname)) }
    },
  }
  return { transport, asked }
}

/** A runtime with this connector on `clock`, over the network unless a transport is given. */
export function createBench(clock: Clock, transport?: Transport): Bench {
  const log: string[] = []
  const events: RunEvent[] = []
  const line: Logger['info'] = (message, fields) => {
    log.push(JSON.stringify({ message, fields }))
  }
  const host = container
    .createChildContainer()
    .register<Clock>(CLOCK, { useValue: clock })
    .register<Logger>(LOGGER, { useValue: { debug: line, info: line, warn: line, error: line } })
    .register<Observer>(OBSERVER, { useValue: { notify: (event) => events.push(event) } })
  if (transport !== undefined) host.register<Transport>(TRANSPORT, { useValue: transport })
  return { runtime: createRuntime({ connectors: [tencentAds], container: host }), log, events }
}

interface Ledger {
  readonly destination: Destination
  readonly rows: LedgerRow[]
  readonly quarantined: QuarantinedRow[]
  readonly states: Map<string, WindowState>
}

/** A ledger in memory. Windows are never replaced in it: each test reads a window once. */
export function createLedger(): Ledger {
  const rows: LedgerRow[] = []
  const quarantined: QuarantinedRow[] = []
  const states = new Map<string, WindowState>()
  const destination: Destination = {
    kind: 'memory',
    open: async () => {},
    close: async () => {},
    loadState: async () => [...states.values()],
    begin: async () => ({
      clear: async () => {},
      write: async (_window, added) => {
        rows.push(...added)
      },
      quarantine: async (_window, added) => {
        quarantined.push(...added)
      },
      commit: async (entries) => {
        for (const entry of entries) states.set(JSON.stringify([entry.endpoint, entry.partition, entry.start]), entry)
      },
      abort: async () => {},
    }),
  }
  return { destination, rows, quarantined, states }
}

/** One sync of one connection named `ads`. */
export async function syncAds(
  { runtime }: Bench,
  ledger: Ledger,
  config: unknown,
  streams: ConnectionConfig['streams'] = {},
): Promise<SyncReport> {
  const connections = { ads: { connector: 'tencent-ads', config, streams } }
  const [report] = await runtime.sync({ connections, destination: ledger.destination })
  if (report === undefined) throw new Error('no report')
  return report
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}
