import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTencentAdsSimulator, type TencentAdsSimulator, type TencentAdsSimulatorOptions } from './index.js'

const NOW = Date.parse('2026-11-20T17:30:00Z') // already the 21st in China
const SECONDS = NOW / 1000
const REALTIME = '/v1.1/realtime_cost/get'
const DAILY = '/v1.1/daily_cost/get'

let vendor: TencentAdsSimulator
beforeEach(() => restart({}))
afterEach(() => vendor.close())

async function restart(options: TencentAdsSimulatorOptions): Promise<void> {
  await vendor?.close()
  vendor = await startTencentAdsSimulator({ now: () => NOW, accounts: ['123456789'], ...options })
}

type Query = Record<string, string | undefined>
const globals = (): Query => ({
  access_token: 'simulated-access-token',
  timestamp: String(SECONDS),
  nonce: `s${vendor.requests.length}`,
})
const realtime: Query = { account_id: '123456789', level: 'ADGROUP', date: '2026-11-21' }
const range = (start: string, end: string) => JSON.stringify({ start_date: start, end_date: end })
const daily: Query = { account_id: '123456789', date_range: range('2026-11-15', '2026-11-21') }

interface Answer {
  code: number
  message: string
  message_cn: string
  code_type?: string
  trace_id?: string
  data?: unknown
}

async function get(path: string, query: Query | string, method = 'GET'): Promise<Answer> {
  const pairs = typeof query === 'string' ? query : encode({ ...globals(), ...query })
  const response = await fetch(`${vendor.baseUrl}${path}?${pairs}`, { method })
  const answer = (await response.json()) as Answer
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json;charset=utf-8')
  expect(vendor.requests.at(-1)).toEqual({ method, path, status: 200, code: String(answer.code) })
  expect('data' in answer).toBe(answer.code === 0)
  if (answer.code !== 0) {
    expect(response.headers.get('x-tsa-trace-id')).toBe(answer.trace_id)
    expect(answer.message_cn).not.toBe('')
  }
  return answer
}

function encode(query: Query): string {
  const encoded = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) encoded.set(name, value)
  return String(encoded)
}

const filter = (field: string, operator: string, values: unknown) => JSON.stringify([{ field, operator, values }])

test('answers requests that break no rule', async () => {
  expect((await get(REALTIME, realtime)).code).toBe(0)
  expect((await get(DAILY, daily)).code).toBe(0)
})

