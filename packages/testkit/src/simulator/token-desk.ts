import { decodeJson, type EncodedRequest, encodeJson, type JsonValue } from '@outlay/core'
import type { StandIn } from './fault.js'
import { decimalText, leavesOf, type Place, withValueAt } from './json-place.js'
import type { VendorClock } from './simulated-vendor.js'

/** The vendor's token endpoint, after its documented reply: every token is another one, and ends when it says so. */
export class TokenDesk {
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

  /** A new token. */
  answer(): StandIn {
    const sample: JsonValue = this.#sample ?? {}
    const token = `minted-${this.#issued.size + 1}-3f9c2a71d5e8`
    this.#issued.set(token, this.clock.now() + lifetimeOf(sample) * 1000)
    const reply = tokenPlaces(sample).reduce<JsonValue>((made, place) => withValueAt(made, place, token), sample)
    return { body: encodeJson(reply) }
  }

  /** Whether a request may be answered: with a living token, or where nobody needs one. */
  takes(request: EncodedRequest): boolean {
    const token = this.carried(request)
    return !this.isOpen || (token !== undefined && (this.#issued.get(token) ?? 0) > this.clock.now())
  }

  /** The token in a request, living or not. */
  carried({ url, headers }: EncodedRequest): string | undefined {
    const text = url + JSON.stringify(headers)
    return [...this.#issued.keys()].find((token) => text.includes(token))
  }

  /** Ends the token that a request carries, before its time; false where it carries none. */
  end(request: EncodedRequest): boolean {
    const token = this.carried(request)
    if (token !== undefined) this.#issued.set(token, 0)
    return token !== undefined
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
