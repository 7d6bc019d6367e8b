import type { Limit } from '../contract/limit.js'

/** More starts than this are not tried one by one. */
const MOST_TRIED = 10_000

/** Milliseconds until the last of so many requests may start, at the least, under one limit that has seen none yet. */
export function leastDuration({ reserve }: Limit<unknown>, requests: number, now: number): number {
  if (reserve === undefined || requests < 2) return 0
  const tried = Math.min(requests, MOST_TRIED)
  let state: ReturnType<typeof reserve>['state'] | undefined
  let startsAt = now
  for (let request = 0; request < tried; request += 1) {
    const slot = reserve(state, startsAt, 1)
    state = slot.state
    startsAt = slot.startsAt
  }
  // Of a limit that lets a burst through at first, twice as many take more than twice as long: it stays a least.
  return (startsAt - now) * Math.floor(requests / tried)
}
