import { parseDuration, type Window } from '@outlay/core'
import type { BoundEndpoint } from './bound.js'

const DAY_MS = parseDuration('1d')

/** Windows side by side that the vendor still gives and that are settled, where there are any; else what there is. */
export function windowsOf(endpoint: BoundEndpoint, now: number, most = 2): readonly Window[] {
  const { calendar } = endpoint
  if (calendar === undefined) return [observation(now)]
  const begun = begunWindows(endpoint, now, 120)
  const ready = begun.filter(({ endSeconds }) => endSeconds * 1000 + (calendar.available.afterMs ?? 0) <= now)
  const settled = ready.filter(({ endSeconds }) => endSeconds * 1000 + calendar.settlesAfterMs <= now)
  const choice = [settled, ready, begun].find((some) => some.length > 0) ?? []
  return choice.slice(-most)
}

/** What a program asks for beside them that is not told a range: all since a month ago. */
export function windowsBeside(endpoint: BoundEndpoint, windows: readonly Window[], now: number): readonly Window[] {
  const known = new Set(windows.map(({ start }) => start))
  return begunWindows(endpoint, now, 31).filter(({ start }) => !known.has(start))
}

/** Windows of the last days, as far as the vendor gives them; the one that holds now is the last. */
function begunWindows({ calendar }: BoundEndpoint, now: number, days: number): readonly Window[] {
  if (calendar === undefined) return []
  const { from } = calendar.available
  const back = from === undefined ? days : from === 'today' ? 0 : Number(/\d+/.exec(from)?.[0])
  const first = calendar.startOf(new Date(Date.parse(calendar.dateOf(now)) - back * DAY_MS).toISOString().slice(0, 10))
  return calendar
    .windows({ from: Math.min(first, now), to: now + 1 })
    .filter(({ startSeconds }) => startSeconds * 1000 >= first)
}

/** The pseudo window of a snapshot. */
function observation(now: number): Window {
  const start = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
  const seconds = Math.floor(now / 1000)
  const date = start.slice(0, 10)
  return { start, end: start, startSeconds: seconds, endSeconds: seconds, date, lastDate: date }
}
