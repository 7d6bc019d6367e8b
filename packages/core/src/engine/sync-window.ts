import type { WindowId, WindowState } from '../contract/destination.js'
import { OutlayError } from '../contract/errors.js'
import type { RestatedStream } from '../contract/restatement.js'
import { quarantineError } from './read-stream.js'
import { readWindow, type WindowContent, type WindowTask } from './read-window.js'
import type { SyncRun } from './sync-run.js'

/** One window or observation to bring into the ledger. */
export interface WindowJob {
  readonly task: WindowTask
  readonly id: WindowId
  /** Streams of which an earlier reading began when the window had ended. */
  readonly comparable: readonly string[]
  /** Ends this window's reading. */
  readonly signal: AbortSignal
  readonly stopStream: () => void
  readonly completed: (content: WindowContent) => WindowState
  readonly failed: (error: OutlayError) => WindowState
}

/** Reads one window and commits it. A failure is recorded and ends as much of the run as it says. Never throws. */
export async function syncWindow(run: SyncRun, job: WindowJob): Promise<void> {
  const index = run.tally.nextIndex()
  run.gate.open(index)
  try {
    const content = await readWhole(run, job, index)
    if (content !== undefined) await commit(run, job, content)
  } finally {
    run.gate.close(index)
  }
}

async function readWhole(run: SyncRun, job: WindowJob, index: number): Promise<WindowContent | undefined> {
  try {
    const { onDrift } = run.request
    const letsIn = (stream: string): boolean => onDrift(stream) === 'evolve' || onDrift(stream) === 'warn'
    const content = await readWindow(run.connection, job.task, { gate: run.gate, index }, job.signal, letsIn)
    for (const { name, quarantined } of content.streams) {
      const [first] = quarantined
      if (first !== undefined && onDrift(name) === 'fail') throw quarantineError(name, quarantined.length, first)
    }
    return content
  } catch (error) {
    if (!job.signal.aborted) await fail(run, job, OutlayError.from(error), 'reading')
    return undefined
  }
}

async function commit(run: SyncRun, job: WindowJob, content: WindowContent): Promise<void> {
  const { id, comparable } = job
  let restated: readonly RestatedStream[]
  try {
    restated = await run.writer.write({ id, state: job.completed(content), content, comparable })
  } catch (error) {
    return fail(run, job, OutlayError.from(error), 'committing')
  }
  tell(run, id, content, restated)
}

function tell(run: SyncRun, window: WindowId, content: WindowContent, restated: readonly RestatedStream[]): void {
  const { connection, request, tally } = run
  tally.commit(window, content, restated, request)
  for (const { name: stream, quarantined, drifted } of content.streams) {
    if (quarantined.length > 0) {
      const reasons = [...new Set(quarantined.flatMap((row) => row.reasons))].slice(0, 5)
      connection.notify({ type: 'quarantined', window, stream, count: quarantined.length, reasons })
    }
    if (drifted !== undefined && request.onDrift(stream) === 'warn') {
      connection.notify({ type: 'drifted', window, stream, ...drifted })
    }
  }
  for (const stream of restated) connection.notify({ type: 'restated', window, ...stream })
  const rows = content.streams.reduce((sum, stream) => sum + stream.rows.length, 0)
  connection.notify({ type: 'window_committed', window, rows })
}

async function fail(
  run: SyncRun,
  job: WindowJob,
  failure: OutlayError,
  during: 'reading' | 'committing',
): Promise<void> {
  const window = job.id
  run.tally.fail(window, failure)
  const { code, category, message } = failure
  run.connection.notify({ type: 'window_failed', window, code, category, message })
  if (failure.stops === 'connection') run.stopAll()
  if (failure.stops === 'stream') job.stopStream()
  try {
    await run.writer.write({ id: job.id, state: job.failed(failure) })
  } catch (error) {
    // A ledger that cannot even note a failure takes nothing more; of its own failure it has told already.
    if (during === 'reading') run.tally.fail(undefined, OutlayError.from(error))
    run.stopAll()
  }
}
