import pLimit from 'p-limit'
import type { BoundEndpoint } from '../contract/definition.js'
import type { WindowState } from '../contract/destination.js'
import { ConfigError, OutlayError } from '../contract/errors.js'
import type { Calendar } from '../contract/window.js'
import { ByteGate } from './byte-gate.js'
import type { Connection } from './connection.js'
import type { LedgerWriter } from './ledger-writer.js'
import { observation, type PlannedWindow, planWindows } from './plan-windows.js'
import { MAX_BYTES_AHEAD, quarantineError, WINDOWS_AHEAD } from './read-stream.js'
import { partitionText, readWindow, type WindowTask, windowRef } from './read-window.js'
import type { SyncReport } from './sync-report.js'
import { SyncTally } from './sync-tally.js'
import type { Asked } from './time-range.js'
import { completed, isDone, notRead, windowId } from './window-state.js'

/** One sync of one connection. */
export interface SyncRequest {
  readonly runId: string
  /** What the user asked for, by stream; the widest of an endpoint's streams counts. */
  readonly asked: (endpoint: BoundEndpoint) => Asked
  /** What happens to a record that does not fit, by stream. */
  readonly onDrift: (stream: string) => 'quarantine' | 'fail'
  /** Only windows that a read now would make final. */
  readonly finalOnly: boolean
  readonly signal: AbortSignal
}

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
  const known = await writer.loadState()
  const stop = new AbortController()
  const run: SyncRun = {
    connection,
    writer,
    request,
    tally,
    gate: new ByteGate(MAX_BYTES_AHEAD),
    limit: pLimit(WINDOWS_AHEAD),
    signal: AbortSignal.any([request.signal, stop.signal]),
    stopAll: () => stop.abort(new DOMException('the connection has stopped', 'AbortError')),
  }
  await Promise.all(connection.connector.endpoints.map((endpoint) => syncEndpoint(run, endpoint, known)))
  request.signal.throwIfAborted()
  return tally.report()
}

interface SyncRun {
  readonly connection: Connection
  readonly writer: LedgerWriter
  readonly request: SyncRequest
  readonly tally: SyncTally
  readonly gate: ByteGate
  readonly limit: ReturnType<typeof pLimit>
  readonly signal: AbortSignal
  readonly stopAll: () => void
}

async function syncEndpoint(run: SyncRun, endpoint: BoundEndpoint, known: readonly WindowState[]): Promise<void> {
  const states = known.filter((state) => state.endpoint === endpoint.name)
  if (endpoint.calendar === undefined) return syncSnapshot(run, endpoint, states)
  const { calendar } = endpoint
  try {
    refuseOtherGrid(run.connection.name, calendar, states)
    const planned = planWindows(endpoint, calendar, run.request.asked(endpoint), states, run.connection.clock.now())
    const stop = new AbortController()
    const signal = AbortSignal.any([run.signal, stop.signal])
    const wanted = endpoint.streams.map(({ info }) => info.name)
    const due = planned.filter((window) => isDue(run, window, wanted))
    await markUnreachable(run, planned)
    await Promise.all(
      due.map((window) => syncWindow(run, window.task, calendar, window.state, signal, () => stop.abort())),
    )
  } catch (error) {
    run.tally.fail(undefined, asOutlayError(error))
  }
}

function isDue(run: SyncRun, { task, reach, state, calendar }: PlannedWindow, wanted: readonly string[]): boolean {
  if (reach !== 'ready') return false
  if (isDone(state, wanted)) {
    run.tally.final += 1
    return false
  }
  const settled = task.window.endSeconds * 1000 + calendar.settlesAfterMs
  return !run.request.finalOnly || run.connection.clock.now() >= settled
}

/** Recorded and told once; what was read of such a window stays. */
async function markUnreachable(run: SyncRun, planned: readonly PlannedWindow[]): Promise<void> {
  const lapsed = planned.filter(
    ({ reach, state }) => reach === 'unreachable' && state?.status !== 'unreachable' && !state?.final,
  )
  await Promise.all(
    lapsed.map(async ({ task, calendar, state }) => {
      const id = windowId(run.connection.name, task)
      await run.writer.write({ id, state: notRead(id, calendar, state, 'unreachable') })
      run.connection.notify({ type: 'window_unreachable', window: windowRef(run.connection.name, task) })
      run.tally.unreachable += 1
    }),
  )
}

