import { existsSync, readFileSync } from 'node:fs'
import type { OutlayError } from '@outlay/core'
import { virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { collect, createBench, createLedger, syncAds } from '../test/bench.js'
import { tencentAds } from './index.js'

const HOST = 'https://api.e.qq.com'
const PATH = '/v1.1/realtime_cost/get'
const CONFIG = { accessToken: 'a-token-of-this-test', accountIds: ['25610'] }
const ATTEMPTS = 4
const RETRIED = ['transient', 'rate_limited']

type Stops = OutlayError['stops']

/** Every code that the vendor's pages name: who must act, and how much it ends. */
const CODES: readonly (readonly [category: OutlayError['category'], stops: Stops, codes: readonly number[]])[] = [
  ['auth', 'connection', [11000, 11002, 11004, 11005, 11007, 11030]],
  ['auth', 'connection', [11009, 11010, 11011, 11012, 11013]],
  ['auth', 'connection', [11020, 11101, 11102, 11103, 11104, 12807]],
  ['auth', 'connection', [12101]],
  ['permission', 'stream', [11014]],
  ['permission', 'window', [12201, 12203, 12204, 12701, 32211]],
  ['rate_limited', 'connection', [11008, 11016, 11017, 11019, 11022]],
  ['rate_limited', 'connection', [50018, 60005, 72005, 1000003, 1000284, 64016, 72006, 127001]],
  ['rate_limited', 'connection', [127011, 127014, 127015, 127016, 127017]],
  ['quota_exhausted', 'connection', [11018]],
  ['not_found', 'stream', [12007]],
  ['invalid_request', 'stream', [12000, 12003, 12008, 12009, 12010, 12011, 12810]],
  ['invalid_request', 'stream', [18001, 18002, 18003, 18004, 18009, 18012, 18014, 18015, 18500]],
  ['invalid_request', 'stream', [31002, 31057]],
  ['invalid_request', 'stream', [127002, 127003, 127004, 127005, 127006, 127007, 127008]],
  ['transient', 'window', [12100, 12700]],
  ['transient', 'window', [30000, 30050, 30099, 51001, 60000, 62000]],
  ['transient', 'window', [72000, 73000, 74000, 75000, 76000, 77000, 126000]],
  ['transient', 'window', [128000, 132000, 1000000, 1000002, 1800113, 1902013]],
  // Second-hand, of the 1.x API.
  ['rate_limited', 'connection', [12006, 30104, 30105, 37622, 39312, 54160, 55202]],
  ['auth', 'connection', [30100, 30101, 30102, 30108, 30109, 30110, 34106]],
  // Unknown: just outside a range, or anything.
  ['vendor_bug', 'window', [29999, 30111, 17999, 19000, 999]],
]

function refusal(code: number, more: object = {}): string {
  return JSON.stringify({
    code,
    message: `english ${code}`,
    message_cn: `中文 ${code}`,
    trace_id: `trace-${code}`,
    ...more,
  })
}

/** Reads against a vendor that always answers `body`, as often as it is asked. */
async function failWith(body: string, { status = 200, headers = {}, times = ATTEMPTS } = {}) {
  let asked = 0
  const scope = nock(HOST)
    .get(PATH)
    .query(true)
    .times(times)
    .reply(() => {
      asked += 1
      return [status, body, headers]
    })
  const clock = virtualClock('2026-11-21T01:00:00Z')
  const began = clock.now()
  const { runtime } = createBench(clock)
  const error: OutlayError = await collect(runtime.read(tencentAds, 'realtime_cost', { config: CONFIG })).then(
    () => expect.fail('the read succeeded'),
    (failure) => failure,
  )
  if (!scope.isDone()) nock.cleanAll()
  return { error, asked, waitedMs: clock.now() - began }
}

const rows = CODES.flatMap(([category, stops, codes]) => codes.map((code) => [code, category, stops] as const))

it.each(rows)('code %i is %s and stops the %s', async (code, category, stops) => {
  const { error, asked } = await failWith(refusal(code))
  expect(error).toMatchObject({
    category,
    stops,
    code: `VENDOR_${category.toUpperCase()}`,
    vendor: { code: String(code), message: `中文 ${code}`, requestId: `trace-${code}` },
  })
  expect(error.hint).toMatch(/\w{3}/)
  expect(error.attempts).toHaveLength(asked)
  expect(asked).toBe(RETRIED.includes(category) ? ATTEMPTS : 1)
})

describe('what an envelope says', () => {
  it('takes code_type where nobody documents the code', async () => {
    const passing = await failWith(refusal(987654, { code_type: 'SysException' }))
    expect(passing).toMatchObject({ error: { category: 'transient' }, asked: ATTEMPTS })
    const lasting = await failWith(refusal(987654, { code_type: 'BusinessException' }))
    expect(lasting).toMatchObject({ error: { category: 'invalid_request' }, asked: 1 })
  })

  it('prefers a documented code to code_type', async () => {
    const { error } = await failWith(refusal(11002, { code_type: 'SysException' }))
    expect(error.category).toBe('auth')
  })

  it('falls back to the English message and to the trace id in the header', async () => {
    const headers = { 'X-TSA-Trace-Id': 'from-header' }
    const { error } = await failWith(refusal(11014, { message_cn: '', trace_id: undefined }), { headers })
    expect(error.vendor).toEqual({ code: '11014', message: 'english 11014', requestId: 'from-header' })
  })

  it('is not put off by members of unexpected types', async () => {
    const { error } = await failWith('{"code":"11014","message":["x"],"message_cn":null,"trace_id":7,"errors":{}}')
    expect(error).toMatchObject({ category: 'permission', vendor: { code: '11014', message: '' } })
  })

  it('goes by the code under an HTTP error, too, and by the status where the code is unknown', async () => {
    expect((await failWith(refusal(11002), { status: 400 })).error.category).toBe('auth')
    expect((await failWith(refusal(999), { status: 503 })).error.category).toBe('transient')
    expect((await failWith('{"code":0}', { status: 500 })).error.category).toBe('transient')
  })

  it('takes no empty or missing code for success', async () => {
    for (const body of ['{"code":"","data":{"list":[]}}', '{"data":{"list":[]}}', '[]']) {
      expect((await failWith(body)).error.category).toBe('vendor_bug')
    }
  })
})

describe('waits and advice', () => {
  it('waits five minutes after the quota of a minute, a second after that of a second', async () => {
    expect((await failWith(refusal(11017))).waitedMs).toBeGreaterThanOrEqual(900_000)
    expect((await failWith(refusal(127011))).waitedMs).toBeGreaterThanOrEqual(180_000)
    const second = await failWith(refusal(11016))
    expect(second.waitedMs).toBeGreaterThanOrEqual(3_000)
    expect(second.waitedMs).toBeLessThan(60_000)
  })

  it('says what to do', async () => {
    expect((await failWith(refusal(11000))).error.hint).toMatch(/expired.*refreshToken/)
    expect((await failWith(refusal(12101))).error.hint).toMatch(/clock of this machine/)
    expect((await failWith(refusal(12007))).error.hint).toMatch(/disable the stream/)
    expect((await failWith(refusal(18001))).error.hint).toMatch(/campaignIds or adgroupIds/)
    expect((await failWith(refusal(18015))).error.hint).toMatch(/apiVersion v1\.1/)
    expect((await failWith(refusal(127005))).error.hint).toMatch(/adgroupIds/)
    expect((await failWith(refusal(11018))).error.hint).toMatch(/tomorrow, China time/)
  })

  const accountIds = ['25610', '25611', '25612', '25613', '25614', '25615']
  const sync = () =>
    syncAds(createBench(virtualClock('2026-11-21T01:00:00Z')), createLedger(), { ...CONFIG, accountIds })

  it('begins no further account after a wrong token', async () => {
    const asked: string[] = []
    nock(HOST)
      .persist()
      .get(PATH)
      .query(({ account_id }) => asked.push(String(account_id)) > 0)
      .reply(200, refusal(11002))
    expect((await sync()).windows.committed).toBe(0)
    // Four windows are under way at once: what has not begun by then never begins.
    expect(asked).not.toContain('25615')
    nock.cleanAll()
  })

  it('goes on with the other accounts after a forbidden one', async () => {
    const forbidden = ({ account_id }: Record<string, unknown>) => account_id === '25611'
    const ok = '{"code":0,"data":{"list":[{"campaign_id":0,"adgroup_id":0,"cost":5}]}}'
    nock(HOST).get(PATH).query(forbidden).reply(200, refusal(12201))
    nock(HOST)
      .get(PATH)
      .query((query) => !forbidden(query))
      .times(5)
      .reply(200, ok)
    expect((await sync()).windows).toMatchObject({ committed: 5, failed: 1 })
  })
})

const SHARED = new URL('../../../../shared/providers/tencent-ads-codes.json', import.meta.url)
const CLASSES: Readonly<Record<string, string>> = {
  auth_token_expired: 'auth',
  auth_reauthorize: 'auth',
  auth_config: 'auth',
  clock_skew: 'auth',
  permission: 'permission',
  user_token: 'auth',
  rate_limited: 'rate_limited',
  rate_limited_daily: 'quota_exhausted',
  invalid_request: 'invalid_request',
  invalid_parameter: 'invalid_request',
  transient: 'transient',
  replay: 'transient',
  conflict_retryable: 'transient',
}

describe("the vendor's list of codes", () => {
  it.skipIf(!existsSync(SHARED))('is classified whole (skipped without ../shared/providers)', async () => {
    const { codes } = JSON.parse(readFileSync(SHARED, 'utf8')) as { codes: { code: number; class: string }[] }
    expect(codes.length).toBeGreaterThan(80)
    for (const { code, class: family } of codes) {
      if (family === 'ok') continue
      const { error } = await failWith(refusal(code))
      // An unknown API is refused like a bad request there; here it may be a retired one.
      expect([code, error.category]).toEqual([code, code === 12007 ? 'not_found' : CLASSES[family]])
    }
  })
})
