import { sha256Hex } from './canonical-request.js'

export const ALGORITHM = 'TC3-HMAC-SHA256'

/** What a signature is good for: one service on one UTC day. */
export interface Scope {
  /** `YYYY-MM-DD` in UTC. A date of another zone is refused for hours of every day. */
  readonly date: string
  /** The product's name, e.g. `essbasic`. */
  readonly service: string
}

/** The scope of a request to `service` at `timestamp`, Unix seconds. */
export function scopeAt(timestamp: number, service: string): Scope {
  return { date: new Date(timestamp * 1000).toISOString().slice(0, 10), service }
}

/** The scope as it stands in the string to sign and behind the secret id. */
export function scopeText({ date, service }: Scope): string {
  return `${date}/${service}/tc3_request`
}

/**
 * The text that is signed.
 *
 * @param timestamp - Unix seconds, the same as in `x-tc-timestamp`
 * @param canonical - the canonical request
 */
export function stringToSign(timestamp: number, scope: Scope, canonical: string): string {
  return [ALGORITHM, timestamp, scopeText(scope), sha256Hex(canonical)].join('\n')
}
