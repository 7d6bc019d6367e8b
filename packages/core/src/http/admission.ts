import type { Limit, Reservation } from '../contract/limit.js'
import { memberOf } from '../limits/state.js'
import type { JsonValue } from '../numbers/json-value.js'

/** A request at the door of one budget. */
export interface Applicant {
  /** Of its limiter, which has one request at the door of a budget at a time. */
  readonly id: string
  readonly weight: number
  readonly reserve: NonNullable<Limit<unknown>['reserve']>
}

/** How it asks. */
interface Asking {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** A slot further away than this is not waited for. */
  readonly latest: number
  /** False: the slot is left where it is. */
  readonly take: boolean
}

/** When the request may start: now, or the time to ask again. */
export type Admission = Pick<Reservation, 'startsAt' | 'watch'>

/** What the store gets: the budget's new state, and the answer. */
export interface Step<T> {
  readonly state: JsonValue
  readonly result: T
}

/** A limiter that waits: its id, when it asks again, and for how many units. */
type Waiting = [id: string, due: number, weight: number]

/** Who has not asked again so long after it said it would is passed over, milliseconds. */
const GRACE_MS = 500

/**
 * Lets a request into a budget, or tells it when to ask again. A slot is taken only when it is there: nothing of a
 * request that leaves, or is held up, is left behind. Limiters of several processes wait in a line that the budget
 * keeps, so that the one with the fastest clock does not take all.
 */
export function admit(stored: JsonValue | undefined, applicant: Applicant, asking: Asking): Step<Admission> {
  const { id, weight, reserve } = applicant
  const { now, latest, take } = asking
  const own = memberOf(stored, 'own')
  const line = lineIn(stored).filter(([, due]) => due + GRACE_MS >= now)
  const ahead = aheadOf(line, id)
  const slot = reserve(
    ahead.reduce<JsonValue | undefined>((state, [, , units]) => reserve(state, now, units).state, own),
    now,
    weight,
  )
  const { startsAt } = slot
  if (startsAt > now) {
    const next = startsAt > latest ? without(line, id) : joined(line, [id, startsAt, weight])
    return { state: budget(own, next), result: slot }
  }
  if (!take) return { state: stored ?? null, result: slot }
  const taken = ahead.length === 0 ? slot : reserve(own, now, weight)
  return { state: budget(taken.state, without(line, id)), result: taken }
}

/** Takes the next slot, whenever it is and whoever waits. */
export function book(stored: JsonValue | undefined, applicant: Applicant, now: number): Step<Admission> {
  const { id, reserve, weight } = applicant
  const slot = reserve(memberOf(stored, 'own'), now, weight)
  return { state: budget(slot.state, without(lineIn(stored), id)), result: slot }
}

/** Says when the request may start from `now` on, and changes nothing. */
export function foresee(stored: JsonValue | undefined, applicant: Applicant, now: number): Step<Admission> {
  const { reserve, weight } = applicant
  return { state: stored ?? null, result: reserve(memberOf(stored, 'own'), now, weight) }
}

/** Takes a limiter out of the line. */
export function leave(stored: JsonValue | undefined, id: string): Step<void> {
  return { state: budget(memberOf(stored, 'own'), without(lineIn(stored), id)), result: undefined }
}

/** Changes the limit's own state; the result says whether there was anything to change. */
export function change(
  stored: JsonValue | undefined,
  step: (own: JsonValue | undefined) => JsonValue | undefined,
): Step<boolean> {
  const own = memberOf(stored, 'own')
  const next = step(own)
  return next === own ? { state: stored ?? null, result: false } : { state: budget(next, lineIn(stored)), result: true }
}

function budget(own: JsonValue | undefined, line: readonly Waiting[]): JsonValue {
  return { own: own ?? null, ...(line.length > 0 && { line: [...line] }) }
}

function lineIn(stored: JsonValue | undefined): readonly Waiting[] {
  const line = memberOf(stored, 'line')
  return Array.isArray(line) ? line.filter(isWaiting) : []
}

function isWaiting(entry: JsonValue): entry is Waiting {
  if (!Array.isArray(entry)) return false
  const [id, due, weight] = entry
  return typeof id === 'string' && typeof due === 'number' && typeof weight === 'number'
}

function aheadOf(line: readonly Waiting[], id: string): readonly Waiting[] {
  const place = line.findIndex(([other]) => other === id)
  return place < 0 ? line : line.slice(0, place)
}

function joined(line: readonly Waiting[], waiting: Waiting): readonly Waiting[] {
  const isIn = line.some(([id]) => id === waiting[0])
  return isIn ? line.map((entry) => (entry[0] === waiting[0] ? waiting : entry)) : [...line, waiting]
}

function without(line: readonly Waiting[], id: string): readonly Waiting[] {
  return line.length === 0 ? line : line.filter(([other]) => other !== id)
}
