import type { LimitSignal } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { type Learning, learning } from './learning.js'
import { MARGIN, type Pace } from './pace.js'
import type { Remaining } from './remaining-headers.js'
import { memberOf, numberOf } from './state.js'

/** So few are spread over the time that is left. */
const FEW = 10
/** Where a reply says how many are left, but not until when. */
const UNKNOWN_RESET_MS = 60_000
const LONGEST_RESET_MS = 31 * 86_400_000
/** So long the first reply after a reset is waited for; until then nobody knows how many there are. */
const PROBE_MS = 2_000
/** Resets in whole seconds come out so far apart for one and the same. */
const ROUNDING_MS = 1_000
/** Larger numbers are instants, in seconds or milliseconds. */
const EPOCH_SECONDS = 1e9
const EPOCH_MS = 1e11

/** Follows the count that replies state: none left waits for the reset, few left are spread until then. */
export function remainingLimit(read: (headers: LimitSignal['headers']) => Remaining | undefined): Learning {
  const base = learning(pace, UNKNOWN_RESET_MS)
  return {
    reserve: (state, now, weight) => ({ ...base.reserve(state, now, weight), watch: true }),
    observe: (state, signal, now) => base.observe(counted(state, signal, now, read(signal.headers)), signal, now),
  }
}

const pace: Pace = (state, now, weight) => {
  const left = numberOf(state, 'left')
  const resetAt = numberOf(state, 'resetAt') ?? 0
  const last = numberOf(state, 'last') ?? now
  /** How many started in the millisecond of the last. */
  const together = (startsAt: number): number => (startsAt === last ? (numberOf(state, 'together') ?? 0) : 0) + 1
  if (left === undefined) return { startsAt: now, state: { last: now, together: together(now) } }
  const spread = left > FEW ? now : Math.ceil(last + (weight * (resetAt - last)) / (left + 1))
  const next = Math.max(now, spread)
  if (left >= weight && next < resetAt) {
    return { startsAt: next, state: { left: left - weight, resetAt, last: next, together: together(next) } }
  }
  // The count starts afresh, at what nobody knows yet: one goes, the others wait for its reply.
  const first = Math.max(now, resetAt)
  return {
    startsAt: first,
    state: { left: 0, resetAt: first + PROBE_MS, last: first, together: together(first), probing: true },
  }
}

function counted(
  state: JsonValue | undefined,
  signal: LimitSignal,
  now: number,
  read: Remaining | undefined,
): JsonValue | undefined {
  const before = memberOf(state, 'pace')
  const last = numberOf(before, 'last') ?? 0
  const together = numberOf(before, 'together') ?? 0
  if (read === undefined || !Number.isFinite(read.remaining)) {
    // A vendor that says nothing now has nothing to hold back for.
    const over = memberOf(before, 'probing') === true && signal.kind === 'ok'
    return over ? withPace(state, { last, together }) : state
  }
  const resetAt = now + untilReset(read, signal.headers, now)
  const known = numberOf(before, 'left')
  const knownUntil = numberOf(before, 'resetAt') ?? 0
  const isLast = signal.sentAt === last && together === 1
  // Replies overtake each other, and the vendor may not have counted yet what is under way: the lower number counts.
  const same = known !== undefined && now < knownUntil && resetAt <= knownUntil + ROUNDING_MS && !isLast
  const left = same ? Math.min(known, read.remaining) : read.remaining
  return withPace(state, { left, resetAt: same ? Math.max(resetAt, knownUntil) : resetAt, last, together })
}

/** Milliseconds. The vendor's own clock tells how far away an instant of its is. */
function untilReset({ resetSeconds }: Remaining, headers: LimitSignal['headers'], now: number): number {
  if (resetSeconds === undefined || !Number.isFinite(resetSeconds)) return UNKNOWN_RESET_MS
  const vendorNow = Date.parse(headers.date ?? '')
  const instant = resetSeconds > EPOCH_MS ? resetSeconds : resetSeconds * 1000
  const wait = resetSeconds > EPOCH_SECONDS ? instant - (Number.isNaN(vendorNow) ? now : vendorNow) : instant
  return Math.ceil(Math.min(LONGEST_RESET_MS, Math.max(0, wait * MARGIN)))
}

function withPace(state: JsonValue | undefined, pace: JsonValue): JsonValue {
  const lesson = memberOf(state, 'lesson')
  return { pace, ...(lesson !== undefined && { lesson }) }
}
