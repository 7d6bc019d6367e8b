import { OutlayError } from '../contract/errors.js'
import type { EventDetail, RunEvents, RunKind } from '../contract/observer.js'
import type { Connection } from '../engine/connection.js'
import type { SyncReport } from '../engine/sync-report.js'
import type { Tell } from './tell-host.js'

/** What a run has done so far; whoever runs it counts. */
export interface RunCounts {
  windows: number
  rows: number
  quarantined: number
}

/** How a run ended. */
export type Ended = Pick<RunEvents['run_finished'], 'outcome' | 'code'>

export const COMPLETED: Ended = { outcome: 'completed', code: null }

/** Tells that a run begins; what it gives back tells its end. */
export function tellRun(connection: Connection, kind: RunKind): (counts: Readonly<RunCounts>, ended: Ended) => void {
  const { clock, notify } = connection
  const run = { kind, connector: connection.connector.id }
  const began = clock.now()
  notify({ type: 'run_started', ...run })
  return (counts, ended) => notify({ type: 'run_finished', ...run, ...counts, ...ended, ms: clock.now() - began })
}

function count(event: EventDetail, counts: RunCounts): void {
  if (event.type === 'window_committed') {
    counts.windows += 1
    counts.rows += event.rows
  }
  if (event.type === 'quarantined') counts.quarantined += event.count
}

/** How a run ended that threw. */
export function endedBy(error: unknown, signal: AbortSignal): Ended {
  return signal.aborted ? { outcome: 'stopped', code: null } : { outcome: 'failed', code: OutlayError.from(error).code }
}

/** A sync of one connection, told from its start to its end; an abort ends it with what was committed until then. */
export async function toldSync(
  connection: Connection,
  signal: AbortSignal,
  sync: (connection: Connection) => Promise<SyncReport>,
): Promise<SyncReport> {
  const counts: RunCounts = { windows: 0, rows: 0, quarantined: 0 }
  const notify: Tell = (event) => {
    if (typeof event === 'object') count(event, counts) // those that are counted are not among the frequent ones
    connection.notify(event)
  }
  const finished = tellRun(connection, 'sync')
  try {
    const report = await sync({ ...connection, notify })
    const [first] = report.failures
    finished(counts, first ? { outcome: 'failed', code: first.error.code } : COMPLETED)
    return report
  } catch (error) {
    finished(counts, endedBy(error, signal))
    throw error
  }
}
