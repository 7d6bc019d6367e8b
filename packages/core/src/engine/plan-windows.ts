import type { BoundEndpoint } from '../contract/definition.js'
import type { WindowState } from '../contract/destination.js'
import type { Calendar, TimeRange, Window } from '../contract/window.js'
import { utcSeconds } from '../partitions/calendar.js'
import { partitionText } from '../partitions/partition-text.js'
import { type Reach, reachOf } from './reach.js'
import type { WindowTask } from './read-window.js'
import { type Asked, timeRange } from './time-range.js'
import { isDone } from './window-state.js'

/** A window that a run has to do with. */
export interface PlannedWindow {
  readonly task: WindowTask
  readonly calendar: Calendar
  readonly reach: Reach
  /** What state says of it. */
  readonly state: WindowState | undefined
}

/**
 * The windows of an endpoint that overlap what was asked for and have begun, partition by partition, oldest first. With
 * state, every known window before `to` that is not done with is among them, however old, unless `from` is strict: one that
 * is not final, or that was read before a stream was on. Of a partition that vanished there are no others.
 */
export function planWindows(
  endpoint: BoundEndpoint,
  calendar: Calendar,
  asked: Asked,
  known: readonly WindowState[],
  now: number,
): readonly PlannedWindow[] {
  const { strict = asked.from !== undefined, early = asked.to !== undefined } = asked
  const range = timeRange(asked, calendar, now)
  const inRange = calendar.windows({ ...range, to: Math.min(range.to, now + 1) })
  const statesOf = byPartition(known)
  const wanted = endpoint.streams.map(({ info }) => info.name)
  const isOpen = (state: WindowState): boolean => !isDone(state, wanted) && overlaps(state, range, strict)
  return endpoint.partitions.flatMap((partition) => {
    const states = statesOf.get(partitionText(partition.key)) ?? []
    const byStart = new Map(states.map((state) => [state.start, state]))
    const open = states.filter(isOpen).flatMap((state) => windowsOf(calendar, state))
    return merged([...(partition.vanished ? [] : inRange), ...open]).map((window) => ({
      task: { endpoint, partition, window },
      calendar,
      reach: reachOf(window, calendar, now, early),
      state: byStart.get(window.start),
    }))
  })
}

function byPartition(states: readonly WindowState[]): ReadonlyMap<string, readonly WindowState[]> {
  const groups = new Map<string, WindowState[]>()
  for (const state of states) {
    const group = groups.get(state.partition)
    if (group === undefined) groups.set(state.partition, [state])
    else group.push(state)
  }
  return groups
}

/** The pseudo window of one observation of a snapshot. */
export function observation(now: number): Window {
  const start = utcSeconds(now)
  const date = start.slice(0, 10)
  return {
    start,
    end: start,
    startSeconds: Math.floor(now / 1000),
    endSeconds: Math.floor(now / 1000),
    date,
    lastDate: date,
  }
}

function overlaps({ start, end }: WindowState, range: TimeRange, strict: boolean): boolean {
  return Date.parse(start) < range.to && (!strict || Date.parse(end) > range.from)
}

function windowsOf(calendar: Calendar, state: WindowState): readonly Window[] {
  return calendar.windows({ from: Date.parse(state.start), to: Date.parse(state.end) })
}

function merged(windows: readonly Window[]): readonly Window[] {
  const byStart = new Map(windows.map((window) => [window.start, window]))
  return [...byStart.values()].sort((a, b) => a.startSeconds - b.startSeconds)
}
