import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'

/** A line of the vendor's books. */
export interface BookedLine {
  readonly line: string
  readonly day: string
  readonly service: string
  readonly requests: number
  readonly costMicros: number
}

export interface QuarryMapsOptions {
  readonly keyId: string
  readonly secretKey: string
  /** The lines of each account that there is, in the order of their ids. */
  readonly accounts: Readonly<Record<string, readonly BookedLine[]>>
  /** The accounts that the key may read. Default: all. */
  readonly readable?: readonly string[]
  /** The vendor's clock, milliseconds. */
  readonly now: () => number
  /** Default: what the page documents. */
  readonly requestsPerSecond?: number
}

export interface QuarryMapsSimulator {
  readonly origin: string
  /** What was answered, in order: `ok`, or the code of a refusal. */
  readonly answers: readonly string[]
  /** So many requests are answered with HTTP 503. */
  closeFor(requests: number): void
  close(): Promise<void>
}

/** Quarry Maps on this machine, by VENDOR.md and by hand: it takes nothing that the page does not allow. */
export async function serveQuarryMaps(options: QuarryMapsOptions): Promise<QuarryMapsSimulator> {
  const answers: string[] = []
  let requests: number[] = []
  let closedFor = 0
  let origin = ''

  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json')
    response.setHeader('date', new Date(options.now()).toUTCString())
    response.setHeader('x-request-id', (0x7c1f + answers.length).toString(16))
    try {
      verify(request, await bytesOf(request))
      throttle()
      const { lines, next } = page(request)
      if (next !== undefined) response.setHeader('link', `<${next}>; rel="next"`)
      answers.push('ok')
      response.end(JSON.stringify(lines.map(lineOf)))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { code, message, retryAt } = error
      if (retryAt !== undefined) response.setHeader('retry-after', new Date(retryAt).toUTCString())
      answers.push(code)
      response.statusCode = Number(code.slice(2, 5))
      response.end(JSON.stringify({ title: message, code }))
    }
  })

  function verify({ method, url, headers }: IncomingMessage, body: Buffer) {
    if (headers['x-quarry-key'] !== options.keyId) throw new Refusal('Q-401-1', 'unknown key')
    const timestamp = String(headers['x-quarry-timestamp'])
    const bodyHash = createHash('sha256').update(body).digest('hex')
    const expected = createHmac('sha256', options.secretKey)
      .update(`${method}\n${url}\n${timestamp}\n${bodyHash}`)
      .digest('hex')
    if (!isEqual(expected, String(headers['x-quarry-signature']))) throw new Refusal('Q-401-2', 'signature mismatch')
    const drift = Math.abs(Number(timestamp) * 1000 - options.now())
    if (!/^\d+$/.test(timestamp) || drift > 120_000) throw new Refusal('Q-401-3', 'the timestamp is too far from ours')
  }

  function throttle() {
    const now = options.now()
    requests = requests.filter((at) => at > now - 1000)
    const [oldest] = requests
    if (oldest !== undefined && requests.length >= (options.requestsPerSecond ?? 10)) {
      const retryAt = Math.ceil((oldest + 1000) / 1000) * 1000
      throw new Refusal('Q-429-1', 'too many requests', retryAt)
    }
    requests.push(now)
    if (closedFor > 0) {
      closedFor -= 1
      throw new Refusal('Q-503-1', 'maintenance')
    }
  }

  function page({ method, url = '' }: IncomingMessage) {
    const { pathname, searchParams: query } = new URL(url, origin)
    const account = /^\/v1\/accounts\/([^/]+)\/lines$/.exec(pathname)?.[1] ?? ''
    const booked = options.accounts[decodeURIComponent(account)]
    if (method !== 'GET' || booked === undefined) throw new Refusal('Q-404-1', 'there is no such account')
    if (!(options.readable ?? [account]).includes(account)) {
      throw new Refusal('Q-403-1', 'the key may not read this account')
    }
    const month = monthOf(query, options.now())
    const size = sizeOf(query)
    const after = query.get('after')
    const lines = booked.filter(({ day, line }) => day.startsWith(month) && (after === null || line > after))
    const shown = lines.slice(0, size)
    const last = lines.length > size ? shown.at(-1) : undefined
    const next = last && `${origin}${pathname}?month=${month}&per_page=${size}&after=${last.line}`
    return { lines: shown, next }
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port')
  origin = `http://127.0.0.1:${address.port}`
  return {
    origin,
    answers,
    closeFor: (count) => {
      closedFor = count
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** The first three digits of a code are the HTTP status. */
class Refusal extends Error {
  readonly code: string
  readonly retryAt: number | undefined

  constructor(code: string, message: string, retryAt?: number) {
    super(message)
    this.code = code
    this.retryAt = retryAt
  }
}

/** The page gives no code for a parameter that is wrong; ours is the one for months. */
function monthOf(query: URLSearchParams, now: number): string {
  for (const name of query.keys()) {
    const known = ['month', 'per_page', 'after'].includes(name) && query.getAll(name).length === 1
    if (!known) throw new Refusal('Q-422-1', `${name} is not known, or stands twice`)
  }
  const month = query.get('month') ?? ''
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new Refusal('Q-422-1', 'month is YYYY-MM')
  const age = monthNumber(berlinMonth(now)) - monthNumber(month)
  if (age < 0 || age > 24) throw new Refusal('Q-422-1', 'the month is in the future or older than 24 months')
  return month
}

function sizeOf(query: URLSearchParams): number {
  const size = Number(query.get('per_page'))
  if (!Number.isInteger(size) || size < 1 || size > 100) throw new Refusal('Q-422-1', 'per_page is 1 to 100')
  return size
}

function berlinMonth(now: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', year: 'numeric', month: '2-digit' })
  const part = Object.fromEntries(parts.formatToParts(now).map(({ type, value }) => [type, value]))
  return `${part.year}-${part.month}`
}

function monthNumber(month: string): number {
  const [year, number] = month.split('-').map(Number)
  return (year ?? 0) * 12 + (number ?? 0)
}

function lineOf({ line, day, service, requests, costMicros }: BookedLine) {
  return { line, day, service, requests, cost_micros: costMicros, currency: 'EUR' }
}

function isEqual(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
