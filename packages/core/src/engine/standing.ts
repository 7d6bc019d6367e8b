import type { PlannedWindow } from './plan-windows.js'
import { isFinal } from './reach.js'
import { isDone } from './window-state.js'

/**
 * What a run has to do with a window: `due`: it is read; `final`: it is not asked for again; `later`: the vendor is not
 * ready, or it is not settled and only settled windows are wanted; `unreachable`: the vendor gives it no more.
 */
export type Standing = 'due' | 'final' | 'later' | 'unreachable'

/** Judges a window. `wanted`: the streams that are on. */
export function standingOf(
  { task, reach, state, calendar }: PlannedWindow,
  wanted: readonly string[],
  finalOnly: boolean,
  now: number,
): Standing {
  if (isDone(state, wanted)) return 'final'
  if (reach !== 'ready') return reach
  return finalOnly && !isFinal(task.window, calendar, now) ? 'later' : 'due'
}
