import type { Limit, LimitedRequest } from '../contract/limit.js'
import type { BudgetStore } from '../contract/services.js'
import { type KeyedLimit, Limiter, type Slot } from '../http/limiter.js'
import { memoryBudgetStore } from '../runtime/system-services.js'
import { type VirtualClock, virtualClock } from './virtual-clock.js'

/** A limiter on a virtual clock, for tests. */
export interface LimiterBench {
  readonly clock: VirtualClock
  readonly limiter: Limiter
  /** Waits for a slot and keeps it. */
  readonly acquire: (limits: readonly KeyedLimit[], options?: AcquireOptions) => Promise<Slot>
  /** One request: waits for its slot, gives it back at once, and says when it started. */
  readonly request: (limits: readonly KeyedLimit[]) => Promise<number>
}

interface AcquireOptions {
  readonly request?: LimitedRequest
  readonly waiting?: (until: number) => void
  readonly signal?: AbortSignal
}

/** `store` may be shared with another bench. */
export function limiterBench(
  store: BudgetStore = memoryBudgetStore(),
  clock: VirtualClock = virtualClock(),
  id = 'bench',
): LimiterBench {
  const limiter = new Limiter(store, clock, id)
  const acquire: LimiterBench['acquire'] = (limits, options = {}) => {
    const { request = PLAIN, waiting = () => {}, signal = new AbortController().signal } = options
    return limiter.acquire(limits, request, waiting, signal)
  }
  const request: LimiterBench['request'] = async (limits) => {
    const slot = await acquire(limits)
    slot.release()
    return slot.startedAt
  }
  return { clock, limiter, acquire, request }
}

const PLAIN: LimitedRequest = { endpoint: 'usage', request: { path: '/usage' } }

/** A limit with the key of its budget. */
export function keyed(limit: Limit<unknown>, key = 'k'): KeyedLimit {
  return { limit, key }
}
