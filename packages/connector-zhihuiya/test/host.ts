import {
  CLOCK,
  type Clock,
  type ConnectionInfo,
  type Destination,
  type LedgerRow,
  LOGGER,
  OBSERVER,
  type QuarantinedRow,
  type RunEvent,
} from '@outlay/core'
import { createRuntime, type Runtime, type SyncReport } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { zhihuiya } from '../src/index.js'

/** A runtime on a clock of its own, with everything that it says. */
export interface Host {
  readonly runtime: Runtime
  readonly clock: Clock & { set(instant: string): void }
  readonly events: readonly RunEvent[]
  /** Every log line as JSON text. */
  readonly logs: readonly string[]
}

/** `now`: an instant with its zone. Waiting costs no time: the clock is advanced instead. */
export function host(now: string): Host {
  const scope = container.createChildContainer()
  const events: RunEvent[] = []
  const logs: string[] = []
  const log = (message: string, fields: object = {}) => {
    logs.push(JSON.stringify({ message, ...fields }))
  }
  const clock = quickClock(now)
  scope.register(CLOCK, { useValue: clock })
  scope.register(LOGGER, { useValue: { debug: log, info: log, warn: log, error: log } })
  scope.register(OBSERVER, { useValue: { notify: (event: RunEvent) => events.push(event) } })
  return { runtime: createRuntime({ connectors: [zhihuiya], container: scope }), clock, events, logs }
}

function quickClock(start: string): Host['clock'] {
  let now = Date.parse(start)
  return {
    now: () => now,
    set: (instant) => {
      now = Date.parse(instant)
    },
    sleep: async (ms, signal) => {
      const until = now + ms
      await new Promise(setImmediate)
      signal?.throwIfAborted()
      now = Math.max(now, until)
    },
  }
}

/** All rows of one stream. */
export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}

/** Syncs one connection into memory. */
export async function sync(runtime: Runtime, config: object, asked: { from?: string; to?: string } = {}) {
  const rows: LedgerRow[] = []
  const quarantined: QuarantinedRow[] = []
  const told: ConnectionInfo[] = []
  const connections = { patents: { connector: 'zhihuiya', config } }
  const [report] = await runtime.sync({ connections, destination: memory(rows, quarantined, told), ...asked })
  return { rows, quarantined, report: report as SyncReport, billing: told[0]?.billing }
}

function memory(rows: LedgerRow[], quarantined: QuarantinedRow[], told: ConnectionInfo[]): Destination {
  return {
    kind: 'memory',
    open: async () => {},
    close: async () => {},
    prepare: async (connection) => void told.push(connection),
    begin: async () => ({
      clear: async () => {},
      write: async (_window, added) => void rows.push(...added),
      quarantine: async (_window, added) => void quarantined.push(...added),
      commit: async () => {},
      abort: async () => {},
    }),
  }
}
