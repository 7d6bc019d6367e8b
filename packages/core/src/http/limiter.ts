import { createHmac } from 'node:crypto'
import pLimit, { type LimitFunction } from 'p-limit'
import { SuspendedError } from '../contract/errors.js'
import type { Limit } from '../contract/limit.js'
import type { BudgetStore, Clock } from '../contract/services.js'

/** A wait longer than this suspends the run instead of sleeping. */
export const LONGEST_WAIT_MS = 15 * 60_000

/** One limit with the key of its budget, no secret in it. */
export interface KeyedLimit {
  readonly limit: Limit<unknown>
  readonly key: string
}

/** Stage `limit`: waits for a slot of every limit. One per runtime: connections with the same credential share budgets. */
export class Limiter {
  readonly #gates = new Map<string, LimitFunction>()

  constructor(
    private readonly budgets: BudgetStore,
    private readonly clock: Clock,
  ) {}

  /** The budget's key: connector, endpoint and limit in the clear, the credential as an HMAC. */
  keyOf(connector: string, endpoint: string, index: number, credential: string): string {
    const digest = createHmac('sha256', 'outlay/limit').update(credential).digest('hex').slice(0, 32)
    return [connector, endpoint, index, digest].join(':')
  }

  /**
   * Resolves as soon as every limit has a slot, with the function that gives concurrency slots back.
   * Throws a SuspendedError rather than wait for over 15 minutes.
   */
  async acquire(
    limits: readonly KeyedLimit[],
    waiting: (until: number) => void,
    signal: AbortSignal,
  ): Promise<() => void> {
    const held: (() => void)[] = []
    const release = (): void => {
      for (const done of held.splice(0)) done()
    }
    try {
      for (const keyed of limits) if (keyed.limit.concurrent !== undefined) held.push(await this.#enter(keyed))
      for (const keyed of limits) await this.#reserve(keyed, waiting, signal)
      return release
    } catch (error) {
      release()
      throw error
    }
  }

  /** p-limit runs a task while it holds a place; here the task lasts until the place is given back. */
  async #enter({ key, limit }: KeyedLimit): Promise<() => void> {
    const gate = this.#gates.get(key) ?? pLimit(limit.concurrent ?? 1)
    this.#gates.set(key, gate)
    return new Promise((entered) => {
      void gate(() => new Promise<void>((done) => entered(done)))
    })
  }

  async #reserve({ key, limit }: KeyedLimit, waiting: (until: number) => void, signal: AbortSignal): Promise<void> {
    const { reserve } = limit
    if (reserve === undefined) return
    const startsAt = await this.budgets.update(key, (state) => {
      const now = this.clock.now()
      const slot = reserve(state, now)
      // A slot too far away is not taken: the run ends, and its place stays free for the next.
      const taken = slot.startsAt - now <= LONGEST_WAIT_MS
      return { state: taken ? slot.state : (state ?? null), result: slot.startsAt }
    })
    const wait = startsAt - this.clock.now()
    if (wait > LONGEST_WAIT_MS) throw suspended(limit.describe, startsAt)
    if (wait <= 0) return
    waiting(startsAt)
    await this.clock.sleep(wait, signal)
  }
}

/** The error of a wait that is too long. `until` in milliseconds since the epoch. */
export function suspended(reason: string, until: number): SuspendedError {
  const resumeAt = new Date(until).toISOString()
  return new SuspendedError({
    message: `the vendor's limit (${reason}) allows the next request at ${resumeAt}`,
    hint: `Run the same command again after ${resumeAt}; what was read is kept.`,
    stops: 'connection',
    resumeAt,
  })
}
