import { createHash } from 'node:crypto'
import type { EncodedRequest } from '@outlay/core'

/**
 * A request in the one spelling that TC3-HMAC-SHA256 signs: method, path, query, the signed headers, their names, and the
 * digest of the body's bytes. The path is always `/`: the vendor's products differ by host.
 *
 * @param signedHeaders - lower-case names in ASCII order; `host` is taken from the URL, port included, as it is sent
 */
export function canonicalRequest(
  { method, url, headers, body }: EncodedRequest,
  signedHeaders: readonly string[],
): string {
  const { host, search } = new URL(url)
  const sent: EncodedRequest['headers'] = { ...headers, host }
  // Each header line ends with a line feed of its own: joined by another, a blank line follows the last.
  const lines = signedHeaders.map((name) => `${name}:${(sent[name] ?? '').trim().toLowerCase()}\n`).join('')
  return [method, '/', search.slice(1), lines, signedHeaders.join(';'), sha256Hex(body ?? '')].join('\n')
}

/** SHA-256 as lower-case hex; text counts as UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
