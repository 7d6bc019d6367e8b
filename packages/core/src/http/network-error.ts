import { VendorError } from '../contract/errors.js'
import type { ErrorCategory } from '../contract/failure.js'

/** Codes of undici, Node and zlib, and what they mean to a user. */
const KINDS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  ENOTFOUND: ['NETWORK_UNREACHABLE', 'the host name does not resolve'],
  EAI_AGAIN: ['NETWORK_UNREACHABLE', 'the host name cannot be looked up now'],
  ECONNREFUSED: ['NETWORK_UNREACHABLE', 'the connection was refused'],
  EHOSTUNREACH: ['NETWORK_UNREACHABLE', 'the host is unreachable'],
  ENETUNREACH: ['NETWORK_UNREACHABLE', 'the network is unreachable'],
  UND_ERR_CONNECT_TIMEOUT: ['NETWORK_TIMEOUT', 'connecting took too long'],
  UND_ERR_HEADERS_TIMEOUT: ['NETWORK_TIMEOUT', 'the reply did not begin in time'],
  UND_ERR_BODY_TIMEOUT: ['NETWORK_TIMEOUT', 'the reply stalled'],
  TimeoutError: ['NETWORK_TIMEOUT', 'the exchange took too long'],
  ECONNRESET: ['NETWORK_RESET', 'the connection was reset'],
  EPIPE: ['NETWORK_RESET', 'the connection was closed'],
  UND_ERR_SOCKET: ['NETWORK_RESET', 'the connection broke off'],
  CERT_HAS_EXPIRED: ['NETWORK_UNTRUSTED', "the host's certificate has expired"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['NETWORK_UNTRUSTED', "the host's certificate is signed by nobody"],
  SELF_SIGNED_CERT_IN_CHAIN: ['NETWORK_UNTRUSTED', "the host's certificate is signed by somebody unknown"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['NETWORK_UNTRUSTED', "the host's certificate cannot be verified"],
  ERR_TLS_CERT_ALTNAME_INVALID: ['NETWORK_UNTRUSTED', "the host's certificate is for another host"],
  BODY_TOO_LARGE: ['REPLY_TOO_LARGE', 'the reply is larger than 256 MiB'],
  UNKNOWN_ENCODING: ['REPLY_ENCODING_UNKNOWN', 'the reply uses an unknown content encoding'],
}

/** A failed exchange as an error of ours: names the host and the cause, never the path or query. */
export function networkError(error: unknown, url: URL): VendorError {
  const kind = kindOf(error)
  const [code, message] =
    KINDS[kind] ?? (/^(Z_|ERR__ERROR_)/.test(kind) ? ['REPLY_TRUNCATED', 'the compressed reply is damaged'] : FALLBACK)
  return new VendorError({
    code,
    category: CATEGORIES[code] ?? 'transient',
    stops: code === 'NETWORK_UNTRUSTED' ? 'connection' : 'window',
    message: `${url.host}: ${message} (${kind})`,
    hint: HINTS[code],
    cause: error,
  })
}

const CATEGORIES: Readonly<Record<string, ErrorCategory>> = {
  REPLY_TOO_LARGE: 'vendor_bug',
  REPLY_ENCODING_UNKNOWN: 'vendor_bug',
  NETWORK_UNTRUSTED: 'config',
}

const FALLBACK = ['NETWORK_FAILED', 'the exchange failed'] as const

const HINTS: Readonly<Record<string, string>> = {
  NETWORK_UNREACHABLE: 'Check baseUrl, the network and any proxy.',
  NETWORK_TIMEOUT: 'Try again later.',
  NETWORK_UNTRUSTED: 'Check baseUrl; behind a company proxy, give Node its certificate (NODE_EXTRA_CA_CERTS).',
  REPLY_TOO_LARGE: 'Ask for less at a time.',
}

function kindOf(error: unknown): string {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if ('code' in current && typeof current.code === 'string' && current.code !== 'UND_ERR_ABORTED') return current.code
    if (current.name === 'TimeoutError') return 'TimeoutError'
  }
  return error instanceof Error ? error.name : 'unknown'
}
