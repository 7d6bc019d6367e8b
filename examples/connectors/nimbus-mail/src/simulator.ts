import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A line of the vendor's books. Numbers are text, as they stand in its replies. */
export interface BookedItem {
  readonly id: string
  readonly sentAt: string
  readonly domain: string
  readonly plan: string
  readonly messages: number
  readonly amount: string
  readonly kind: 'charge' | 'refund'
  readonly recipient: string | null
}

export interface NimbusMailOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** In the order of their ids. */
  readonly items: readonly BookedItem[]
  /** The vendor's clock, milliseconds. */
  readonly now: () => number
  /** Default: what the page documents. */
  readonly callsPerMinute?: number
  readonly scopes?: readonly string[]
}

export interface NimbusMailSimulator {
  readonly origin: string
  /** What was answered, in order: `ok`, `token`, or the code of a refusal. */
  readonly answers: readonly string[]
  /** Ends every token that was given. */
  revokeTokens(): void
  /** So many calls for usage are answered with HTTP 503. */
  failNext(calls: number): void
  close(): Promise<void>
}

/** Nimbus Mail on this machine, by VENDOR.md and by hand: it takes nothing that the page does not allow. */
export async function serveNimbusMail(options: NimbusMailOptions): Promise<NimbusMailSimulator> {
  const answers: string[] = []
  const tokens = new Map<string, number>()
  let calls: number[] = []
  let minted = 0
  let failures = 0

  const server = createServer(async (request, response) => {
    try {
      const body = await textOf(request)
      throttle()
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://nimbusmail')
      const route = `${request.method} ${pathname}`
      if (route === 'POST /oauth2/token') return answer(response, 'token', token(request, body))
      if (route === 'GET /v2/billing/usage') return answer(response, 'ok', usage(request, searchParams))
      throw new Refusal(404, 'bad_parameter', `there is no ${route}`)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, code, message, retryAfter } = error
      if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter))
      response.statusCode = status
      const id = `req_${answers.length}`
      answer(response, code, JSON.stringify({ error: { code, message }, request_id: id }))
    }
  })

  function answer(response: ServerResponse, what: string, json: string) {
    answers.push(what)
    response.setHeader('content-type', 'application/json')
    response.end(json)
  }

  function throttle() {
    const now = options.now()
    calls = calls.filter((at) => at > now - 60_000)
    const [oldest] = calls
    if (oldest !== undefined && calls.length >= (options.callsPerMinute ?? 300)) {
      const retryAfter = Math.ceil((oldest + 60_000 - now) / 1000)
      throw new Refusal(429, 'slow_down', 'see Retry-After', retryAfter)
    }
    calls.push(now)
  }

  function token({ headers }: IncomingMessage, body: string): string {
    const { clientId, clientSecret } = options
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
      throw new Refusal(400, 'bad_parameter', 'a form is wanted')
    }
    const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
    if (headers.authorization !== expected) throw new Refusal(401, 'client_unknown', 'wrong client id or secret')
    if (body !== 'grant_type=client_credentials&scope=billing.read') {
      throw new Refusal(400, 'bad_parameter', 'grant_type and scope are wanted, and nothing else')
    }
    minted += 1
    const accessToken = `nm_at_${minted}`
    tokens.set(accessToken, options.now() + 600_000)
    return JSON.stringify({ access_token: accessToken, token_type: 'bearer', expires_in: 600 })
  }

  function usage({ headers }: IncomingMessage, query: URLSearchParams): string {
    const expiresAt = tokens.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '') ?? 0
    if (expiresAt <= options.now()) throw new Refusal(401, 'token_expired', 'get a new token')
    if (!(options.scopes ?? ['billing.read']).includes('billing.read')) {
      throw new Refusal(403, 'scope_missing', 'the client lacks billing.read')
    }
    if (failures > 0) {
      failures -= 1
      throw new Refusal(503, 'internal', 'try again')
    }
    for (const name of query.keys()) {
      const known = ['from', 'to', 'limit', 'cursor'].includes(name) && query.getAll(name).length === 1
      if (!known) throw new Refusal(400, 'bad_parameter', `${name} is not known, or stands twice`)
    }
    const from = instant(query.get('from'))
    const to = instant(query.get('to'))
    if (to <= from) throw new Refusal(400, 'bad_parameter', 'to is not after from')
    if (to - from > 86_400_000) {
      throw new Refusal(400, 'interval_too_long', 'to is more than 24 hours after from')
    }
    const limit = Number(query.get('limit') ?? '50')
    if (!Number.isInteger(limit) || limit < 1 || limit > 200)
      throw new Refusal(400, 'bad_parameter', 'limit is 1 to 200')
    const start = startOf(query.get('cursor'), `${from}/${to}`)
    const items = options.items.filter(({ sentAt }) => Date.parse(sentAt) >= from && Date.parse(sentAt) < to)
    const end = start + limit
    const next = end < items.length ? cursorOf(end, `${from}/${to}`) : null
    return `{"items":[${items.slice(start, end).map(itemJson)}],"next_cursor":${JSON.stringify(next)}}`
  }

  function cursorOf(start: number, interval: string): string {
    return Buffer.from(JSON.stringify({ start, interval, at: options.now() })).toString('base64url')
  }

  function startOf(cursor: string | null, asked: string): number {
    if (cursor === null) return 0
    const { start, interval, at } = read(cursor)
    if (interval !== asked) throw new Refusal(400, 'bad_parameter', 'the cursor is of another interval')
    if (options.now() - at > 300_000) throw new Refusal(400, 'cursor_expired', 'begin again')
    return start
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    answers,
    revokeTokens: () => tokens.clear(),
    failNext: (count) => {
      failures = count
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
  }
}

interface CursorContent {
  readonly start: number
  readonly interval: string
  readonly at: number
}

function read(cursor: string): CursorContent {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw new Refusal(400, 'bad_parameter', 'this is no cursor')
  }
}

function instant(text: string | null): number {
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new Refusal(400, 'bad_parameter', 'from and to are instants, YYYY-MM-DDTHH:mm:ssZ')
  }
  return Date.parse(text)
}

/** By hand: an id has more digits than a JavaScript number holds. */
function itemJson(item: BookedItem): string {
  const rest = JSON.stringify({
    sent_at: item.sentAt,
    domain: item.domain,
    plan: item.plan,
    messages: item.messages,
    amount: item.amount,
    currency: 'USD',
    kind: item.kind,
    recipient_sample: item.recipient,
  })
  return `{"id":${item.id},${rest.slice(1)}`
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
