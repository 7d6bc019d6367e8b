import type { ConfigOf } from '@outlay/core'
import { virtualClock } from '@outlay/testkit'
import { describe, expect, it } from 'vitest'
import { answering, collect, createBench, createLedger, type Query, syncAds } from '../test/bench.js'
import { tencentAds } from './index.js'

const CONFIG = { accessToken: 'a-token', accountIds: ['25610'] }
const AGENCY = { accessToken: 'a-token', agencyId: '7788' }
const NOW = '2026-11-21T01:00:00Z'

type Answer = (query: Query) => string
type Chosen = Omit<ConfigOf<typeof tencentAds>, 'accessToken'>

/** Reads realtime_cost at `now` from a vendor that gives `answer`. */
async function read(answer: Answer, config: Chosen = {}, now = NOW) {
  const { transport, asked } = answering(answer)
  const { runtime } = createBench(virtualClock(now), transport)
  const rows = await collect(runtime.read(tencentAds, 'realtime_cost', { config: { ...CONFIG, ...config } }))
  return { rows, asked }
}

/** The charge of the first row, after a sync. */
async function chargeOf(row: string, config: Chosen = {}) {
  const { transport } = answering(() => listOf([row]))
  const ledger = createLedger()
  await syncAds(createBench(virtualClock(NOW), transport), ledger, { ...CONFIG, ...config })
  return ledger.rows[0]?.charge
}

/** The vendor's envelope around rows that are JSON text already. */
function listOf(rows: readonly string[], total = rows.length, pages = 1): string {
  const info = `{"page":1,"page_size":100,"total_number":${total},"total_page":${pages}}`
  return `{"code":0,"message":"","data":{"list":[${rows.join(',')}],"page_info":${info}}}`
}

const nothing = () => listOf([], 0, 0)

describe('a success', () => {
  it.each([
    ['no data', '{"code":0,"message":""}'],
    ['null data', '{"code":0,"data":null}'],
    ['no list', '{"code":0,"data":{"page_info":{"total_number":0,"total_page":0}}}'],
    ['an empty list', nothing()],
    ['no page_info', '{"code":0,"data":{"list":[]}}'],
  ])('with %s holds no records', async (_what, body) => {
    expect((await read(() => body)).rows).toEqual([])
  })
})

describe('ids and amounts', () => {
  it.each([
    ['numbers', '{"campaign_id":1234567890123456789,"adgroup_id":9223372036854775807,"cost":1}'],
    ['text', '{"campaign_id":"1234567890123456789","adgroup_id":"9223372036854775807","cost":1}'],
  ])('keeps 19 digits of ids that come as %s', async (_what, row) => {
    const { rows } = await read(() => listOf([row]), { level: 'ADGROUP' })
    expect(rows).toMatchObject([{ campaign_id: '1234567890123456789', adgroup_id: '9223372036854775807' }])
  })

  it.each([
    ['0', '0.00'],
    ['7', '0.07'],
    ['10021001976591', '100210019765.91'],
    ['9223372036854775807', '92233720368547758.07'],
    ['"1300"', '13.00'],
    ['-250', '-2.50'],
  ])('reads %s fen as %s yuan', async (fen, amount) => {
    const { rows } = await read(() => listOf([`{"campaign_id":0,"adgroup_id":0,"cost":${fen}}`]))
    expect(rows[0]?.cost).toEqual({ amount, currency: 'CNY' })
  })

  it.each(['13.5', 'null', '"free"'])('keeps a row with the cost %s aside', async (cost) => {
    const reading = read(() => listOf([`{"campaign_id":0,"adgroup_id":0,"cost":${cost}}`]))
    await expect(reading).rejects.toMatchObject({ code: 'RECORDS_QUARANTINED', category: 'data' })
  })

  it('keeps id 0 in the record and out of the charge', async () => {
    const row = '{"campaign_id":0,"adgroup_id":"0","cost":5}'
    expect((await read(() => listOf([row]))).rows).toMatchObject([{ campaign_id: '0', adgroup_id: '0' }])
    const charge = await chargeOf(row)
    expect(charge).toMatchObject({ attributes: { CampaignId: null, AdGroupId: null } })
    expect(charge?.resource).toBeUndefined()
  })

  it('names the campaign as resource where there is no ad group', async () => {
    const charge = await chargeOf('{"campaign_id":111,"adgroup_id":0,"cost":5}', { level: 'CAMPAIGN' })
    expect(charge?.resource).toEqual({ id: 'campaign/111', type: 'Campaign' })
  })

  it('keeps rows apart that the vendor lists twice, rather than count both', async () => {
    const row = '{"campaign_id":1,"adgroup_id":2,"cost":5}'
    await expect(read(() => listOf([row, row]))).rejects.toMatchObject({ code: 'RECORDS_QUARANTINED' })
  })
})

