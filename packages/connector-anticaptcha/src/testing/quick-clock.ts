import type { Clock } from '@outlay/core'

/** A clock that nobody waits on: sleeping moves it on at once, after a turn of the event loop. For tests. */
export interface QuickClock extends Clock {
  /** Moves it on. */
  advance(ms: number): void
}

/** A clock that stands at an instant, ISO 8601. */
export function quickClock(instant: string): QuickClock {
  let now = Date.parse(instant)
  return {
    now: () => now,
    advance: (ms) => {
      now += ms
    },
    sleep: async (ms, signal) => {
      await new Promise(setImmediate)
      signal?.throwIfAborted()
      now += ms
    },
  }
}
