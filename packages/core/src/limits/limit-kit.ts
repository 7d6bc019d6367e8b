import type { Limit } from '../contract/limit.js'
import { type Duration, parseDuration } from '../fields/duration.js'
import type { Secret } from '../fields/secret.js'
import type { JsonValue } from '../numbers/json-value.js'

/** The limits that core knows; each returns a plain value. */
export interface LimitKit<C> {
  /** At most `max` requests in any stretch of `per`. About 2 % is kept back against clocks that differ. */
  window(options: { max: number; per: Duration; key?: (config: C) => string | Secret }): Limit<C>
  /** Requests start at least `every` apart. */
  interval(options: { every: Duration; key?: (config: C) => string | Secret }): Limit<C>
  /** At most `max` requests under way at once. */
  concurrent(options: { max: number; key?: (config: C) => string | Secret }): Limit<C>
}

/** A vendor's clock and ours drift and packets bunch up: pacing exactly at the cap is refused now and then. */
const MARGIN = 1.02

/** The kit for one config type. */
export function limitKit<C>(): LimitKit<C> {
  return {
    window: ({ max, per, key }) => ({
      kind: 'window',
      describe: `${max} requests a ${per}`,
      ...(key && { key }),
      reserve: (state, now) => reserveInWindow(startsIn(state), now, max, parseDuration(per) * MARGIN),
    }),
    interval: ({ every, key }) => ({
      kind: 'interval',
      describe: `one request every ${every}`,
      ...(key && { key }),
      reserve: (state, now) => reserveInWindow(startsIn(state), now, 1, parseDuration(every)),
    }),
    concurrent: ({ max, key }) => ({
      kind: 'concurrent',
      describe: `${max} requests at once`,
      ...(key && { key }),
      concurrent: max,
    }),
  }
}

function startsIn(state: JsonValue | undefined): readonly number[] {
  return Array.isArray(state) ? state.filter((start) => typeof start === 'number') : []
}

/** `starts` holds when the last `max` requests started, oldest first. */
function reserveInWindow(starts: readonly number[], now: number, max: number, perMs: number) {
  const oldest = starts.at(-max)
  const startsAt = Math.max(now, starts.at(-1) ?? 0, oldest === undefined ? 0 : Math.ceil(oldest + perMs))
  return { startsAt, state: [...starts.slice(-(max - 1) || starts.length), startsAt] }
}
