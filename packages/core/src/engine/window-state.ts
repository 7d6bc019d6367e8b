import type { WindowId, WindowState } from '../contract/destination.js'
import type { OutlayError } from '../contract/errors.js'
import type { Calendar } from '../contract/window.js'
import { isFinal } from './reach.js'
import type { WindowContent, WindowTask } from './read-window.js'

/** What of a calendar a window's state depends on. */
type Grid = Pick<Calendar, 'grid' | 'settlesAfterMs'>

/** The state after a window was read whole. */
export function completed(
  id: WindowId,
  task: WindowTask,
  calendar: Grid,
  before: WindowState | undefined,
  content: WindowContent,
): WindowState {
  const quarantined = content.streams.reduce((sum, stream) => sum + stream.quarantined.length, 0)
  return {
    ...id,
    grid: calendar.grid,
    status: 'complete',
    final: isFinal(task.window, calendar, content.beganAt) && quarantined === 0,
    readAt: new Date(content.beganAt).toISOString(),
    streams: content.streams.map(({ name }) => name),
    generation: (before?.generation ?? 0) + 1,
    pages: content.pages,
    rows: content.streams.reduce((sum, stream) => sum + stream.rows.length, 0),
    quarantined,
    error: null,
    difference: content.differences.length === 0 ? null : content.differences.join('; '),
  }
}

/** The state after an attempt that failed, or for a window that is out of reach: what was read of it stays. */
export function notRead(
  id: WindowId,
  calendar: Grid,
  before: WindowState | undefined,
  why: 'unreachable' | OutlayError,
): WindowState {
  const kept = {
    readAt: null,
    streams: [],
    generation: 0,
    pages: 0,
    rows: 0,
    quarantined: 0,
    difference: null,
    ...before,
  }
  const status = why === 'unreachable' ? why : 'failed'
  return { ...kept, ...id, grid: calendar.grid, final: false, status, error: why === 'unreachable' ? null : why.code }
}

/** True when state lets this run pass the window by: final, with every stream that is wanted. */
export function isDone(state: WindowState | undefined, wanted: readonly string[]): boolean {
  return state?.final === true && wanted.every((stream) => state.streams.includes(stream))
}
