import type { JsonValue } from '../numbers/json-value.js'
import { MARGIN, type Pace } from './pace.js'
import { numberOf, numbersOf } from './state.js'

/** Up to so many units, every millisecond counts for itself; a larger window has as many cells, and starts within one count from its last. */
const CELLS = 128
/** More come of a shared budget with differing options only; the oldest are then taken together. */
const MAX_ENTRIES = 2 * CELLS

/** The starts that count, oldest first. Arrays are never changed: a state shares them with the one before. */
interface Starts {
  readonly at: number[]
  readonly units: number[]
  /** The cell that is still filling: its latest start. */
  readonly lastAt: number
  readonly lastUnits: number
}

/** At most `max` units in any stretch of `perMs`, with 2 % kept back. The state has at most 257 entries, whatever `max` is. */
export function slidingWindow(max: number, perMs: number): Pace {
  return (state, now, weight, factor) => {
    const span = (perMs * MARGIN) / factor
    const starts = startsIn(state)
    const startsAt = Math.max(now, starts.lastAt, freeAt(starts, max - weight, span))
    const kept = keptSpan(state, startsAt, span)
    const grain = max > CELLS || weight < 1 ? span / CELLS : 1
    const { at, units, lastAt, lastUnits } = withStart(starts, startsAt, weight, startsAt - kept.span, grain)
    return { startsAt, state: { at, units, lastAt, lastUnits, ...kept } }
  }
}

function startsIn(state: JsonValue | undefined): Starts {
  return {
    at: numbersOf(state, 'at'),
    units: numbersOf(state, 'units'),
    lastAt: numberOf(state, 'lastAt') ?? 0,
    lastUnits: numberOf(state, 'lastUnits') ?? 0,
  }
}

/** When the entries that are still within `span` come to `room` units at most. */
function freeAt({ at, units, lastAt, lastUnits }: Starts, room: number, span: number): number {
  let sum = lastUnits
  if (sum > room) return Math.ceil(lastAt + span)
  for (let index = at.length - 1; index >= 0; index -= 1) {
    sum += units[index] ?? 1
    if (sum > room) return Math.ceil((at[index] ?? 0) + span)
  }
  return 0
}

/** Connections that share a budget may state different lengths: the longest is remembered for as long as it is itself. */
function keptSpan(state: JsonValue | undefined, now: number, span: number) {
  const before = numberOf(state, 'span') ?? 0
  const until = numberOf(state, 'until') ?? 0
  return before > span && until > now ? { span: before, until } : { span, until: now + span }
}

/** The starts after `since`, and the new one: in the cell that is filling, or as the first of the next. */
function withStart(starts: Starts, startsAt: number, weight: number, since: number, grain: number): Starts {
  const { at, units, lastAt, lastUnits } = starts
  if (Math.floor(lastAt / grain) === Math.floor(startsAt / grain)) {
    return { at, units, lastAt: startsAt, lastUnits: lastUnits + weight }
  }
  let first = 0
  while (first < at.length && (at[first] ?? 0) <= since) first += 1
  const times = at.slice(first)
  const sums = units.slice(first)
  if (lastUnits > 0 && lastAt > since) {
    times.push(lastAt)
    sums.push(lastUnits)
  }
  if (times.length > MAX_ENTRIES) {
    times.shift()
    sums[1] = (sums[0] ?? 0) + (sums[1] ?? 0)
    sums.shift()
  }
  return { at: times, units: sums, lastAt: startsAt, lastUnits: weight }
}
