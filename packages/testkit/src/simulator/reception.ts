import { setImmediate } from 'node:timers/promises'
import { reveal } from '@outlay/core'
import type { BoundConnector } from './bound.js'
import type { StandIn } from './fault.js'
import { LimitDesk, TOKEN_ENDPOINT } from './limit-desk.js'
import { sentText } from './sent-text.js'
import { signedTimes } from './signed-time.js'
import type { VendorClock, VendorOptions } from './simulated-vendor.js'
import { spellingsOf } from './spellings.js'
import type { TokenDesk } from './token-desk.js'
import type { UnderstoodRequest } from './understood-request.js'

/** Why a request is turned away: by the declared limits, for another key, for a token that has ended, for a clock that is off. */
export type Refusal = 'limit' | 'key' | 'token' | 'clock'

/** How a request was received. */
export interface Received {
  readonly refusal: Refusal | undefined
  /** What it gets, where it is turned away. */
  readonly words: StandIn | undefined
  /** Once it is answered. */
  readonly leave: () => void
}

/** Looks at requests before they are answered, as far as the options say. */
export class Reception {
  readonly #limits: LimitDesk | undefined
  readonly #keys: readonly string[] = []

  constructor(
    connector: BoundConnector,
    private readonly clock: VendorClock,
    private readonly options: VendorOptions,
    private readonly desk: TokenDesk,
  ) {
    const { overLimit, keyRefusal } = options
    if (overLimit !== undefined) this.#limits = new LimitDesk(connector.limits)
    if (keyRefusal !== undefined) this.#keys = connector.secrets.flatMap((secret) => spellingsOf(reveal(secret)))
  }

  async receive(understood: UnderstoodRequest, at: number): Promise<Received> {
    const { kind, page, request, asked } = understood
    if (kind === 'unknown') return LET_IN
    const [endpoint, declared] =
      page === undefined ? [TOKEN_ENDPOINT, { path: asked.path }] : [page.place.endpoint, page.request]
    const admission = this.#limits?.admit(endpoint, declared, at) ?? LET_IN
    if ('waitMs' in admission) {
      return { refusal: 'limit', words: this.#overLimit(admission.waitMs), leave: LET_IN.leave }
    }
    if (this.#limits?.countsPlaces) await setImmediate() // whoever came at the same moment is there, too
    const { leave } = admission
    const { keyRefusal } = this.options
    if (keyRefusal !== undefined && this.#isStranger(understood)) return { refusal: 'key', words: keyRefusal, leave }
    if (page === undefined) return { ...LET_IN, leave }
    const { tokenRefusal, skewRefusal } = this.options
    if (!this.desk.takes(request)) return { refusal: 'token', words: tokenRefusal ?? INVALID_TOKEN, leave }
    return skewRefusal !== undefined && this.#isOff(understood)
      ? { refusal: 'clock', words: skewRefusal, leave }
      : { ...LET_IN, leave }
  }

  /** The vendor's own time. */
  get now(): number {
    return this.clock.now() + (this.options.clockAheadMs ?? 0)
  }

  #overLimit(waitMs: number): StandIn {
    const { overLimit } = this.options
    if (typeof overLimit === 'object') return overLimit
    const seconds = Math.ceil(waitMs / 1000)
    const until = new Date(this.now + seconds * 1000).toUTCString()
    const header = overLimit === 'retry-after-date' ? until : String(seconds)
    return { status: 429, headers: { 'retry-after': header }, body: '{"error":"too many requests"}' }
  }

  #isStranger({ kind, request }: UnderstoodRequest): boolean {
    if (this.desk.isOpen && kind === 'page') return false // a token says who it is
    const text = sentText(request)
    return !this.#keys.some((key) => text.includes(key))
  }

  #isOff({ asked, added }: UnderstoodRequest): boolean {
    return signedTimes(asked, added, this.now).some((ms) => Math.abs(ms - this.now) > SKEW_MS)
  }
}

const LET_IN = { refusal: undefined, words: undefined, leave: (): void => {} } as const

const INVALID_TOKEN: StandIn = { status: 401, body: '{"error":"invalid_token"}' }

/** What vendors let pass, mostly. */
const SKEW_MS = 5 * 60_000
