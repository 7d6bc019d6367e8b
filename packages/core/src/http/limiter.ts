import { createHmac } from 'node:crypto'
import type { Failure } from '../contract/failure.js'
import type { Limit, LimitedRequest, LimitSignal } from '../contract/limit.js'
import type { BudgetStore, Clock } from '../contract/services.js'
import { PacedRequest, type Pacing } from './paced-request.js'
import { type GiveBack, Places } from './places.js'

/** One limit with the key of its budget, no secret in it. */
export interface KeyedLimit {
  readonly limit: Limit<unknown>
  readonly key: string
  /** What a request costs. Throws an OutlayError for a weight that is none. Default: 1. */
  readonly weigh?: (request: LimitedRequest) => number
}

/** Leave to send one request. */
export interface Slot {
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Gives concurrency places back; a second call does nothing. */
  readonly release: () => void
  /** Tells the limits what came of the request, before the place is given back. */
  readonly observe: (headers: LimitSignal['headers'], failure: Failure | undefined) => Promise<void>
}

/** Stage `limit`: waits for a slot of every limit. One per runtime: connections with the same credential share budgets. */
export class Limiter {
  readonly #gates = new Places()
  readonly #turns = new Places()
  readonly #pacing: Pacing

  /** `id` tells this limiter from others that share the store. */
  constructor(budgets: BudgetStore, clock: Clock, id: string) {
    this.#pacing = { budgets, clock, id, told: new Map() }
  }

  /** The budget's key: connector, endpoints and limit in the clear, the credential as an HMAC. */
  keyOf(connector: string, scope: string, name: string, credential: string): string {
    const digest = createHmac('sha256', 'outlay/limit').update(credential).digest('hex').slice(0, 32)
    return [connector, scope, name, digest].join(':')
  }

  /**
   * Resolves as soon as every limit has a slot. Limits are asked in their order, and who waits for one holds nobody up
   * at a later one: those of fewer requests come first. At each limit the requests of this process keep their order.
   * Throws a SuspendedError rather than wait for over 15 minutes for the next slot.
   */
  async acquire(
    limits: readonly KeyedLimit[],
    request: LimitedRequest,
    waiting: (until: number) => void,
    signal: AbortSignal,
  ): Promise<Slot> {
    const paced = new PacedRequest(this.#pacing, limits, request, { waiting, signal })
    const places: GiveBack[] = []
    const turns: GiveBack[] = []
    try {
      for (const { key, limit } of limits) {
        if (turns.length > 0) await paced.ready()
        if (limit.concurrent !== undefined) places.push(await this.#gates.enter(key, limit.concurrent, signal))
        if (limit.reserve === undefined) continue
        turns.push(await this.#turns.enter(key, 1, signal))
        paced.reach()
      }
      const startedAt = await paced.start()
      return {
        startedAt,
        release: () => giveBack(places),
        observe: (headers, failure) => paced.observe(signalOf(startedAt, headers, failure)),
      }
    } catch (error) {
      giveBack(places)
      await paced.leave()
      throw error
    } finally {
      paced.pass()
      giveBack(turns)
    }
  }
}

function giveBack(held: GiveBack[]): void {
  for (const done of held.splice(0)) done()
}

function signalOf(sentAt: number, headers: LimitSignal['headers'], failure: Failure | undefined): LimitSignal {
  const kind = failure === undefined ? 'ok' : failure.category === 'rate_limited' ? 'throttled' : 'failed'
  return { kind, sentAt, retryAfterMs: failure?.retryAfterMs, headers }
}
