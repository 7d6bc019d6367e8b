import type { EncodedRequest } from '../contract/request.js'
import type { Clock, Transport, WireReply } from '../contract/services.js'
import { wireReply } from './scripted-transport.js'

/** How the vendor limits. */
export interface LimitedVendorOptions {
  readonly perSecond: number
  /** Requests that it takes at once after a pause. */
  readonly burst: number
  /** So long after a request too many it refuses everything, milliseconds; each further request prolongs it. */
  readonly penaltyMs: number
  readonly latencyMs: number
  /** Refusals in the body under status 200, or as status 429. */
  readonly refusal: 'in-band' | 'status'
  /** Pages of each list. */
  readonly pages: number
}

/** A vendor of lists by page that counts requests in a token bucket on its own clock. For tests. */
export class LimitedVendor implements Transport {
  readonly servedAt: number[] = []
  readonly refusedAt: number[] = []
  #tokens: number
  #filledAt: number
  #closedUntil = 0

  constructor(
    private readonly clock: Clock,
    private readonly options: LimitedVendorOptions,
  ) {
    this.#tokens = options.burst
    this.#filledAt = clock.now()
  }

  async send({ url }: EncodedRequest): Promise<WireReply> {
    const { refusal, latencyMs, pages } = this.options
    if (latencyMs > 0) await this.clock.sleep(latencyMs / 2)
    const reply = this.#admits(this.clock.now())
      ? { body: { code: 0, total: pages, items: [{ id: new URL(url).search }] } }
      : { status: refusal === 'status' ? 429 : 200, body: { code: 'busy' } }
    if (latencyMs > 0) await this.clock.sleep(latencyMs / 2)
    return wireReply(reply)
  }

  #admits(now: number): boolean {
    const { perSecond, burst, penaltyMs } = this.options
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) * perSecond) / 1_000)
    this.#filledAt = now
    const admitted = this.#tokens >= 1 && now >= this.#closedUntil
    if (admitted) this.#tokens -= 1
    else this.#closedUntil = now + penaltyMs
    const log = admitted ? this.servedAt : this.refusedAt
    log.push(now)
    return admitted
  }
}
