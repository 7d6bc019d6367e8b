import type { Clock } from '../contract/services.js'

/** A clock for tests: time stands still while anything is busy, then jumps to whoever wakes first. */
export interface VirtualClock extends Clock {
  /** How long each sleep was asked to be, milliseconds, in order of asking. */
  readonly sleeps: readonly number[]
  /** Moves the time, without waking anyone early. */
  advance(ms: number): void
}

/** A virtual clock; `start` is an ISO instant. */
export function virtualClock(start = '2026-11-10T12:00:00Z'): VirtualClock {
  let now = Date.parse(start)
  const sleeps: number[] = []
  let sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const wakeNext = (): void => {
    const next = sleepers.reduce<(typeof sleepers)[number] | undefined>(
      (first, sleeper) => (first === undefined || sleeper.at < first.at ? sleeper : first),
      undefined,
    )
    if (next === undefined) return
    sleepers = sleepers.filter((sleeper) => sleeper !== next)
    now = Math.max(now, next.at)
    next.wake()
  }
  return {
    sleeps,
    now: () => now,
    advance: (ms) => {
      now += ms
    },
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        sleeps.push(ms)
        if (signal?.aborted) return reject(signal.reason)
        const leave = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          reject(signal?.reason)
        }
        const wake = (): void => {
          signal?.removeEventListener('abort', leave)
          resolve()
        }
        const sleeper = { at: now + ms, wake }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', leave)
        setImmediate(wakeNext) // every promise that can go on has gone on by then
      }),
  }
}