describe('global parameters', () => {
  const cases: [string, Query, number][] = [
    ['no token', { access_token: undefined }, 12000],
    ['no timestamp', { timestamp: undefined }, 12000],
    ['no nonce', { nonce: undefined }, 12000],
    ['an empty token', { access_token: '' }, 11005],
    ['a wrong token', { access_token: 'other' }, 11002],
    ['a timestamp in milliseconds', { timestamp: String(NOW) }, 12101],
    ['a fractional timestamp', { timestamp: `${SECONDS}.5` }, 18002],
    ['a clock 301 s behind', { timestamp: String(SECONDS - 301) }, 12101],
    ['a clock 301 s ahead', { timestamp: String(SECONDS + 301) }, 12101],
    ['a clock 300 s behind', { timestamp: String(SECONDS - 300) }, 0],
    ['a nonce of 33 characters', { nonce: 'n'.repeat(33) }, 18014],
    ['a nonce of 32 characters', { nonce: 'n'.repeat(32) }, 0],
    ['a nonce with a banned character', { nonce: 'a/b' }, 18002],
    ['a parameter of another version', { user_token: 'x' }, 18009],
    ['fields that are no array', { fields: '"cost"' }, 12008],
    ['fields that are no JSON', { fields: 'cost' }, 12003],
    ['an unknown field', { fields: '["cost","clicks"]' }, 12009],
  ]
  test.each(cases)('%s', async (_title, query, code) => {
    expect((await get(REALTIME, { ...realtime, ...query })).code).toBe(code)
  })

  test('refuses a nonce that was seen before, on any endpoint and after any outcome', async () => {
    expect((await get(REALTIME, { ...realtime, nonce: 'a', level: 'AD' })).code).toBe(18009)
    expect((await get(REALTIME, { ...realtime, nonce: 'a' })).code).toBe(12100)
    expect((await get(DAILY, { ...daily, nonce: 'a' })).code).toBe(12100)
  })

  test('refuses repeated names and broken percent-encoding', async () => {
    expect((await get(REALTIME, `${encode({ ...globals(), ...realtime })}&page=1&page=2`)).code).toBe(18002)
    expect((await get(REALTIME, `${encode({ ...globals(), ...realtime })}&page=%zz`)).code).toBe(12003)
  })

  test('takes parameters that are encoded once and refuses them encoded twice', async () => {
    const query = encode({ ...globals(), ...daily, date_range: undefined })
    const once = encodeURIComponent(daily.date_range ?? '')
    expect((await get(DAILY, `${query}&date_range=${encodeURIComponent(once)}`)).code).toBe(12003)
    expect((await get(DAILY, { ...daily, date_range: JSON.stringify(daily.date_range) })).code).toBe(18002)
  })

  test('refuses an expired token', async () => {
    await restart({ expired: true })
    expect((await get(REALTIME, realtime)).code).toBe(11000)
  })

  test('refuses other paths and methods', async () => {
    for (const path of ['/v3.0/daily_cost/get', '/v1.1/realtime_cost/get/', '/v1.1/daily_reports/get']) {
      expect((await get(path, realtime)).code).toBe(12007)
    }
    expect((await get(REALTIME, realtime, 'POST')).code).toBe(12007)
  })
})

describe('realtime_cost', () => {
  const level = (name: string, filtering: string): Query => ({ level: name, filtering })
  const cases: [string, Query, number][] = [
    ['no account', { account_id: undefined }, 18001],
    ['an account that is no integer', { account_id: '"123456789"' }, 18002],
    ['an account of somebody else', { account_id: '123456780' }, 12201],
    ['no level', { level: undefined }, 18001],
    ['a level of v3.0', { level: 'ADTOTAL' }, 18009],
    ['no date', { date: undefined }, 18001],
    ['the day that it is in UTC', { date: '2026-11-20' }, 31002],
    ['tomorrow', { date: '2026-11-22' }, 31002],
    ['a date without zeros', { date: '2026-11-1' }, 18014],
    ['a day that no calendar has', { date: '2026-02-30' }, 18002],
    ['page 0', { page: '0' }, 18004],
    ['page 100000', { page: '100000' }, 18003],
    ['a page that is no integer', { page: '1.0' }, 18002],
    ['page size 0', { page_size: '0' }, 18004],
    ['page size 101', { page_size: '101' }, 18003],
    ['a parameter of daily_cost', { date_range: range('2026-11-21', '2026-11-21') }, 18009],
    ['filtering that is no JSON', { filtering: '[' }, 12003],
    ['filtering that is no array', { filtering: '{}' }, 18002],
    ['empty filtering', { filtering: '[]' }, 0],
    ['the field of another level', level('CAMPAIGN', filter('adgroup_id', 'EQUALS', ['1'])), 18009],
    ['a filter where the level has none', level('ADVERTISER', filter('campaign_id', 'EQUALS', ['1'])), 18009],
    ['an operator other than EQUALS', level('ADGROUP', filter('adgroup_id', 'IN', ['1'])), 18009],
    ['a filter without values', level('ADGROUP', filter('adgroup_id', 'EQUALS', [])), 18012],
    ['two values', level('ADGROUP', filter('adgroup_id', 'EQUALS', ['1', '2'])), 18003],
    ['a value that is no id', level('ADGROUP', filter('adgroup_id', 'EQUALS', ['x'])), 18002],
    ['a filter that lacks a member', { filtering: '[{"field":"adgroup_id","operator":"EQUALS"}]' }, 18001],
    ['three filters', { filtering: '[{},{},{}]' }, 18003],
  ]
  test.each(cases)('%s', async (_title, query, code) => {
    expect((await get(REALTIME, { ...realtime, ...query })).code).toBe(code)
  })

  test('insists on a filter below the advertiser where told to', async () => {
    await restart({ requireFiltering: true })
    expect((await get(REALTIME, realtime)).code).toBe(18001)
    expect((await get(REALTIME, { ...realtime, ...level('ADGROUP', '[]') })).code).toBe(18001)
    expect((await get(REALTIME, { ...realtime, ...level('ADGROUP', filter('adgroup_id', 'EQUALS', [5])) })).code).toBe(
      0,
    )
    expect((await get(REALTIME, { ...realtime, level: 'ADVERTISER' })).code).toBe(0)
  })

  test('does not serve the agency itself', async () => {
    await restart({ agencyId: '700000001' })
    expect((await get(REALTIME, { ...realtime, account_id: '700000001' })).code).toBe(12201)
  })
})

