// A caller of the simulator by hand: what its own tests ask it with.
import type { TencentAdsSimulator } from '../src/simulator/index.js'

export type Asked = Readonly<Record<string, string | undefined>>

/** A reply's envelope; ids keep their digits as text. */
export interface Envelope {
  readonly code: number
  readonly data?: {
    readonly list?: readonly Readonly<Record<string, string | number>>[]
    readonly page_info?: { readonly total_number: number; readonly total_page: number }
    readonly [name: string]: unknown
  }
}

/** Calls `vendor` at `now` with global parameters of its own each time; `undefined` leaves a parameter out. */
export function askVendor(vendor: TencentAdsSimulator, now: () => number) {
  let nonces = 0
  return async (path: string, query: Asked = {}): Promise<Envelope> => {
    nonces += 1
    const all: Asked = {
      access_token: vendor.config.accessToken,
      timestamp: String(Math.floor(now() / 1000)),
      nonce: `ask${nonces}`,
      ...query,
    }
    const encoded = new URLSearchParams()
    for (const [name, value] of Object.entries(all)) if (value !== undefined) encoded.set(name, value)
    const reply = await fetch(`${vendor.baseUrl}${path}?${encoded}`)
    return JSON.parse((await reply.text()).replace(/("(?:account|adgroup)_id":)(\d+)/g, '$1"$2"'))
  }
}

/** A `date_range` as the vendor wants it. */
export function range(start: string, end = start): string {
  return JSON.stringify({ start_date: start, end_date: end })
}
