import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { type Call, refusalOf } from './other-vendor-checks.js'

/** A row as this server keeps it; `Organization` is what a query filters by and never shown. */
export interface OtherRow {
  readonly Organization: string
  readonly QuotaType: string
  readonly UseCount: number
  /** Unix seconds. */
  readonly CostTime: number
  readonly CostType: number
  readonly FlowId?: string
}

export interface OtherVendor {
  readonly config: {
    readonly secretId: string
    readonly secretKey: string
    readonly appId: string
    readonly baseUrl: string
  }
  /** What was used, in any order: a test fills it, and may add to it while pages are read. */
  readonly rows: OtherRow[]
  /** Bound, remaining, invalid, bought and given accounts of the application. */
  readonly accounts: readonly [number, number, number, number, number]
  /** Every call that was not refused, by action and members. */
  readonly calls: { readonly action: string; readonly members: Readonly<Record<string, unknown>> }[]
  /** Called before a page is answered. */
  beforePage: (page: number) => void
  close(): Promise<void>
}

const SECRETS = { secretId: 'AKIDother', secretKey: 'other-secret-key', appId: 'yDother' }

/**
 * The vendor once more, written from the newest edition of its documentation and from nothing else here: 100 rows a page,
 * the newest row first, indented and zipped JSON in two chunks, members in another order and one that nobody knows.
 */
export async function startOtherVendor(now: () => number, token?: string): Promise<OtherVendor> {
  const server = createServer((message, response) => {
    receive(message)
      .then((call) => reply(vendor, call, { now, token }))
      .then((content) => send(message, response, content, now()))
      .catch(() => response.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const vendor: OtherVendor = {
    config: { ...SECRETS, baseUrl: `http://127.0.0.1:${port}` },
    rows: [],
    accounts: [7, 12, 1, 15, 5],
    calls: [],
    beforePage: () => {},
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
  return vendor
}

async function receive(message: IncomingMessage): Promise<Call> {
  let body = Buffer.alloc(0)
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) body = Buffer.concat([body, chunk])
  const headers = new Map(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  return { method: message.method ?? '', url: message.url ?? '', headers, body, members: membersOf(body) }
}

function membersOf(body: Buffer): Call['members'] {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return {}
  }
}

async function reply(vendor: OtherVendor, call: Call, set: { now: () => number; token: string | undefined }) {
  const code = await refusalOf(call, { ...vendor.config, token: set.token, now: set.now() })
  if (code !== undefined) return { Error: { Message: `refused: ${code}`, Code: code } }
  const action = call.headers.get('x-tc-action') ?? ''
  vendor.calls.push({ action, members: call.members })
  return action === 'ChannelDescribeBillUsageDetail' ? usageOf(vendor, call.members) : accountsOf(vendor)
}

function usageOf(vendor: OtherVendor, members: Call['members']) {
  const { Agent, StartTime, EndTime, QuotaType, Offset = 0, Limit = 100 } = members
  vendor.beforePage(Offset)
  const chosen = vendor.rows
    .filter((row) => {
      const date = new Date((row.CostTime + 8 * 3600) * 1000).toISOString().slice(0, 10).replaceAll('-', '')
      return date >= (StartTime ?? '') && date <= (EndTime ?? '')
    })
    .filter((row) => [undefined, '', row.Organization].includes(Agent?.ProxyOrganizationOpenId))
    .filter((row) => [undefined, row.QuotaType].includes(QuotaType))
    .sort((a, b) => b.CostTime - a.CostTime)
  const page = chosen.slice(Offset * Limit, (Offset + 1) * Limit)
  return {
    Total: chosen.length,
    Details: page.map(({ Organization, ...shown }) => ({ Remark: '', ...shown, Shard: 'gz-3', FlowStatus: 'ALL' })),
  }
}

function accountsOf({ accounts }: OtherVendor) {
  const [bound, remaining, invalid, bought, given] = accounts
  return {
    TotalGiftAccountsNumber: given,
    TotalBuyAccountsNumber: bought,
    InvalidAccountsNumber: invalid,
    RemainAvailableAccountsNumber: remaining,
    BoundAccountsNumber: bound,
    LapsedSoonNumber: 0,
  }
}

function send(message: IncomingMessage, response: ServerResponse, content: object, now: number): void {
  const text = JSON.stringify({ Response: { RequestId: 'other-1', ...content } }, null, 2)
  const zip = String(message.headers['accept-encoding'] ?? '').includes('gzip')
  const bytes = zip ? gzipSync(text) : Buffer.from(text)
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.setHeader('date', new Date(now).toUTCString())
  if (zip) response.setHeader('content-encoding', 'gzip')
  response.write(bytes.subarray(0, 11))
  response.end(bytes.subarray(11))
}