async function syncWindow(
  run: SyncRun,
  task: WindowTask,
  calendar: Calendar,
  before: WindowState | undefined,
  signal: AbortSignal,
  stopStream: () => void,
): Promise<void> {
  const id = windowId(run.connection.name, task)
  const ref = windowRef(run.connection.name, task)
  const index = run.tally.nextIndex()
  await run.limit(async () => {
    if (signal.aborted) return
    run.gate.open(index)
    try {
      const content = await readWindow(run.connection, task, { gate: run.gate, index }, signal)
      for (const stream of content.streams) {
        if (stream.quarantined.length > 0 && run.request.onDrift(stream.name) === 'fail')
          throw quarantineError(stream.name, stream.quarantined)
      }
      await run.writer.write({ id, state: completed(id, task, calendar, before, content), content })
      run.tally.commit(ref, content)
      tellCommitted(run, ref, content)
    } catch (error) {
      if (signal.aborted) return
      const failure = asOutlayError(error)
      run.tally.fail(ref, failure)
      run.connection.notify({ type: 'window_failed', window: ref, code: failure.code, message: failure.message })
      if (failure.stops === 'connection') run.stopAll()
      if (failure.stops === 'stream') stopStream()
      if (failure.code !== 'LEDGER_FAILED')
        await run.writer.write({ id, state: notRead(id, calendar, before, failure) })
    } finally {
      run.gate.close(index)
    }
  })
}

function tellCommitted(
  run: SyncRun,
  ref: ReturnType<typeof windowRef>,
  content: Awaited<ReturnType<typeof readWindow>>,
): void {
  for (const { name, quarantined } of content.streams) {
    if (quarantined.length === 0) continue
    const reasons = [...new Set(quarantined.flatMap((row) => row.reasons))].slice(0, 5)
    run.connection.notify({ type: 'quarantined', window: ref, stream: name, count: quarantined.length, reasons })
  }
  const rows = content.streams.reduce((sum, stream) => sum + stream.rows.length, 0)
  run.connection.notify({ type: 'window_committed', window: ref, rows })
}

/** Snapshots are observed, not windowed: each observation adds rows, at most one every `every`. */
async function syncSnapshot(run: SyncRun, endpoint: BoundEndpoint, states: readonly WindowState[]): Promise<void> {
  const now = run.connection.clock.now()
  await Promise.all(
    endpoint.partitions.map(async (partition) => {
      const key = partitionText(partition.key)
      const before = states.find((state) => state.partition === key)
      if (before?.readAt && Date.parse(before.readAt) + endpoint.everyMs > now) return
      const task = { endpoint, partition, window: observation(now) }
      const ref = windowRef(run.connection.name, task)
      const index = run.tally.nextIndex()
      run.gate.open(index)
      try {
        const content = await readWindow(run.connection, task, { gate: run.gate, index }, run.signal)
        const id = windowId(run.connection.name, task)
        const state = {
          ...completed(id, task, SNAPSHOT, before, content),
          start: SNAPSHOT.grid,
          end: SNAPSHOT.grid,
          final: false,
        }
        await run.writer.write({ id, state, content, replaces: false })
        run.tally.commit(ref, content)
        tellCommitted(run, ref, content)
      } catch (error) {
        if (run.signal.aborted) return
        const failure = asOutlayError(error)
        run.tally.fail(ref, failure)
        if (failure.stops === 'connection') run.stopAll()
      } finally {
        run.gate.close(index)
      }
    }),
  )
}

/** Snapshots have one state a partition, under this name in place of bounds. */
const SNAPSHOT = { grid: 'snapshot', settlesAfterMs: 0 }

/** Two grids in one ledger would count the same spend twice. */
function refuseOtherGrid(connection: string, calendar: Calendar, states: readonly WindowState[]): void {
  const other = states.find((state) => state.grid !== calendar.grid)
  if (other === undefined) return
  throw new ConfigError({
    code: 'CONFIG_GRID_CHANGED',
    message: `the ledger holds windows of ${other.endpoint} on the grid "${other.grid}"; this config reads them on "${calendar.grid}"`,
    hint: `Give the connection another name than "${connection}", or restore the old setting: both grids in one would count spend twice.`,
  })
}

function asOutlayError(error: unknown): OutlayError {
  if (OutlayError.isInstance(error)) return error
  const said = error instanceof Error ? error.message : 'an unknown error'
  return new OutlayError({ code: 'BUG', category: 'bug', message: said, hint: 'Please report this.', cause: error })
}
