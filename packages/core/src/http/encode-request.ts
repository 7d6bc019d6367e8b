import { ConfigError } from '../contract/errors.js'
import type { EncodedRequest, HttpRequest, ParameterValue } from '../contract/request.js'
import { isSecret, reveal } from '../fields/secret.js'
import { decodeJson } from '../numbers/decode-json.js'
import { encodeJson } from '../numbers/encode-json.js'

/** Turns a connector's request into the bytes that are sent to `baseUrl`'s origin. Throws a ConfigError for a path that leaves it. */
export function encodeRequest(baseUrl: URL, request: HttpRequest): EncodedRequest {
  const url = urlOf(baseUrl, request.path)
  const { bytes, contentType } = bodyOf(request)
  const encoded: EncodedRequest = {
    method: request.method ?? (bytes === undefined ? 'GET' : 'POST'),
    url: url.href,
    headers: { accept: 'application/json', ...(contentType && { 'content-type': contentType }) },
    body: bytes,
  }
  return withQuery(withHeaders(encoded, plainHeaders(request.headers)), request.query ?? {})
}

/** The request with these headers added; names become lower-case. */
export function withHeaders(request: EncodedRequest, headers: Readonly<Record<string, string>>): EncodedRequest {
  const { method, url, body } = request
  const lower: Record<string, string> = { ...request.headers }
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value
  return { method, url, headers: lower, body }
}

/**
 * The request with these parameters at the end of its query string; undefined ones are left out. They take the place of
 * parameters of the same names: a vendor may repeat credentials in its next link. All else stays byte for byte.
 */
export function withQuery(
  request: EncodedRequest,
  parameters: Readonly<Record<string, ParameterValue>>,
): EncodedRequest {
  const added = encodeParameters(parameters)
  if (added === '') return request
  const { method, url, headers, body } = request
  const at = url.indexOf('?')
  if (at === -1) return { method, url: `${url}?${added}`, headers, body }
  const names = new Set(Object.keys(parameters).filter((name) => parameters[name] !== undefined))
  const pairs = url.slice(at + 1).split('&')
  const kept = pairs.filter((pair) => !namesOf(pair).some((name) => names.has(name))).join('&')
  return { method, url: `${url.slice(0, at)}?${kept === '' ? '' : `${kept}&`}${added}`, headers, body }
}

/** The name of one `name=value`, as whoever receives it reads it: one, or none where the pair is empty. */
function namesOf(pair: string): readonly string[] {
  return [...new URLSearchParams(`&${pair}`).keys()] // a ? at the very beginning would be dropped
}

/** The request with these members added to its JSON body, every number of it kept digit for digit. */
export function mergeJsonBody(request: EncodedRequest, members: Readonly<Record<string, unknown>>): EncodedRequest {
  const body = request.body === undefined ? {} : decodeJson(new TextDecoder().decode(request.body))
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ConfigError({ message: 'body authentication needs a JSON object as the body' })
  }
  const merged = { ...body, ...members }
  return withHeaders(
    { ...request, method: request.method === 'GET' ? 'POST' : request.method, body: jsonBytes(merged) },
    JSON_TYPE,
  )
}

function plainHeaders(headers: HttpRequest['headers'] = {}): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = isSecret(value) ? reveal(value) : value
  }
  return plain
}

const JSON_TYPE = { 'content-type': 'application/json' }

function bodyOf(request: HttpRequest): { readonly bytes: Uint8Array | undefined; readonly contentType?: string } {
  if (request.json !== undefined) return { bytes: jsonBytes(request.json), contentType: 'application/json' }
  if (request.form === undefined) return { bytes: undefined }
  const form = new TextEncoder().encode(encodeParameters(request.form))
  return { bytes: form, contentType: 'application/x-www-form-urlencoded' }
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeJson(withSecretsRevealed(value)))
}

/** What follows a slash cannot leave `baseUrl`; anything else must be an address of its own, and is judged as one. */
function urlOf(baseUrl: URL, path: string): URL {
  const text = path.startsWith('/') ? baseUrl.href.replace(/\/$/, '') + path : path
  const url = parsed(text)
  if (url.origin !== baseUrl.origin) {
    throw new ConfigError({ message: `a request to ${url.origin} was refused: credentials stay on ${baseUrl.origin}` })
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError({ message: 'a request with a user name in its address was refused' })
  }
  if (url.href.includes('#')) url.hash = '' // it is never sent, and would swallow the query
  return url
}

function parsed(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw new ConfigError({ message: 'a path must start with / or be an absolute URL' })
  }
}

function encodeParameters(parameters: Readonly<Record<string, ParameterValue>>): string {
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(parameterText(value))}`)
    .join('&')
}

/** RFC 3986: only unreserved characters stay. URL parsers encode some of the others on their own, after the signature. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function parameterText(value: ParameterValue): string {
  if (isSecret(value)) return reveal(value)
  return typeof value === 'string' ? value : encodeJson(withSecretsRevealed(value))
}

function withSecretsRevealed(value: unknown): unknown {
  if (isSecret(value)) return reveal(value)
  if (Array.isArray(value)) return value.map(withSecretsRevealed)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withSecretsRevealed(member)]))
}
