import { decodeJson, isExactNumber } from '@outlay/core'
import type { HttpExchange } from '@outlay/core/runtime'
import type { Recording } from './read-recording.js'

/** What is used of nock: give its default export. */
export type Nock = (origin: string) => {
  persist(): unknown
  intercept(path: RegExp, method: string): { reply(answer: Answer): unknown }
}

/** Newer nocks hand over a `Request`, older ones the path and the body. */
type Answer = (asked: unknown, ...body: readonly unknown[]) => Promise<Answered>

type Answered = readonly [status: number, body: string, headers: Record<string, string>]

/** A recording that answers. */
export interface Replay {
  /** The exchanges that nobody has asked for yet. */
  left(): Recording
}

/**
 * Answers requests to the recorded origins from now on, each exchange once. What was made anew (nonces, timestamps) or
 * redacted (credentials) never comes again, so a request gets the reply to the one most like it: the same method and path,
 * and the most parameters and members of the body in common. One that is like none gets HTTP 501.
 */
export function replayRecording(recording: Recording, nock: Nock): Replay {
  const left = recording.filter(({ reply }) => reply !== undefined)
  const places = new Set(left.map(({ request }) => `${request.method} ${new URL(request.url).origin}`))
  for (const place of places) {
    const [method = '', origin = ''] = place.split(' ')
    const scope = nock(origin)
    scope.persist()
    scope.intercept(/^/, method).reply(async (asked, ...body) => {
      const url = new URL(asked instanceof Request ? asked.url : String(asked), origin)
      const sent = asked instanceof Request ? await asked.clone().text() : body[0]
      const exchange = nearest(left, { method, url, body: sent })
      if (exchange?.reply === undefined)
        return [501, `the recording has no reply left for ${method} ${url.pathname}`, {}]
      left.splice(left.indexOf(exchange), 1)
      return [exchange.reply.status, exchange.reply.body, plainHeaders(exchange.reply.headers)]
    })
  }
  return { left: () => [...left] }
}

interface Asked {
  readonly method: string
  readonly url: URL
  readonly body: unknown
}

function nearest(left: Recording, asked: Asked): HttpExchange | undefined {
  const wanted = traitsOf(asked)
  const alike = (exchange: HttpExchange): number => {
    const { request } = exchange
    const recorded = traitsOf({ method: request.method, url: new URL(request.url), body: request.body })
    return [...recorded].filter((trait) => wanted.has(trait)).length
  }
  return left
    .filter(({ request }) => request.method === asked.method && new URL(request.url).pathname === asked.url.pathname)
    .map((exchange) => ({ exchange, score: alike(exchange) }))
    .reduce<{ exchange?: HttpExchange; score: number }>((best, one) => (one.score > best.score ? one : best), {
      score: -1,
    }).exchange
}

/** Parameters and members of the body, each as text with its name. */
function traitsOf({ url, body }: Asked): ReadonlySet<string> {
  return new Set([...[...url.searchParams].map(([name, value]) => `${name}=${value}`), ...leavesOf(read(body), '')])
}

/** nock hands JSON over as a value, and anything else as text. */
function read(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return decodeJson(body) // ids that differ in their last digit are different ones
  } catch {
    return Object.fromEntries(new URLSearchParams(body))
  }
}

function leavesOf(value: unknown, place: string): readonly string[] {
  if (isExactNumber(value)) return [`${place}:${value.text}`]
  if (typeof value !== 'object' || value === null) return [`${place}:${String(value)}`]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${place}/${key}`))
}

/** The body is kept as text: what says how it was wrapped, or in which charset it came, is not true of it. */
function plainHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const wrapping = ['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']
  const plain = Object.entries(headers).filter(([name]) => !wrapping.includes(name))
  return Object.fromEntries(
    plain.map(([name, value]) => [name, name === 'content-type' ? value.replace(/;\s*charset=[^;]*/i, '') : value]),
  )
}
