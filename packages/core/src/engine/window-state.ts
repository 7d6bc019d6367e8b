import type { WindowId, WindowState } from '../contract/destination.js'
import type { OutlayError } from '../contract/errors.js'
import type { Calendar, Window } from '../contract/window.js'
import { isFinal } from './reach.js'
import type { WindowContent, WindowTask } from './read-window.js'
import type { OnDifference } from './sync-run.js'

/** What of a calendar a window's state depends on. */
type Grid = Pick<Calendar, 'grid' | 'settlesAfterMs'>

/** The state after a window was read whole. */
export function completed(
  id: WindowId,
  task: WindowTask,
  calendar: Grid,
  before: WindowState | undefined,
  content: WindowContent,
  onDifference: OnDifference,
): WindowState {
  const quarantined = content.streams.reduce((sum, stream) => sum + stream.quarantined.length, 0)
  const difference = content.differences.length === 0 ? null : content.differences.join('; ')
  const isSettled = (beganAt: number): boolean => isFinal(task.window, calendar, beganAt)
  const agrees = difference === null || (onDifference === 'report' && isConfirmed(before, difference, isSettled))
  return {
    ...id,
    grid: calendar.grid,
    status: 'complete',
    final: isSettled(content.beganAt) && quarantined === 0 && agrees,
    readAt: new Date(content.beganAt).toISOString(),
    streams: content.streams.map(({ name }) => name),
    generation: (before?.generation ?? 0) + 1,
    pages: content.pages,
    rows: content.streams.reduce((sum, stream) => sum + stream.rows.length, 0),
    quarantined,
    error: null,
    difference,
  }
}

/**
 * A list that moved, or a sum that was late, gives other figures or none the next time. Figures that a second settled
 * reading finds in the same words are the vendor's own: to read them for ever helps nobody.
 */
function isConfirmed(
  before: WindowState | undefined,
  difference: string,
  isSettled: (beganAt: number) => boolean,
): boolean {
  return before?.difference === difference && before.readAt !== null && isSettled(Date.parse(before.readAt))
}

/** The streams of which an earlier reading began at or after the window's end: what changes in them later is a restatement. */
export function comparableStreams(before: WindowState | undefined, window: Window): readonly string[] {
  if (before === undefined || before.readAt === null) return []
  return Date.parse(before.readAt) >= window.endSeconds * 1000 ? before.streams : []
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
