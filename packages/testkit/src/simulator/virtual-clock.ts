import type { Clock } from '@outlay/core'

/** A clock for tests: time stands still while anything is busy, then jumps to whoever wakes first. */
export interface VirtualClock extends Clock {
  /** How long each sleep was asked to be, milliseconds, in order of asking. */
  readonly sleeps: readonly number[]
  /** Moves the time, without waking anyone early. */
  advance(ms: number): void
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A virtual clock; `start` is an ISO instant. */
export function virtualClock(start: string): VirtualClock {
  let now = Date.parse(start)
  const sleeps: number[] = []
  const sleepers = new Set<Sleeper>()
  const wakeNext = (): void => {
    const [next] = [...sleepers].sort((a, b) => a.at - b.at)
    if (next === undefined) return
    sleepers.delete(next)
    now = Math.max(now, next.at)
    next.wake()
  }
  const sleep: Clock['sleep'] = (ms, signal) => {
    sleeps.push(ms)
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const leave = (): void => {
        sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const sleeper: Sleeper = {
        at: now + ms,
        wake: () => {
          signal?.removeEventListener('abort', leave)
          resolve()
        },
      }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', leave)
      setImmediate(wakeNext) // whatever can go on has gone on by then
    })
  }
  return {
    sleeps,
    sleep,
    now: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}
