import { decodeJson, type EncodedRequest, encodeJson, type JsonValue } from '@outlay/core'
import type { StandIn } from './fault.js'
import { decimalText, leavesOf, type Place, withValueAt } from './json-place.js'
import type { VendorClock } from './simulated-vendor.js'

/** The vendor's token endpoint, after its documented reply: every token is another one, and ends when it says so. */
export class TokenDesk {
  refused = 0
  readonly #sample: JsonValue | undefined
  readonly #issued = new Map<string, number>()

  constructor(
    sample: string | undefined,
    private readonly clock: VendorClock,
  ) {
    this.#sample = sample === undefined ? undefined : decodeJson(sample)
  }

  /** A vendor whose token reply is documented has such an endpoint. */
  get isOpen(): boolean {
    return this.#sample !== undefined
  }

  get minted(): number {
    return this.#issued.size
  }

  /** The reply to whatever asks for no page. */
  answer(): StandIn {
    if (this.#sample === undefined) return { status: 404, body: '{"error":"no page led to this request"}' }
    const token = `minted-${this.#issued.size + 1}-3f9c2a71d5e8`
    this.#issued.set(token, this.clock.now() + lifetimeOf(this.#sample) * 1000)
    const reply = tokenPlaces(this.#sample).reduce((made, place) => withValueAt(made, place, token), this.#sample)
    return { body: encodeJson(reply) }
  }

  /** What a request without a living token gets; undefined where all is well. */
  refusal({ url, headers }: EncodedRequest): StandIn | undefined {
    if (this.#sample === undefined) return undefined
    const text = decodeURIComponent(url) + JSON.stringify(headers)
    const carried = [...this.#issued].find(([token]) => text.includes(token))
    if (carried !== undefined && carried[1] > this.clock.now()) return undefined
    this.refused += 1
    return { status: 401, body: '{"error":"invalid_token"}' }
  }
}

function tokenPlaces(sample: JsonValue): readonly Place[] {
  return leavesOf(sample)
    .filter(({ place, value }) => typeof value === 'string' && /token$/i.test(String(place.at(-1))))
    .map(({ place }) => place)
    .filter((place) => !/refresh|id_token/i.test(String(place.at(-1))))
}

function lifetimeOf(sample: JsonValue): number {
  const leaf = leavesOf(sample).find(({ place }) => /expires_?in/i.test(String(place.at(-1))))
  return Number(decimalText(leaf?.value) ?? 3600)
}
