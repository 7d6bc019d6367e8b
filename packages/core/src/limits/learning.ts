import type { Limit } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { accepted, closedUntil, lessonIn, refused, started } from './lesson.js'
import type { Pace } from './pace.js'
import { memberOf } from './state.js'

/** What makes a pace a limit: `reserve` and `observe`. */
export type Learning = Required<Pick<Limit<unknown>, 'reserve' | 'observe'>>

/** Recovery takes a step every `per`, but not more often than this, nor less. */
const SHORTEST_STEP_MS = 1_000
const LONGEST_STEP_MS = 60_000

/** A pace that refusals hold and slow down, and successes bring back to the full rate. `perMs` is the limit's own measure of time. */
export function learning(pace: Pace, perMs: number): Learning {
  const recovery = { stepMs: Math.min(LONGEST_STEP_MS, Math.max(SHORTEST_STEP_MS, perMs)), full: 1 }
  return {
    reserve: (state, now, weight) => {
      const own = memberOf(state, 'pace')
      const lesson = lessonIn(memberOf(state, 'lesson'))
      if (lesson === undefined) {
        const slot = pace(own, now, weight, 1)
        return { startsAt: slot.startsAt, state: { pace: slot.state } }
      }
      const slot = pace(own, Math.max(now, closedUntil(lesson)), weight, lesson.factor)
      const { startsAt } = slot
      return { startsAt, state: { pace: slot.state, lesson: started(lesson, startsAt) }, watch: true }
    },
    observe: (state, signal, now) => {
      const lesson = lessonIn(memberOf(state, 'lesson'))
      if (signal.kind === 'throttled') return learned(state, refused(lesson, signal, now))
      if (signal.kind === 'failed' || lesson === undefined) return state
      const next = accepted(lesson, signal, now, recovery)
      return next === lesson ? state : learned(state, next)
    },
  }
}

function learned(state: JsonValue | undefined, lesson: ReturnType<typeof accepted>): JsonValue {
  const pace = memberOf(state, 'pace')
  return { ...(pace !== undefined && { pace }), ...(lesson && { lesson }) }
}
