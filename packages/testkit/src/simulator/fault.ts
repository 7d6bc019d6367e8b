import type { PageFaultKind } from './page-fault.js'

/** What a vendor, or the way to it, does instead of answering as documented. */
export type FaultKind = WireFaultKind | PageFaultKind | 'token-expired'

/** What happens to a reply, whatever it says. */
export type WireFaultKind =
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
  | 'bom'
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
export type Wire = WireAnswer | { readonly broken: string; readonly fault: WireFaultKind }

interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Sent compressed, where there is a wire. */
  readonly isGzip?: boolean
}

/** Seconds that a throttling vendor asks to wait. */
export const RETRY_AFTER_SECONDS = 37

/** Applies a fault to the answer that the vendor would have given. `now` is the vendor's clock, milliseconds. */
export function faulty(fault: WireFaultKind | StandIn, answer: StandIn, url: string, now: number): Wire {
  const own = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): WireAnswer => ({
    status,
    headers: { 'content-type': 'application/json', date: new Date(now).toUTCString(), ...headers },
    body,
  })
  if (typeof fault !== 'string') return own(fault.status ?? 200, fault.body, fault.headers)
  const broken = BROKEN[fault]
  if (broken !== undefined) return { broken, fault }
  return (REPLIES[fault] ?? REPLIES['http-500'])({ own, answer, address: new URL(url), now })
}

interface Meeting {
  readonly own: (status: number, body: string, headers?: Readonly<Record<string, string>>) => WireAnswer
  readonly answer: StandIn
  readonly address: URL
  readonly now: number
}

type Reply = (meeting: Meeting) => Wire

/** What a page, or none, looks like in place of the answer. */
const REPLIES: Readonly<Partial<Record<WireFaultKind, Reply>> & { readonly 'http-500': Reply }> = {
  truncated: ({ own, answer }) => own(200, answer.body.slice(0, Math.max(1, answer.body.length - 7))),
  empty: ({ own }) => own(200, ''),
  html: ({ own }) => own(200, '<!doctype html><title>Down for maintenance</title>', { 'content-type': 'text/html' }),
  garbage: ({ own }) => own(200, '}{ not json at all'),
  'http-500': ({ own }) => own(500, '{"error":"internal"}'),
  'http-502': ({ own }) => own(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
  'http-503': ({ own }) => own(503, ''),
  'retry-after-seconds': ({ own }) => own(429, '', { 'retry-after': String(RETRY_AFTER_SECONDS) }),
  'retry-after-date': ({ own, now }) =>
    own(429, '', { 'retry-after': new Date(now + RETRY_AFTER_SECONDS * 1000).toUTCString() }),
  'redirect-abroad': ({ own, address }) => own(302, '', { location: `https://elsewhere.example${address.pathname}` }),
  'redirect-home': ({ own, address }) => own(302, '', { location: `${address.pathname}/` }),
  'text-type': ({ own, answer }) =>
    own(answer.status ?? 200, answer.body, { ...answer.headers, 'content-type': 'text/plain' }),
  bom: ({ own, answer }) => own(answer.status ?? 200, `\ufeff${answer.body}`, answer.headers),
  gzip: ({ own, answer }) => ({ ...own(answer.status ?? 200, answer.body, answer.headers), isGzip: true }),
}

/** What undici says of each. */
const BROKEN: Readonly<Partial<Record<WireFaultKind, string>>> = {
  reset: 'ECONNRESET',
  unreachable: 'ECONNREFUSED',
  'slow-headers': 'UND_ERR_HEADERS_TIMEOUT',
  'slow-body': 'UND_ERR_BODY_TIMEOUT',
  giant: 'BODY_TOO_LARGE',
}
