import type { LimitSignal } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { numberOf } from './state.js'

/** What refusals have taught about one budget. Instants in milliseconds since the epoch. */
export type Lesson = {
  /** The part of the full rate that is used now. */
  factor: number
  /** The part at which the vendor refused last: recovery is quick up to just below it. */
  ceiling: number
  /** Lowerings since the full rate last held: each makes trying the ceiling again rarer. */
  strikes: number
  /** Refusals in a row. While there are any, one request goes at a time. */
  row: number
  refusedAt: number
  heldUntil: number
  /** When the next may go though the first after the pause is not answered yet. */
  probedUntil: number
  /** When the first success after the pause ended it. */
  resumedAt: number
  raisedAt: number
}

/** How a limit recovers. */
export interface Recovery {
  /** The least time between two raises, milliseconds. */
  readonly stepMs: number
  /** The factor that recovery ends at. */
  readonly full: number
}

/** What is known of a refused rate beside the refusal, in parts of the full rate. */
interface Seen {
  /** What the vendor let through since the last refusal, at least and at most. */
  readonly through?: readonly [least: number, most: number]
  /** Lowered no further than this. */
  readonly floor?: number
}

const FULL = { factor: 1, ceiling: 1, strikes: 0, row: 0, refusedAt: 0, heldUntil: 0, probedUntil: 0, resumedAt: 0 }
/** The pause where the vendor states none, and how it grows with refusals in a row: three of them outlast a vendor that counts by the minute. */
const PAUSE_MS = 2_000
const PAUSE_GROWTH = 5
const LONGEST_PAUSE_MS = 60_000
/** A vendor may ask for years; a day later one request may ask again. */
const LONGEST_HOLD_MS = 86_400_000
/** The first request after a pause goes alone. So long is its reply waited for before the next may go. */
const PROBE_MS = 2_000
const FLOOR = 1 / 16
/** Parts of the ceiling: where recovery waits, and how far each raise goes. */
const PLATEAU = 0.9
const STEP = 0.1
/** Each raise beyond. */
const GROWTH = 1.25
/** How long recovery stays under the ceiling, and the full rate under watch; doubled by every strike. */
const PATIENCE_MS = 30_000
const PATIENCE_STEPS = 5
const LONGEST_PATIENCE_MS = 3_600_000

/** A refusal holds the budget, and lowers the rate once for all requests that were under way: to a half, or to what got through. */
export function refused(lesson: Lesson | undefined, signal: LimitSignal, now: number, seen: Seen = {}): Lesson {
  const { retryAfterMs } = signal
  if (lesson !== undefined && isLate(lesson, signal)) {
    return hold(lesson, lesson.refusedAt, now + (retryAfterMs ?? 0))
  }
  const before = lesson ?? { ...FULL, raisedAt: now }
  const row = before.row + 1
  const pause = retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, PAUSE_MS * PAUSE_GROWTH ** (row - 1))
  const again = hold({ ...before, row, refusedAt: now }, now, now + pause)
  // Refused anew without a success between: the pause was too short, which says nothing of the rate.
  if (row > 1) return again
  const { factor, strikes } = before
  const { through: [least, most] = [factor, factor], floor = FLOOR } = seen
  const lowered = Math.max(floor, Math.min(factor / 2, Math.sqrt(least * most)))
  return {
    ...again,
    factor: Math.min(factor, lowered),
    ceiling: (factor + Math.min(factor, most)) / 2,
    strikes: strikes + 1,
    raisedAt: now,
  }
}

/** A success ends the pause and, step by step, the lowering; undefined once the full rate has held for a while. */
export function accepted(lesson: Lesson, signal: LimitSignal, now: number, recovery: Recovery): Lesson | undefined {
  if (isLate(lesson, signal)) return lesson
  if (lesson.row > 0) return { ...lesson, row: 0, resumedAt: now, raisedAt: now }
  const shortest = Math.max(PATIENCE_MS, PATIENCE_STEPS * recovery.stepMs)
  const patience = Math.min(LONGEST_PATIENCE_MS, shortest * 2 ** (lesson.strikes - 1))
  if (lesson.factor >= recovery.full) return now >= lesson.raisedAt + patience ? undefined : lesson
  const steps = Math.floor((now - lesson.raisedAt) / recovery.stepMs)
  if (steps < 1) return lesson
  const factor = now < lesson.resumedAt + patience ? nearer(lesson, steps) : lesson.factor * GROWTH ** steps
  return { ...lesson, factor: Math.min(recovery.full, factor), raisedAt: now }
}

/** Evenly up to just below what was refused. */
function nearer({ factor, ceiling }: Lesson, steps: number): number {
  return Math.max(factor, Math.min(PLATEAU * ceiling, factor + steps * STEP * ceiling))
}

/** Nothing starts during a pause: what was sent before its end was under way when it began, whoever's clock is ahead. */
function isLate({ refusedAt, heldUntil }: Lesson, { sentAt }: LimitSignal): boolean {
  return sentAt <= refusedAt || sentAt < heldUntil
}

/** Before which no request may start. */
export function closedUntil({ row, heldUntil, probedUntil }: Lesson): number {
  return row > 0 ? Math.max(heldUntil, probedUntil) : heldUntil
}

/** The lesson once a request has started: the first after a pause keeps the others back until it is answered. */
export function started(lesson: Lesson, startsAt: number): Lesson {
  return lesson.row > 0 ? { ...lesson, probedUntil: startsAt + PROBE_MS } : lesson
}

/** What a store gave back, where it is a lesson. */
export function lessonIn(state: JsonValue | undefined): Lesson | undefined {
  if (state === undefined) return undefined
  const lesson = { ...FULL, raisedAt: 0 }
  for (const name of Object.keys(lesson) as (keyof Lesson)[]) {
    const value = numberOf(state, name)
    if (value === undefined) return undefined
    lesson[name] = value
  }
  return lesson
}

function hold(lesson: Lesson, since: number, until: number): Lesson {
  return { ...lesson, heldUntil: Math.max(lesson.heldUntil, Math.min(until, since + LONGEST_HOLD_MS)) }
}
