import type { BoundEndpoint } from '../contract/definition.js'
import type { WindowState } from '../contract/destination.js'
import { ParentFailed } from './parent-lists.js'
import { readWindow, type WindowContent, type WindowTask, windowRef } from './read-window.js'
import type { SyncRun } from './sync-run.js'

/**
 * The endpoint with the partitions that its parents list, and those that they list no more while windows of them are not
 * final. Undefined where a parent failed: told once, and whoever waits for it is not read.
 */
export async function withPartitions(
  run: SyncRun,
  endpoint: BoundEndpoint,
  states: readonly WindowState[],
): Promise<BoundEndpoint | undefined> {
  const open = endpoint.calendar === undefined ? [] : states.filter(({ final }) => !final)
  try {
    return await run.parents.resolve(endpoint, new Set(open.map(({ partition }) => partition)))
  } catch (error) {
    if (run.signal.aborted) return undefined
    if (!(error instanceof ParentFailed)) throw error
    if (!run.tally.hasFailed(error.window)) fail(run, error)
    return undefined
  }
}

/** Reads one observation of a parent, beside the windows of the run. */
export function readParent(run: SyncRun, task: WindowTask, signal: AbortSignal): Promise<WindowContent> {
  return run.limit(async () => {
    signal.throwIfAborted()
    const index = run.tally.nextIndex()
    run.gate.open(index)
    try {
      const content = await readWindow(run.connection, task, { gate: run.gate, index }, signal)
      run.tally.differ(windowRef(run.connection.name, task), content.differences, run.request.onDifference)
      return content
    } finally {
      run.gate.close(index)
    }
  })
}

function fail(run: SyncRun, { window, error }: ParentFailed): void {
  run.tally.fail(window, error)
  run.connection.notify({
    type: 'window_failed',
    window,
    code: error.code,
    category: error.category,
    message: error.message,
  })
  if (error.stops === 'connection') run.stopAll()
}
