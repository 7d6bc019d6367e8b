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
  readonly #booking = pLimit(1)

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
      for (const keyed of limits) if (keyed.limit.concurrent !== undefined) held.push(await this.#enter(keyed, signal))
      const paced = limits.filter(({ limit }) => limit.reserve !== undefined)
      const startsAt = await this.#booking(() => this.#book(paced))
      await this.#wait(startsAt, waiting, signal)
      return release
    } catch (error) {
      release()
      throw error
    }
  }

  /** p-limit runs a task while it holds a place; here the task lasts until the place is given back. */
  async #enter({ key, limit }: KeyedLimit, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    const gate = this.#gates.get(key) ?? pLimit(limit.concurrent ?? 1)
    this.#gates.set(key, gate)
    return new Promise((entered, left) => {
      const leave = (): void => left(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
      const hold = (done: () => void): void => {
        signal.removeEventListener('abort', leave)
        signal.aborted ? done() : entered(done)
      }
      void gate(() => new Promise<void>(hold))
    })
  }

  /**
   * One start for all limits, milliseconds, taken out of each budget at that same instant: a slot that another limit then
   * delays would let requests bunch up behind it. Asked first, taken when all agree; another process may come between.
   */
  async #book(limits: readonly KeyedLimit[]): Promise<number> {
    const [only] = limits
    if (limits.length === 1 && only !== undefined) return this.#reserve(only, this.clock.now(), 'take')
    let startsAt = this.clock.now()
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const agreed = await this.#latest(limits, startsAt, 'ask')
      if (agreed === startsAt && (await this.#latest(limits, agreed, 'take at once')) === agreed) return agreed
      startsAt = agreed
    }
    return this.#latest(limits, startsAt, 'take')
  }

  async #latest(limits: readonly KeyedLimit[], from: number, how: Asking): Promise<number> {
    let startsAt = from
    for (const keyed of limits) startsAt = Math.max(startsAt, await this.#reserve(keyed, startsAt, how))
    return startsAt
  }

  async #reserve({ key, limit }: KeyedLimit, from: number, how: Asking): Promise<number> {
    const { reserve } = limit
    if (reserve === undefined) return from
    const now = this.clock.now()
    const startsAt = await this.budgets.update(key, (state) => {
      const slot = reserve(state, from)
      // A slot too far away is not taken: the run ends, and its place stays free for the next.
      const taken =
        how !== 'ask' && slot.startsAt - now <= LONGEST_WAIT_MS && (how === 'take' || slot.startsAt === from)
      return { state: taken ? slot.state : (state ?? null), result: slot.startsAt }
    })
    if (startsAt - now > LONGEST_WAIT_MS) throw suspended(limit.describe, startsAt)
    return startsAt
  }

  async #wait(startsAt: number, waiting: (until: number) => void, signal: AbortSignal): Promise<void> {
    const wait = startsAt - this.clock.now()
    if (wait <= 0) return
    waiting(startsAt)
    await this.clock.sleep(wait, signal)
  }
}

/** `take at once`: only a slot at the very instant that was asked for. */
type Asking = 'ask' | 'take at once' | 'take'

/** Limits that never agree on an instant end here: each has its slot, the latest counts. */
const MAX_ROUNDS = 100

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
