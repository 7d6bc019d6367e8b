/** What a vendor, or the way to it, does instead of answering as documented. */
export type FaultKind =
  | 'reset'
  | 'unreachable'
  | 'slow-headers'
  | 'slow-body'
  | 'giant'
  | 'truncated'
  | 'empty'
  | 'html'
  | 'garbage'
  | 'text-type'
  | 'gzip'
  | 'http-500'
  | 'http-502'
  | 'http-503'
  | 'retry-after-seconds'
  | 'retry-after-date'
  | 'redirect-abroad'
  | 'redirect-home'

/** A whole reply in the place of the vendor's. */
export interface StandIn {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export type Fault = FaultKind | StandIn

/** Faults by the number of the request, from 1, over all requests that the vendor got. */
export interface ScriptedFault {
  /** The first request that it hits. */
  readonly at: number
  readonly fault: Fault
  /** How many requests it hits in a row. Default 1. */
  readonly times?: number
}

/** Faults that pass: whoever tries again gets the vendor's answer. */
export const PASSING: readonly FaultKind[] = [
  'reset',
  'slow-headers',
  'slow-body',
  'truncated',
  'empty',
  'html',
  'garbage',
  'http-500',
  'http-502',
  'http-503',
  'retry-after-seconds',
  'retry-after-date',
]

/** What the wire makes of a reply: another one, or an error with a code of Node's or undici's. */
export type Wire =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly broken: string; readonly fault: FaultKind }

/** Seconds that a throttling vendor asks to wait. */
export const RETRY_AFTER_SECONDS = 37

/** Applies a fault to the answer that the vendor would have given. `now` is the vendor's clock, milliseconds. */
export function faulty(fault: Fault, answer: StandIn, url: string, now: number): Wire {
  const own = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Wire => ({
    status,
    headers: { 'content-type': 'application/json', date: new Date(now).toUTCString(), ...headers },
    body,
  })
  if (typeof fault !== 'string') return own(fault.status ?? 200, fault.body, fault.headers)
  const broken = BROKEN[fault]
  if (broken !== undefined) return { broken, fault }
  const address = new URL(url)
  switch (fault) {
    case 'truncated':
      return own(200, answer.body.slice(0, Math.max(1, answer.body.length - 7)))
    case 'empty':
      return own(200, '')
    case 'html':
      return own(200, '<!doctype html><title>Down for maintenance</title>', { 'content-type': 'text/html' })
    case 'garbage':
      return own(200, '}{ not json at all')
    case 'http-502':
      return own(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' })
    case 'http-503':
      return own(503, '')
    case 'retry-after-seconds':
      return own(429, '', { 'retry-after': String(RETRY_AFTER_SECONDS) })
    case 'retry-after-date':
      return own(429, '', { 'retry-after': new Date(now + RETRY_AFTER_SECONDS * 1000).toUTCString() })
    case 'redirect-abroad':
      return own(302, '', { location: `https://elsewhere.example${address.pathname}` })
    case 'redirect-home':
      return own(302, '', { location: `${address.pathname}/` })
    case 'text-type':
      return own(answer.status ?? 200, answer.body, { ...answer.headers, 'content-type': 'text/plain' })
    case 'gzip':
      return own(answer.status ?? 200, answer.body, answer.headers) // in memory it is decompressed already
    default:
      return own(500, '{"error":"internal"}')
  }
}

/** What undici says of each. */
const BROKEN: Readonly<Partial<Record<FaultKind, string>>> = {
  reset: 'ECONNRESET',
  unreachable: 'ECONNREFUSED',
  'slow-headers': 'UND_ERR_HEADERS_TIMEOUT',
  'slow-body': 'UND_ERR_BODY_TIMEOUT',
  giant: 'BODY_TOO_LARGE',
}
