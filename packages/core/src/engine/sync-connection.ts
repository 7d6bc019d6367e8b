import pLimit from 'p-limit'
import type { BoundEndpoint } from '../contract/definition.js'
import type { WindowState } from '../contract/destination.js'
import { OutlayError } from '../contract/errors.js'
import { ByteGate } from './byte-gate.js'
import type { Connection } from './connection.js'
import type { LedgerWriter } from './ledger-writer.js'
import { ParentLists } from './parent-lists.js'
import { type PlannedWindow, planWindows } from './plan-windows.js'
import { reachOf } from './reach.js'
import { MAX_BYTES_AHEAD, windowsAtOnce } from './read-stream.js'
import { windowRef } from './read-window.js'
import { refuseChanges } from './refuse-changes.js'
import { type Standing, standingOf } from './standing.js'
import { readParent, withPartitions } from './sync-parents.js'
import type { SyncReport } from './sync-report.js'
import type { SyncRequest, SyncRun } from './sync-run.js'
import { syncSnapshot } from './sync-snapshot.js'
import { SyncTally } from './sync-tally.js'
import { syncWindow, type WindowJob } from './sync-window.js'
import { comparableStreams, completed, notRead } from './window-state.js'

/**
 * Brings a ledger up to date: every window that was asked for and is not final is read and replaced, each in a
 * transaction with its state. A failure is recorded and ends no more than it must; interrupted, it may be run again.
 */
export async function syncConnection(
  connection: Connection,
  writer: LedgerWriter,
  request: SyncRequest,
): Promise<SyncReport> {
  const tally = new SyncTally(connection.name, request.runId)
  const known = await writer.loadState().catch((error: unknown) => tally.fail(undefined, OutlayError.from(error)))
  if (known === undefined) return tally.report()
  const stop = new AbortController()
  const signal = AbortSignal.any([request.signal, stop.signal])
  const run: SyncRun = {
    connection,
    writer,
    request,
    tally,
    parents: new ParentLists(connection, signal, (task, stopped) => readParent(run, task, stopped)),
    gate: new ByteGate(MAX_BYTES_AHEAD),
    limit: pLimit(windowsAtOnce(connection)),
    signal,
    stopAll: () => stop.abort(new DOMException('the connection has stopped', 'AbortError')),
  }
  await Promise.all(connection.connector.endpoints.map((endpoint) => syncEndpoint(run, endpoint, known)))
  request.signal.throwIfAborted()
  return tally.report()
}

async function syncEndpoint(run: SyncRun, declared: BoundEndpoint, known: readonly WindowState[]): Promise<void> {
  const states = known.filter((state) => state.endpoint === declared.name)
  const { calendar } = declared
  try {
    if (calendar !== undefined) refuseChanges(run.connection.name, declared, calendar, states)
    const endpoint = await withPartitions(run, declared, states)
    if (endpoint === undefined) return
    if (calendar === undefined) return await syncSnapshot(run, endpoint, states)
    const now = run.connection.clock.now()
    const planned = planWindows(endpoint, calendar, run.request.asked(endpoint), states, now)
    const stop = new AbortController()
    const signal = AbortSignal.any([run.signal, stop.signal])
    const wanted = endpoint.streams.map(({ info }) => info.name)
    const { finalOnly } = run.request
    const of = (standing: Standing): readonly PlannedWindow[] =>
      planned.filter((window) => standingOf(window, wanted, finalOnly, now) === standing)
    run.tally.final += of('final').length
    await allOf(of('unreachable').map((window) => markUnreachable(run, window)))
    const read = async (window: PlannedWindow): Promise<void> => {
      if (signal.aborted) return
      // Within reach when the run was planned, a window may be out of it by the time its turn comes.
      if (isOutOfReach(run, window)) return markUnreachable(run, window)
      await syncWindow(
        run,
        jobOf(run, window, signal, () => stop.abort()),
      )
    }
    await allOf(of('due').map((window) => run.limit(() => read(window))))
  } catch (error) {
    run.tally.fail(undefined, OutlayError.from(error))
  }
}

function isOutOfReach({ connection }: SyncRun, { task, calendar }: PlannedWindow): boolean {
  return reachOf(task.window, calendar, connection.clock.now(), true) === 'unreachable'
}

/** Recorded and told once; what was read of such a window stays. */
async function markUnreachable(run: SyncRun, { task, calendar, state }: PlannedWindow): Promise<void> {
  if (state?.status === 'unreachable' || state?.final) return
  const id = windowRef(run.connection.name, task)
  await run.writer.write({ id, state: notRead(id, calendar, state, 'unreachable') })
  run.connection.notify({ type: 'window_unreachable', window: id })
  run.tally.unreachable += 1
}

/** Waits for all, then throws what the first of them threw: nothing goes on behind the caller's back. */
async function allOf(tasks: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(tasks)
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

function jobOf(
  run: SyncRun,
  { task, calendar, state: before }: PlannedWindow,
  signal: AbortSignal,
  stopStream: () => void,
): WindowJob {
  const id = windowRef(run.connection.name, task)
  return {
    task,
    id,
    signal,
    stopStream,
    comparable: comparableStreams(before, task.window),
    completed: (content) => completed(id, task, calendar, before, content, run.request.onDifference),
    failed: (error) => notRead(id, calendar, before, error),
  }
}
