import type { EncodedRequest } from '../contract/request.js'
import { REDACTED } from '../http/redactor.js'
import { decodeJson } from '../numbers/decode-json.js'
import { encodeJson } from '../numbers/encode-json.js'
import type { JsonValue } from '../numbers/json-value.js'

/** A request as text that may be shown, and what stands there no more. */
export interface HiddenCredentials {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly hidden: readonly string[]
}

/**
 * A request without the values of whatever its authenticator has put on it: a signature is a credential that no value of the
 * config gives away. `unsigned` is the request as it was before.
 */
export function hideCredentials(unsigned: EncodedRequest, sent: EncodedRequest): HiddenCredentials {
  const hidden: string[] = []
  const hide = (value: string): string => {
    hidden.push(value)
    return REDACTED
  }
  const headers = Object.entries(sent.headers).map(([name, value]) => {
    if (unsigned.headers[name] === value || PLAIN.has(name)) return [name, value]
    const shown = hide(value)
    return [name, name === 'authorization' ? value : shown] // of that one the scheme may stay: whoever shows headers sees to it
  })
  return {
    url: hiddenQuery(unsigned.url, sent.url, hide),
    headers: Object.fromEntries(headers),
    body: hiddenBody(unsigned, sent, hide),
    hidden: hidden.flatMap(piecesOf),
  }
}

/** They say what a body is, not who sent it. */
const PLAIN = new Set(['accept', 'content-type', 'content-length', 'content-encoding', 'date', 'host', 'user-agent'])

type Hide = (value: string) => string

function hiddenQuery(before: string, url: string, hide: Hide): string {
  const at = url.indexOf('?')
  if (before === url || at === -1) return url
  return `${url.slice(0, at)}?${hiddenPairs(before.slice(before.indexOf('?') + 1), url.slice(at + 1), hide)}`
}

/** `name=value` by `name=value`; names stay. */
function hiddenPairs(before: string, pairs: string, hide: Hide): string {
  const known = new Set(before.split('&'))
  const shown = (pair: string): string => {
    const end = pair.indexOf('=')
    return known.has(pair) || end === -1 ? pair : `${pair.slice(0, end)}=${hide(pair.slice(end + 1))}`
  }
  return pairs.split('&').map(shown).join('&')
}

function hiddenBody(unsigned: EncodedRequest, sent: EncodedRequest, hide: Hide): string | undefined {
  if (sent.body === undefined) return undefined
  const [before, text] = [textOf(unsigned), textOf(sent)]
  if (before === text) return text
  if (/x-www-form-urlencoded/.test(sent.headers['content-type'] ?? '')) return hiddenPairs(before, text, hide)
  const members = membersOf(text)
  if (members === undefined) return hide(text)
  const known = membersOf(before) ?? {}
  const shown = (name: string, value: JsonValue): JsonValue => {
    const own = known[name]
    if (own !== undefined && encodeJson(own) === encodeJson(value)) return value
    return hide(typeof value === 'string' ? value : encodeJson(value))
  }
  return encodeJson(Object.fromEntries(Object.entries(members).map(([name, value]) => [name, shown(name, value)])))
}

function textOf({ body }: EncodedRequest): string {
  return body === undefined ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)
}

function membersOf(text: string): Readonly<Record<string, JsonValue>> | undefined {
  try {
    const value = decodeJson(text)
    const isMembers = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isMembers ? (value as Readonly<Record<string, JsonValue>>) : undefined
  } catch {
    return undefined
  }
}

/** What may be quoted of a value, such as the signature out of a header that names more; short pieces say nothing. */
function piecesOf(value: string): readonly string[] {
  return value.split(/[\s,;="']+/).filter((piece) => piece.length >= 16)
}
