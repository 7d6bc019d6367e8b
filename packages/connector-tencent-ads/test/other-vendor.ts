// Tencent Ads once more, by another hand: a table of facts and a few queries over it, where the simulator has a generated
// world. It answers v3.0 only, ids as text, members left out where they say nothing, and the English message alone.
import { createServer, type Server } from 'node:http'

/** One hour of one ad group: all that this vendor knows of spend. */
interface Fact {
  readonly day: string
  readonly hour: number
  readonly adgroup: string
  readonly fen: number
  readonly views: number
}

export const FACTS: readonly Fact[] = [
  { day: '2026-11-20', hour: 0, adgroup: '9223372036854775806', fen: 1, views: 2 },
  { day: '2026-11-20', hour: 23, adgroup: '9223372036854775807', fen: 250, views: 40 },
  { day: '2026-11-21', hour: 8, adgroup: '9223372036854775806', fen: 99_999, views: 7_000 },
  { day: '2026-11-21', hour: 9, adgroup: '9223372036854775806', fen: 1, views: 1 },
  { day: '2026-11-21', hour: 9, adgroup: '9223372036854775807', fen: 4_000_000_000, views: 0 },
]

/** One movement each five minutes of the second day: more than one page. */
export const MOVEMENTS = Array.from({ length: 230 }, (_none, index) => ({
  time: Date.parse('2026-11-21T00:00:00+08:00') / 1000 + index * 300,
  amount: 100 + index,
  primary_key: `row-${1000 + index}`,
}))

const APPLICATION = { client_id: '42', client_secret: 'other-secret', refresh_token: 'other-refresh' }

/** What a connection to it is configured with. */
export const OTHER_CONFIG = {
  clientId: APPLICATION.client_id,
  clientSecret: APPLICATION.client_secret,
  refreshToken: APPLICATION.refresh_token,
  accountIds: ['5001'],
  apiVersion: 'v3.0' as const,
  level: 'ADGROUP' as const,
}

type Query = ReadonlyMap<string, string>
type Rows = readonly object[]

/** A vendor on loopback; every refusal is remembered. */
export async function startOtherVendor(now: () => number) {
  const refusals: string[] = []
  const nonces = new Set<string>()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://other')
    const query: Query = new Map(searchParams)
    const reply =
      pathname === '/oauth/token' ? token(query) : (problem(query, nonces, now()) ?? answer(pathname, query))
    if ('code' in reply && reply.code !== 0) refusals.push(`${pathname} ${reply.code}`)
    response.writeHead(200, { 'Content-Type': 'application/json;charset=utf-8', 'X-RateLimit-Remaining': '100%,90%' })
    response.end(JSON.stringify(reply))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { baseUrl: `http://127.0.0.1:${portOf(server)}`, refusals, close: () => server.close() }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function token(query: Query): object {
  const asked = JSON.stringify([...query].sort())
  const right = JSON.stringify(Object.entries({ ...APPLICATION, grant_type: 'refresh_token' }).sort())
  if (asked !== right) return { code: 11012, message: 'refresh token expired' }
  return { code: 0, message: '', data: { access_token: 'other-access', access_token_expires_in: 86_400 } }
}

function problem(query: Query, nonces: Set<string>, now: number): object | undefined {
  const nonce = query.get('nonce') ?? ''
  if (query.get('access_token') !== 'other-access') return { code: 11002, message: 'bad token' }
  if (Math.abs(Number(query.get('timestamp')) * 1000 - now) > 300_000) return { code: 12101, message: 'bad time' }
  if (nonce === '' || nonce.length > 32 || nonces.has(nonce)) return { code: 12100, message: 'bad nonce' }
  nonces.add(nonce)
  return query.get('account_id') === '5001' ? undefined : { code: 12201, message: 'bad account' }
}

function answer(path: string, query: Query): object {
  const call = CALLS[path]
  return call === undefined ? { code: 12007, message: 'unknown API' } : call(query)
}

const CALLS: Readonly<Record<string, (query: Query) => object>> = {
  '/v3.0/realtime_cost/get': (query) => {
    const today = FACTS.filter(({ day }) => day === query.get('date'))
    return paged(query, sums(today, ['adgroup_id']))
  },
  '/v3.0/daily_reports/get': report,
  '/v3.0/hourly_reports/get': report,
  '/v3.0/funds/get': () => ({ code: 0, data: { list: [{ fund_type: 'GENERAL_CASH', balance: 10_021_001_976_591 }] } }),
  '/v3.0/fund_statements_detailed/get': (query) => {
    const { start_date: day } = JSON.parse(query.get('date_range') ?? '{}')
    const movements = MOVEMENTS.filter(({ time }) => chinaDate(time) === day)
    const after = movements.findIndex(({ primary_key: key }) => key === query.get('primary_key'))
    return query.get('fund_type') === 'GENERAL_CASH'
      ? { code: 0, data: { list: movements.slice(after + 1).slice(0, Number(query.get('page_size'))) } }
      : { code: 18009, message: 'bad fund_type' }
  },
  '/v3.0/daily_balance_report/get': (query) => paged(query, [{ fund_type: 'GENERAL_CASH', paid: 7, deposit: 0 }]),
}

function report(query: Query): object {
  const { start_date: first, end_date: last } = JSON.parse(query.get('date_range') ?? '{}')
  const groups: readonly string[] = JSON.parse(query.get('group_by') ?? '[]')
  if (query.get('level') !== 'REPORT_LEVEL_ADGROUP' || first !== last) return { code: 18009, message: 'bad level' }
  if (!query.has('fields')) return { code: 18001, message: 'no fields' }
  const names: readonly string[] = JSON.parse(query.get('fields') ?? '[]')
  const rows = sums(
    FACTS.filter(({ day }) => day === first),
    groups,
  )
  return paged(
    query,
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)))),
  )
}

function sums(facts: readonly Fact[], groups: readonly string[]): Rows {
  const rows: Record<string, { cost: number; view_count: number }> = {}
  for (const { day, hour, adgroup, fen, views } of facts) {
    const dimensions: Record<string, string | number> = { date: day, hour, adgroup_id: adgroup }
    const key = JSON.stringify(Object.fromEntries(groups.map((name) => [name, dimensions[name]])))
    const row = rows[key] ?? { cost: 0, view_count: 0 }
    rows[key] = { cost: row.cost + fen, view_count: row.view_count + views }
  }
  return Object.entries(rows).map(([key, sum]) => ({ ...JSON.parse(key), ...sum }))
}

/** Only the numbers that a caller needs; nothing at all where there are no rows. */
function paged(query: Query, rows: Rows): object {
  if (rows.length === 0) return { code: 0, message: '' }
  const [page, size] = [Number(query.get('page')), Number(query.get('page_size'))]
  const info = { total_number: rows.length, total_page: Math.ceil(rows.length / size) }
  return { code: 0, data: { list: rows.slice((page - 1) * size, page * size), page_info: info } }
}

function chinaDate(seconds: number): string {
  return new Date((seconds + 28_800) * 1000).toISOString().slice(0, 10)
}
