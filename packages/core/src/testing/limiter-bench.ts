import type { Limit } from '../contract/limit.js'
import { type KeyedLimit, Limiter } from '../http/limiter.js'
import { memoryBudgetStore } from '../runtime/system-services.js'
import { type VirtualClock, virtualClock } from './virtual-clock.js'

/** A limiter on a virtual clock, for tests. */
export interface LimiterBench {
  readonly clock: VirtualClock
  readonly limiter: Limiter
  /** One request: waits for its slot, gives it back at once, and says when it started. */
  readonly request: (limits: readonly KeyedLimit[]) => Promise<number>
}

export function limiterBench(): LimiterBench {
  const clock = virtualClock()
  const limiter = new Limiter(memoryBudgetStore(), clock)
  const request: LimiterBench['request'] = async (limits) => {
    const release = await limiter.acquire(limits, () => {}, new AbortController().signal)
    release()
    return clock.now()
  }
  return { clock, limiter, request }
}

/** A limit with the key of its budget. */
export function keyed(limit: Limit<unknown>, key = 'k'): KeyedLimit {
  return { limit, key }
}
