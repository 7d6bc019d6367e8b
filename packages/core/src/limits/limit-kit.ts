import type { Limit } from '../contract/limit.js'
import type { Duration } from '../fields/duration.js'
import {
  concurrentKind,
  intervalKind,
  type LimitScope,
  rateKind,
  remainingKind,
  type UnweighedScope,
  windowKind,
} from './limit-kinds.js'
import { type Remaining, remainingIn } from './remaining-headers.js'

/**
 * The limits that core knows; each returns a plain value. All but `concurrent` learn: a refusal holds the whole budget
 * for as long as the vendor says (by default a few seconds) and halves its rate; successes bring it back, step by step,
 * to what is declared. They throw a RangeError for a number or duration that is none.
 */
export interface LimitKit<C> {
  /**
   * At most `max` units in any stretch of `per`, all of them at once if need be. About 2 % is kept back against clocks
   * that differ. Its state has at most 256 entries: above a `max` of 128, starts within a 128th of `per` count from the
   * last of them.
   */
  window(options: LimitScope<C> & { readonly max: number; readonly per: Duration }): Limit<C>
  /**
   * `max` units every `per`, evenly, with 2 % kept back; its state is one number. `burst` units may start at once after
   * a pause (default 1): then any stretch of `per` has at most `max + burst - 1`.
   */
  rate(options: LimitScope<C> & { readonly max: number; readonly per: Duration; readonly burst?: number }): Limit<C>
  /** Requests start at least `every` apart. */
  interval(options: UnweighedScope<C> & { readonly every: Duration }): Limit<C>
  /** At most `max` requests under way at once, in one process. Across a credential, calls that fetch tokens do not count. */
  concurrent(options: UnweighedScope<C> & { readonly max: number }): Limit<C>
  /**
   * Follows the count that replies state, by default in `RateLimit`, `RateLimit-Remaining` or `X-RateLimit-Remaining`
   * and their resets (seconds to wait, or since the epoch). With none left the next request waits for the reset; the
   * last ten are spread over the time until then. `read` sees lower-case names.
   */
  remaining(
    options?: UnweighedScope<C> & {
      readonly read?: (headers: Readonly<Record<string, string>>) => Remaining | undefined
    },
  ): Limit<C>
}

/** The kit for one config type. */
export function limitKit<C>(): LimitKit<C> {
  return {
    window: ({ max, per, ...scope }) => windowKind(scope, { max, per }),
    rate: ({ max, per, burst, ...scope }) => rateKind(scope, { max, per, ...(burst !== undefined && { burst }) }),
    interval: ({ every, ...scope }) => intervalKind(scope, { every }),
    concurrent: ({ max, ...scope }) => concurrentKind(scope, { max }),
    remaining: ({ read = remainingIn, ...scope } = {}) => remainingKind(read)(scope, {}),
  }
}
