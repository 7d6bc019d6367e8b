import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { FIELDS, flatToken, KEY_REFUSAL, SUCCESS } from './samples.js'

/** What this vendor is like. */
export interface Habits {
  readonly auth: 'oauth' | 'api-key-bearer' | 'api-key-query' | 'none'
  readonly paramsIn: 'json' | 'query' | 'form'
  /** The body of a token reply. Default: flat, as the guide shows it. */
  readonly tokenReply?: (token: string) => string
  /** What statements are answered with before all is well: status and body, in turn. */
  readonly first?: readonly (readonly [status: number, body: string])[]
}

/** One statement that was asked for and what the vendor wrote down of it. */
export interface Entry {
  readonly id: string
  /** As asked for, `20250115-20250115`; empty where the request was refused before it was read. */
  readonly span: string
  /** Units; undefined where the reply states none. */
  readonly amount: string | undefined
}

export interface SampleVendor extends AsyncDisposable {
  readonly config: {
    readonly apikey: string
    readonly clientSecret: string
    readonly baseUrl: string
    readonly currency: string
  } & Pick<Habits, 'auth' | 'paramsIn'>
  readonly book: readonly Entry[]
  /** How many tokens were given. */
  readonly tokens: () => number
}

/** The days that this vendor knows: two samples, two quiet days. */
const DAYS: Readonly<Record<string, readonly [status: number, body: string]>> = {
  20250115: [200, SUCCESS],
  20250116: [200, FIELDS],
  20250117: [201, '{"status":"true","error_code":"0","data":{"usage":null}}'],
  20250118: [200, '{"status":true,"error_code":0}'],
}

/**
 * A second vendor, which shares no line with the simulator and was written from samples alone: it compares whole requests
 * with what the pages say they look like, and answers a few days with the very text of the samples.
 */
export async function sampleVendor(habits: Habits): Promise<SampleVendor> {
  const { auth, paramsIn, tokenReply = flatToken } = habits
  const keys = {
    apikey: auth.startsWith('api-key') ? `sk-${'Zh9'.repeat(16)}` : 'abc123456',
    clientSecret: 'abc/123+456',
  }
  const first = [...(habits.first ?? [])]
  const book: Entry[] = []
  let tokens = 0
  const expected = () => requestOf(habits, keys, `token-${tokens}`)

  const answer = async (
    request: IncomingMessage,
  ): Promise<readonly [status: number, body: string, headers?: object]> => {
    const body = await text(request)
    if (request.url === '/oauth/token') {
      const basic = `Basic ${Buffer.from(`${keys.apikey}:${keys.clientSecret}`).toString('base64')}`
      const isFine = request.headers.authorization === basic && body === 'grant_type=client_credentials'
      if (!isFine) return [200, refusal(67200003)]
      tokens += 1
      return [200, tokenReply(`token-${tokens}`)]
    }
    const id = `c0ffee-${book.length + 1}`
    const write = (span: string, reply: readonly [number, string], amount?: string) => {
      book.push({ id, span, amount })
      return [...reply, { 'x-correlation-id': id, ...(amount && { 'x-openapi-amount': amount }) }] as const
    }
    const refused = difference(request, body, expected())
    if (refused !== undefined) return write('', refused)
    const [start, end] = datesIn(`${request.url}&${body}`)
    const early = first.shift()
    if (early) return write(`${start}-${end}`, early)
    // Some successes state no amount.
    return write(`${start}-${end}`, DAYS[start] ?? [200, refusal(68300004)], book.length % 2 === 0 ? '1' : undefined)
  }
  const { baseUrl, close } = await listen((request, response) => {
    answer(request).then(([status, body, headers = {}]) => {
      response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8', ...headers }).end(body)
    })
  })
  const config = { ...keys, baseUrl, currency: 'CNY', auth, paramsIn }
  return { config, book, tokens: () => tokens, [Symbol.asyncDispose]: close }
}

interface Expected {
  readonly url: RegExp
  readonly authorization: string | undefined
  readonly type: string | undefined
  readonly body: RegExp
}

/** How a request looks when all is as the pages say, with the dates left open. */
function requestOf(
  { auth, paramsIn }: Habits,
  keys: { apikey: string; clientSecret: string },
  token: string,
): Expected {
  const bearer = { oauth: token, 'api-key-bearer': keys.apikey, 'api-key-query': undefined, none: undefined }[auth]
  const secret = encodeURIComponent(keys.clientSecret)
  const rest = `client_secret=${secret}&time_start=\\d{8}&time_end=\\d{8}`
  const gateway = auth === 'oauth' || auth === 'api-key-query' ? [`apikey=${keys.apikey}`] : []
  const own = paramsIn === 'query' ? [rest, `apikey=${keys.apikey}`] : []
  const query = [...new Set([...gateway, ...own])]
  const json = JSON.stringify({ apikey: keys.apikey, client_secret: keys.clientSecret, time_start: 'D', time_end: 'D' })
  return {
    url: anyOrder('/open-user/statement/v2', query),
    authorization: bearer === undefined ? undefined : `Bearer ${bearer}`,
    type: { json: 'application/json', form: 'application/x-www-form-urlencoded', query: undefined }[paramsIn],
    body: new RegExp(
      {
        json: `^${escaped(json).replaceAll('"D"', '"\\d{8}"')}$`,
        form: `^apikey=${keys.apikey}&${rest}$`,
        query: '^$',
      }[paramsIn],
    ),
  }
}

/** The path and these parts of a query, in whatever order. */
function anyOrder(path: string, parts: readonly string[]): RegExp {
  const [one, two] = parts
  if (one === undefined) return new RegExp(`^${path}$`)
  if (two === undefined) return new RegExp(`^${path}\\?${one}$`)
  return new RegExp(`^${path}\\?(${one}&${two}|${two}&${one})$`)
}

/** The refusal of a request that is not as expected. */
function difference(request: IncomingMessage, body: string, expected: Expected): readonly [number, string] | undefined {
  const { authorization, 'content-type': type } = request.headers
  if (!expected.url.test(request.url ?? '')) return [401, KEY_REFUSAL]
  if (authorization !== expected.authorization)
    return [200, refusal(authorization?.includes('sk-') ? 67200202 : 67200009)]
  if (request.method !== 'POST' || type?.split(';')[0] !== expected.type) return [200, refusal(67200012)]
  return expected.body.test(body) ? undefined : [200, refusal(68300004)]
}

export function refusal(code: number, message = 'refused'): string {
  return `{"error_code":${code},"error_msg":"${message}","status":false}`
}

function datesIn(sent: string): readonly [start: string, end: string] {
  const [start = '', end = ''] = ['time_start', 'time_end'].map(
    (name) => new RegExp(`${name}\\W+(\\d{8})`).exec(sent)?.[1],
  )
  return [start, end]
}

function escaped(source: string): string {
  return source.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

async function listen(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { baseUrl: `http://127.0.0.1:${port}`, close }
}
