import { createHash, createHmac } from 'node:crypto'

/** What TC3-HMAC-SHA256 covers. */
export interface SignedRequest {
  readonly method: string
  /** The query as sent, without `?`; empty for a POST. */
  readonly query: string
  /** Names (lower case) and values as sent, in the order of the signed list. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The body's exact bytes. */
  readonly body: Uint8Array
  /** X-TC-Timestamp, seconds since the epoch. */
  readonly timestamp: number
  readonly service: string
}

/** The signature that a request must carry: lower-case hex. */
export function tc3Signature(request: SignedRequest, secretKey: string): string {
  const dateKey = hmac(`TC3${secretKey}`, utcDate(request.timestamp))
  const serviceKey = hmac(dateKey, request.service)
  const signingKey = hmac(serviceKey, 'tc3_request')
  return hmac(signingKey, stringToSign(request)).toString('hex')
}

/** The text that is signed: algorithm, time, scope, and the digest of the canonical request. */
export function stringToSign(request: SignedRequest): string {
  const scope = `${utcDate(request.timestamp)}/${request.service}/tc3_request`
  return ['TC3-HMAC-SHA256', request.timestamp, scope, sha256(canonicalRequest(request))].join('\n')
}

/** The request in its one agreed spelling. */
export function canonicalRequest({ method, query, headers, body }: SignedRequest): string {
  // Every header line ends with a line feed of its own, so a blank line follows the last.
  const lines = headers.map(([name, value]) => `${name}:${value.trim().toLowerCase()}\n`).join('')
  const names = headers.map(([name]) => name).join(';')
  return [method, '/', query, lines, names, sha256(body)].join('\n')
}

/** `YYYY-MM-DD` in UTC, which the scope of a signature states. */
export function utcDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1_000).toISOString().slice(0, 10)
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'utf8').digest()
}