describe('daily_cost', () => {
  const cases: [string, Query, number][] = [
    ['no account for a direct customer', { account_id: undefined }, 18001],
    ['an account of somebody else', { account_id: '1' }, 12201],
    ['no date range', { date_range: undefined }, 18001],
    ['half a date range', { date_range: '{"start_date":"2026-11-20"}' }, 18001],
    ['a range that ends before it starts', { date_range: range('2026-11-20', '2026-11-19') }, 31057],
    ['a span of eight days', { date_range: range('2026-11-14', '2026-11-21') }, 31002],
    ['seven days ago', { date_range: range('2026-11-14', '2026-11-14') }, 0],
    ['eight days ago', { date_range: range('2026-11-13', '2026-11-13') }, 31002],
    ['tomorrow', { date_range: range('2026-11-21', '2026-11-22') }, 31002],
    ['a day that no calendar has', { date_range: range('2026-11-31', '2026-11-31') }, 18002],
    ['a moment', { date_range: range('2026-11-20T00:00', '2026-11-21') }, 18014],
    ['an unknown member', { date_range: '{"start_date":"2026-11-20","end_date":"2026-11-20","zone":"x"}' }, 18009],
    ['another field', { filtering: filter('adgroup_id', 'EQUALS', ['1']) }, 18009],
    ['EQUALS with two values', { filtering: filter('wechat_account_id', 'EQUALS', ['a', 'b']) }, 18003],
    ['a value of 121 bytes', { filtering: filter('wechat_account_id', 'IN', ['a'.repeat(121)]) }, 18014],
    ['a value with a banned character', { filtering: filter('wechat_account_id', 'IN', ['<']) }, 18002],
  ]
  test.each(cases)('%s', async (_title, query, code) => {
    expect((await get(DAILY, { ...daily, ...query })).code).toBe(code)
  })

  test('is gone, with its successor, once retired', async () => {
    await restart({ retired: true })
    expect((await get(DAILY, daily)).code).toBe(12007)
    expect((await get('/v1.1/wechat_daily_cost/get', daily)).code).toBe(12007)
    expect((await get(REALTIME, realtime)).code).toBe(0)
  })
})

test('refuses calls over the rate of a minute, per endpoint, and says what is left', async () => {
  let now = NOW
  await restart({ perMinute: 2, now: () => now })
  expect((await get(REALTIME, realtime)).code).toBe(0)
  const last = await fetch(`${vendor.baseUrl}${DAILY}?${encode({ ...globals(), ...daily })}`)
  expect(last.headers.get('x-ratelimit-remaining')).toBe('100%,50%')
  expect((await get(REALTIME, realtime)).code).toBe(0)
  expect(await get(REALTIME, realtime)).toMatchObject({ code: 11017, code_type: 'BusinessException' })
  now += 60_000
  expect((await get(REALTIME, realtime)).code).toBe(0)
})
