import type { HttpExchange } from '../contract/channels.js'
import { REDACTED } from '../http/redactor.js'
import { scrubJson } from './scrub-json.js'

/** What has to go out of an exchange. */
export interface Scrubbing {
  /** Removes what is known to be secret, in any spelling. */
  readonly text: (text: string) => string
  /** Names of members that name or describe persons; their values go. */
  readonly personal: ReadonlySet<string>
  /** The call fetches credentials: what it brings is not known to be secret before somebody has read it. */
  readonly fetchesCredentials: boolean
}

/** A copy of an exchange with nothing in it that must not be shown. */
export function scrubExchange(exchange: HttpExchange, scrubbing: Scrubbing): HttpExchange {
  const { request, reply, ...facts } = exchange
  const text = (value: string): string => scrubbing.text(value.replace(JSON_WEB_TOKEN, REDACTED))
  const body = (value: string, hidesStrings: boolean): string =>
    isJson(value) ? scrubJson(value, { text, personal: scrubbing.personal, hidesStrings }) : text(value)
  // What refuses a call brings no credentials, and says why.
  const bringsCredentials = scrubbing.fetchesCredentials && reply !== undefined && reply.status < 300
  return {
    ...facts,
    code: facts.code === null ? null : text(facts.code),
    request: {
      method: request.method,
      url: text(request.url),
      headers: scrubHeaders(request.headers, text),
      ...(request.body !== undefined && { body: body(request.body, false) }),
    },
    ...(reply && {
      reply: {
        status: reply.status,
        headers: scrubHeaders(reply.headers, text, bringsCredentials),
        body:
          bringsCredentials && !isJson(reply.body) && reply.body !== ''
            ? REDACTED
            : body(reply.body, bringsCredentials),
      },
    }),
  }
}

/** Signed on the way by some authenticators, and known to nobody else. */
const JSON_WEB_TOKEN = /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g

/** Headers that can be shown whatever a reply brings. */
const HARMLESS = new Set(['content-type', 'content-length', 'content-encoding', 'date', 'retry-after'])

/** Headers that hold what lets somebody in, also where nobody declared it; a token for the next page is none. */
const CREDENTIAL =
  /^(set-)?cookie2?$|(^|-)(auth|access|session|csrf|xsrf|refresh|security)-?token$|(^|-)(signature|secret|password|session-?id|api-?key)$/

function scrubHeaders(
  headers: Readonly<Record<string, string>>,
  text: (value: string) => string,
  harmlessOnly = false,
): Readonly<Record<string, string>> {
  const shown = (name: string, value: string): string => {
    if (/^(proxy-)?authorization$/.test(name)) return value.replace(/^(\s*[\w-]+\s+)?.*$/s, `$1${REDACTED}`)
    if (CREDENTIAL.test(name) || (harmlessOnly && !HARMLESS.has(name))) return REDACTED
    if (name === 'location') return text(value.replace(/[?#].*$/s, `?${REDACTED}`))
    return text(value)
  }
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [text(name), shown(name, value)]))
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text)
}
