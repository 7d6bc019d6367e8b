import {
  decodeJson,
  type EncodedRequest,
  encodeJson,
  type HttpRequest,
  isSecret,
  type JsonValue,
  reveal,
} from '@outlay/core'
import { isMembers } from './json-place.js'

/** A request taken apart: what a declaration states, or what came over the wire. */
export interface AskedRequest {
  readonly method: string
  readonly path: string
  /** `query:name`, `header:name`, `json:name` or `form:name`, and the value as text. */
  readonly members: ReadonlyMap<string, string>
}

/** The parts that a declaration states. */
export function declaredRequest(base: URL, request: HttpRequest): AskedRequest {
  const url = new URL(urlOf(base, request))
  const members = new Map<string, string>()
  for (const [name, value] of url.searchParams) members.set(`query:${name}`, value)
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value !== undefined) members.set(`header:${name.toLowerCase()}`, parameterText(value))
  }
  for (const [name, value] of Object.entries(request.form ?? {})) {
    if (value !== undefined) members.set(`form:${name}`, parameterText(value))
  }
  if (request.json !== undefined) addJson(members, decodeJson(encodeJson(revealed(request.json))))
  const hasBody = request.json !== undefined || request.form !== undefined
  return { method: request.method ?? (hasBody ? 'POST' : 'GET'), path: url.pathname, members }
}

/** The parts of a request that came. */
export function receivedRequest({ method, url, headers, body }: EncodedRequest): AskedRequest {
  const { pathname, searchParams } = new URL(url)
  const members = new Map<string, string>()
  for (const [name, value] of searchParams) members.set(`query:${name}`, value)
  for (const [name, value] of Object.entries(headers)) members.set(`header:${name.toLowerCase()}`, value)
  const text = body === undefined ? '' : new TextDecoder().decode(body)
  if (/x-www-form-urlencoded/.test(headers['content-type'] ?? '')) {
    for (const [name, value] of new URLSearchParams(text)) members.set(`form:${name}`, value)
  } else if (text !== '') addJson(members, jsonOf(text))
  return { method, path: pathname, members }
}

/** Anybody may send anything: what is no JSON is a text. */
function jsonOf(text: string): JsonValue {
  try {
    return decodeJson(text)
  } catch {
    return text
  }
}

/** How many of the declared members came; -1 where one is missing or another. Members beside them are what auth adds. */
export function likeness(declared: AskedRequest, received: AskedRequest): number {
  if (declared.method !== received.method || declared.path !== received.path) return -1
  for (const [name, value] of declared.members) if (received.members.get(name) !== value) return -1
  return declared.members.size
}

/** A request in words, without any value: `GET /usage?day&page`. */
export function requestText({ method, path, members }: AskedRequest): string {
  const names = [...members.keys()]
    .filter((name) => !name.startsWith('header:'))
    .map((name) => name.replace(/^.*?:/, ''))
  return `${method} ${path}${names.length === 0 ? '' : ` with ${names.join(', ')}`}`
}

/** The absolute address that a declared request goes to. */
export function urlOf(base: URL, { path, query = {} }: HttpRequest): string {
  const url = new URL(path.startsWith('/') ? base.href.replace(/\/$/, '') + path : path)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, parameterText(value))
  }
  return url.href
}

function addJson(members: Map<string, string>, body: JsonValue): void {
  if (!isMembers(body)) return void members.set('json:', encodeJson(body))
  for (const [name, value] of Object.entries(body)) members.set(`json:${name}`, encodeJson(value))
}

function parameterText(value: unknown): string {
  if (isSecret(value)) return reveal(value)
  return typeof value === 'string' ? value : encodeJson(revealed(value))
}

/** A copy with every secret as its text. */
function revealed(value: unknown): unknown {
  if (isSecret(value)) return reveal(value)
  if (Array.isArray(value)) return value.map(revealed)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revealed(member)]))
}
