import type { Limit, LimitSignal } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { accepted, closedUntil, lessonIn, refused, started } from './lesson.js'
import { memberOf, numberOf } from './state.js'
import { tokenBucket } from './token-bucket.js'

/** How successes are counted. */
const SECOND_MS = 1_000
/** One request a minute. */
const SLOWEST = 1 / 60
/** A rate that is a thousand times as high as what was once refused is no limit any more. */
const RECOVERY = { stepMs: SECOND_MS, full: 1_000 }

/**
 * The limit of those who declare none: free until the vendor refuses. Then the rate that got through is the full rate;
 * it is halved and recovers to just below, and later beyond.
 */
export function adaptiveLimit(key: Limit<unknown>['key']): Limit<unknown> {
  return {
    kind: 'adaptive',
    describe: 'what it took before it refused',
    ...(key && { key }),
    reserve: (state, now, weight) => {
      const lesson = lessonIn(memberOf(state, 'lesson'))
      if (lesson === undefined) return { startsAt: now, state: state ?? {}, watch: true }
      const unitMs = SECOND_MS / (numberOf(state, 'base') ?? 1)
      const pace = tokenBucket({ unitMs, burst: 1, slackMs: 0 })
      const slot = pace(memberOf(state, 'pace'), Math.max(now, closedUntil(lesson)), weight, lesson.factor)
      const { startsAt } = slot
      return {
        startsAt,
        state: { ...membersOf(state), pace: slot.state, lesson: started(lesson, startsAt) },
        watch: true,
      }
    },
    observe: (state, signal, now) => {
      if (signal.kind === 'failed') return state
      return signal.kind === 'ok' ? afterSuccess(state, signal, now) : afterRefusal(state, signal, now)
    },
  }
}

/** Counts successes: by the second while free, since the last refusal afterwards. */
function afterSuccess(state: JsonValue | undefined, signal: LimitSignal, now: number): JsonValue {
  const lesson = lessonIn(memberOf(state, 'lesson'))
  if (lesson === undefined) {
    const second = Math.floor(now / SECOND_MS)
    const [counted = second, count = 0] = [numberOf(state, 'second'), numberOf(state, 'count')]
    if (second === counted) return { second, count: count + 1, before: numberOf(state, 'before') ?? 0 }
    return { second, count: 1, before: second === counted + 1 ? count : 0 }
  }
  const next = accepted(lesson, signal, now, RECOVERY)
  if (next === undefined) return {}
  const count = (numberOf(state, 'count') ?? 0) + (signal.sentAt > lesson.refusedAt ? 1 : 0)
  return { ...membersOf(state), count, lesson: next }
}

function afterRefusal(state: JsonValue | undefined, signal: LimitSignal, now: number): JsonValue {
  const lesson = lessonIn(memberOf(state, 'lesson'))
  const count = numberOf(state, 'count') ?? 0
  if (lesson === undefined) {
    const base = Math.max(1, count, numberOf(state, 'before') ?? 0)
    return { base, count: 0, lesson: refused(undefined, signal, now) }
  }
  const base = numberOf(state, 'base') ?? 1
  const rateSince = (at: number): number => (count * SECOND_MS) / Math.max(1, now - at) / base
  // With the pause it is less than the vendor allows; without, what the vendor saved up meanwhile makes it more.
  const through = [rateSince(lesson.refusedAt), rateSince(lesson.resumedAt)] as const
  const next = refused(lesson, signal, now, { through, floor: SLOWEST / base })
  return { ...membersOf(state), lesson: next, ...(next.strikes > lesson.strikes && { count: 0 }) }
}

function membersOf(state: JsonValue | undefined): { [name: string]: JsonValue } {
  return typeof state === 'object' && state !== null && !Array.isArray(state) ? { ...state } : {}
}