describe('requests', () => {
  it.each([
    ['2026-11-20T15:59:59Z', '2026-11-20'],
    ['2026-11-20T16:00:01Z', '2026-11-21'],
    ['2026-11-20T23:30:00Z', '2026-11-21'],
  ])('at %s ask for today in China, %s', async (now, date) => {
    const { asked } = await read(nothing, {}, now)
    expect(asked.map((query) => query.date)).toEqual([date])
  })

  it('are never made for a day that is over', async () => {
    const { transport, asked } = answering(nothing)
    const { runtime, events } = createBench(virtualClock(NOW), transport)
    await collect(runtime.read(tencentAds, 'realtime_cost', { config: CONFIG, from: '2026-11-19' }))
    expect(asked).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'window_unreachable')).toHaveLength(2)
  })

  it('name one object each: the vendor knows EQUALS only, and two filters would exclude each other', async () => {
    const config: Chosen = { level: 'CAMPAIGN', campaignIds: ['9007199254740993', '2'], accountIds: ['1', '2'] }
    const { asked } = await read(nothing, config)
    const filter = (id: string) => `[{"field":"campaign_id","operator":"EQUALS","values":["${id}"]}]`
    expect(asked.map((query) => [query.account_id, query.filtering]).sort()).toEqual([
      ['1', filter('2')],
      ['1', filter('9007199254740993')],
      ['2', filter('2')],
      ['2', filter('9007199254740993')],
    ])
  })

  it('have a nonce and a timestamp of their own on every attempt', async () => {
    let calls = 0
    const { transport, asked } = answering(() => {
      calls += 1
      return calls === 1 ? '{"code":12100,"message":"nonce used"}' : nothing()
    })
    const clock = virtualClock(NOW)
    const slower = { now: clock.now, sleep: (ms: number) => clock.sleep(ms + 2_000) }
    const { runtime } = createBench(slower, transport)
    await collect(runtime.read(tencentAds, 'realtime_cost', { config: CONFIG }))
    const [first, second] = asked
    expect(asked).toHaveLength(2)
    expect(second?.nonce).not.toBe(first?.nonce)
    expect(Number(second?.timestamp)).toBeGreaterThan(Number(first?.timestamp))
  })

  it('ask for pages of 100 up to the stated total', async () => {
    const all = Array.from({ length: 250 }, (_, i) => `{"campaign_id":1,"adgroup_id":${i + 1},"cost":1}`)
    const page = (number: number) => listOf(all.slice(number * 100 - 100, number * 100), 250, 3)
    const { rows, asked } = await read((query) => page(Number(query.page)), { level: 'ADGROUP' })
    expect(rows).toHaveLength(250)
    expect(asked.map((query) => [query.page, query.page_size])).toEqual([
      ['1', '100'],
      ['2', '100'],
      ['3', '100'],
    ])
  })

  it('filter WeChat accounts with EQUALS for one and IN for several', async () => {
    const { transport, asked } = answering(nothing)
    for (const wechatAccountIds of [['gh_1'], ['gh_1', 'gh_2']]) {
      const { runtime } = createBench(virtualClock(NOW), transport)
      const config = { ...AGENCY, wechatAccountIds }
      await collect(runtime.read(tencentAds, 'wechat_daily_cost', { config, from: '2026-11-21' }))
    }
    expect(asked.map((query) => [query.account_id, query.filtering])).toEqual([
      [undefined, '[{"field":"wechat_account_id","operator":"EQUALS","values":["gh_1"]}]'],
      [undefined, '[{"field":"wechat_account_id","operator":"IN","values":["gh_1","gh_2"]}]'],
    ])
  })
})

describe('an agency without accounts', () => {
  it('is told what realtime_cost needs, and nothing is sent', async () => {
    const { transport, asked } = answering(nothing)
    const rows = createBench(virtualClock(NOW), transport).runtime.read(tencentAds, 'realtime_cost', { config: AGENCY })
    await expect(collect(rows)).rejects.toMatchObject({ category: 'config', stops: 'stream' })
    expect(asked).toEqual([])
  })

  it('is checked with a call that it can make', async () => {
    const { transport, asked } = answering(nothing)
    const { runtime } = createBench(virtualClock(NOW), transport)
    const report = await runtime.check('ads', { connector: 'tencent-ads', config: AGENCY })
    expect(report.origin).toBe('https://api.e.qq.com')
    expect(asked).toMatchObject([{ account_id: '7788' }])
    expect(Object.keys(asked[0] ?? {}).sort()).toEqual(['access_token', 'account_id', 'nonce', 'timestamp'])
  })
})
