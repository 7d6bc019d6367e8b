import type { Limit, LimitedRequest, LimitSignal } from '../contract/limit.js'
import type { BudgetStore, Clock } from '../contract/services.js'
import { type Admission, admit, book, change, foresee, leave } from './admission.js'
import type { KeyedLimit } from './limiter.js'
import { LONGEST_WAIT_MS, suspended } from './suspended.js'

/** Limits that never agree on an instant end here, and clocks that stand still: each gives the slot that it has, the latest counts. */
const MAX_ROUNDS = 100

/** What the requests of one limiter share. */
export interface Pacing {
  readonly budgets: BudgetStore
  readonly clock: Clock
  /** Tells this limiter from others that share the store. */
  readonly id: string
  /** Tells the request at a limit that the budget has changed, by the budget's key. */
  readonly told: Map<string, () => void>
}

/** What a request waits with: told until when, and ended by its signal. */
export interface Wait {
  readonly waiting: (until: number) => void
  readonly signal: AbortSignal
}

/** One request at its paced limits: asks, waits, takes a slot of each at one instant, and tells them what came of it. */
export class PacedRequest {
  readonly #doors: readonly Door[]
  /** So many of them it stands at, as the first of this process; at the others it only looks ahead. */
  #reached = 0
  /** Until when it last said that it waits. */
  #said = 0
  /** A budget has changed since it last asked. */
  #stale = false
  /** Ends its sleep. */
  #wake = (): void => {}

  /** Throws an OutlayError for a weight that is none. */
  constructor(
    private readonly pacing: Pacing,
    limits: readonly KeyedLimit[],
    request: LimitedRequest,
    private readonly wait: Wait,
  ) {
    this.#doors = limits.flatMap((keyed) => doorOf(keyed, pacing.id, request))
  }

  /** Stands at the next limit, too. */
  reach(): void {
    const door = this.#doors[this.#reached]
    this.#reached += 1
    if (door === undefined) return
    this.pacing.told.set(door.key, () => {
      this.#stale = true
      this.#wake()
    })
  }

  /** Stands at no limit any more. */
  pass(): void {
    for (const { key } of this.#doors.slice(0, this.#reached)) this.pacing.told.delete(key)
  }

  /** Waits until every limit reached would let the request go. */
  async ready(): Promise<void> {
    await this.#open(false)
  }

  /** Waits for a slot of every limit and takes them. Milliseconds since the epoch. Throws a SuspendedError for a slot that is over 15 minutes away. */
  async start(): Promise<number> {
    return (await this.#open(true)) ?? (await this.#book())
  }

  /** Gives up its place in the budgets' lines. */
  async leave(): Promise<void> {
    const { budgets, id } = this.pacing
    for (const { key, inLine } of this.#doors) {
      // Who cannot say that it left is passed over soon; the reason why it leaves counts.
      if (inLine) await budgets.update(key, (state) => leave(state, id)).catch(() => {})
    }
  }

  /** Limits learn from refusals, and those that want to from every reply; who waits at such a limit asks again. */
  async observe(signal: LimitSignal): Promise<void> {
    const { budgets, clock, told } = this.pacing
    for (const { key, limit, watch } of this.#doors) {
      const { observe } = limit
      if (observe === undefined || !(watch || signal.kind === 'throttled')) continue
      const now = clock.now()
      const changed = await budgets.update(key, (state) => change(state, (own) => observe(own, signal, now)))
      if (changed) told.get(key)?.()
    }
  }

  /** Undefined: the limits do not agree on an instant. */
  async #open(take: boolean): Promise<number | undefined> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const now = this.pacing.clock.now()
      this.#stale = false
      const until = (await this.#askAll(now, take)) ?? (take ? await this.#takeAll(now) : undefined)
      if (until === undefined) return now
      if (this.#doors.length > 1) await this.#lookAhead(until, now)
      await this.#sleep(until)
    }
    return undefined
  }

  /** When the first shut one opens. */
  async #askAll(now: number, take: boolean): Promise<number | undefined> {
    // The last of those to be taken is taken first: it need not be asked before.
    const count = take ? this.#reached - 1 : this.#reached
    for (const door of this.#doors.slice(0, Math.max(0, count))) {
      if (door.openAt === now) continue
      const until = await this.#knock(door, now, false)
      if (until > now) return until
    }
    return undefined
  }

  /** At one instant: a slot that another limit then delays would let requests bunch up behind it. Another process may come between. */
  async #takeAll(now: number): Promise<number | undefined> {
    for (const door of this.#doors.toReversed()) {
      const until = await this.#knock(door, now, true)
      if (until > now) return until
    }
    return undefined
  }

  /** When the limit lets the request go. */
  async #knock(door: Door, now: number, take: boolean): Promise<number> {
    const asking = { now, latest: now + LONGEST_WAIT_MS, take }
    const slot = await this.pacing.budgets.update(door.key, (state) => admit(state, door, asking))
    hear(door, slot, now)
    door.inLine = slot.startsAt > now || (door.inLine && !take)
    return slot.startsAt
  }

  /** A run that another limit will suspend anyway does not wait for this one first. */
  async #lookAhead(from: number, now: number): Promise<void> {
    for (const door of this.#doors) {
      hear(door, await this.pacing.budgets.update(door.key, (state) => foresee(state, door, from)), now)
    }
  }

  /** Takes the next slot of each, whenever it is, and waits for the latest, whatever changes meanwhile. */
  async #book(): Promise<number> {
    const { budgets, clock } = this.pacing
    const began = clock.now()
    this.pass()
    this.#stale = false
    let startsAt = began
    for (const door of this.#doors) {
      const slot = await budgets.update(door.key, (state) => book(state, door, startsAt))
      hear(door, slot, began)
      startsAt = Math.max(startsAt, slot.startsAt)
    }
    await this.#sleep(startsAt)
    return startsAt
  }

  async #sleep(until: number): Promise<void> {
    const { waiting, signal } = this.wait
    const ms = until - this.pacing.clock.now()
    if (ms <= 0 || this.#stale) return
    if (until !== this.#said) waiting(until)
    this.#said = until
    signal.throwIfAborted()
    const woken = new AbortController()
    this.#wake = () => woken.abort()
    signal.addEventListener('abort', this.#wake, { once: true })
    try {
      await this.pacing.clock.sleep(ms, woken.signal)
    } catch (error) {
      signal.throwIfAborted()
      if (!woken.signal.aborted) throw error
    } finally {
      signal.removeEventListener('abort', this.#wake)
      this.#wake = () => {}
    }
  }
}

/** One paced limit, as a request finds it. */
interface Door {
  readonly id: string
  readonly key: string
  readonly limit: Limit<unknown>
  readonly reserve: NonNullable<Limit<unknown>['reserve']>
  readonly weight: number
  /** When it last said that the request may go at once. */
  openAt: number | undefined
  inLine: boolean
  /** It wants to hear of the reply. */
  watch: boolean
}

function doorOf({ key, limit, weigh }: KeyedLimit, id: string, request: LimitedRequest): readonly Door[] {
  const { reserve } = limit
  if (reserve === undefined) return []
  const weight = weigh?.(request) ?? 1
  return [{ id, key, limit, reserve, weight, openAt: undefined, inLine: false, watch: false }]
}

function hear(door: Door, { startsAt, watch = false }: Admission, now: number): void {
  if (startsAt - now > LONGEST_WAIT_MS) throw suspended(door.limit.describe, startsAt)
  door.watch = watch
  door.openAt = startsAt > now ? undefined : now
}
