import type { BoundEndpoint, BoundPartition } from '../contract/definition.js'
import type { WindowState } from '../contract/destination.js'
import { utcSeconds } from '../partitions/calendar.js'
import { partitionText } from '../partitions/partition-text.js'
import { observation } from './plan-windows.js'
import { windowRef } from './read-window.js'
import type { SyncRun } from './sync-run.js'
import { syncWindow } from './sync-window.js'
import { completed, notRead } from './window-state.js'

/**
 * Snapshots are observed, not windowed: each observation adds rows, at most one every `every`. The second of an
 * observation is its place in the ledger: one that a crash has left there without its state is replaced, not doubled.
 */
export async function syncSnapshot(
  run: SyncRun,
  endpoint: BoundEndpoint,
  states: readonly WindowState[],
): Promise<void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([run.signal, stop.signal])
  const observe = async (partition: BoundPartition): Promise<void> => {
    const before = states.find((state) => state.partition === partitionText(partition.key))
    const now = run.connection.clock.now()
    if (signal.aborted || isTooSoon(before, endpoint.everyMs, now)) return
    const task = { endpoint, partition, window: observation(now) }
    const id = windowRef(run.connection.name, task)
    await syncWindow(run, {
      task,
      id,
      signal,
      comparable: [],
      stopStream: () => stop.abort(),
      completed: (content) => ({
        ...completed(id, task, SNAPSHOT, before, content, run.request.onDifference),
        ...STATE,
      }),
      failed: (error) => ({ ...notRead(id, SNAPSHOT, before, error), ...STATE }),
    })
  }
  await Promise.all(endpoint.partitions.map((partition) => run.limit(() => observe(partition))))
}

const SNAPSHOT = { grid: 'snapshot', settlesAfterMs: 0 }

/** Snapshots have one state a partition, under this name in place of bounds, and are never final. */
const STATE = { start: SNAPSHOT.grid, end: SNAPSHOT.grid, final: false } as const

/** The second of an observation is part of its keys: two in one second would be one row twice. */
export function isTooSoon(before: WindowState | undefined, everyMs: number, now: number): boolean {
  if (!before?.readAt) return false
  const last = Date.parse(before.readAt)
  return last + everyMs > now || utcSeconds(last) === utcSeconds(now)
}
