import { virtualClock } from '@outlay/testkit'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { collect, createBench, createLedger, syncAds } from '../test/bench.js'
import { DAILY_SAMPLE, REALTIME_SAMPLE } from '../test/samples.js'
import { tencentAds } from './index.js'

const HOST = 'https://api.e.qq.com'

/** 2017-04-25 in China, the day of the vendor's example of a request. */
const MORNING = '2017-04-25T01:00:00Z'
const CONFIG = { accessToken: 'sample-token', accountIds: ['25610'] }

describe('realtime_cost', () => {
  it('reads the documented reply as it stands, placeholders and all', async () => {
    nock(HOST).get('/v1.1/realtime_cost/get').query(true).reply(200, REALTIME_SAMPLE)
    const { runtime } = createBench(virtualClock(MORNING))
    const [row, ...more] = await collect(
      runtime.read(tencentAds, 'realtime_cost', { config: { ...CONFIG, level: 'ADGROUP' } }),
    )
    expect(more).toEqual([])
    expect(row).toEqual({
      account_id: '25610',
      date: '2017-04-25',
      level: 'ADGROUP',
      campaign_id: '<CAMPAIGN_ID>',
      adgroup_id: '<ADGROUP_ID>',
      cost: { amount: '13.00', currency: 'CNY' },
    })
    const currency: 'CNY' | undefined = row?.cost.currency
    expect(currency).toBe('CNY')
  })

  it('sends the documented request', async () => {
    const asked: URLSearchParams[] = []
    nock(HOST)
      .get('/v1.1/realtime_cost/get')
      .query((query) => asked.push(new URLSearchParams(query as Record<string, string>)) > 0)
      .reply(200, REALTIME_SAMPLE)
    const { runtime } = createBench(virtualClock(MORNING))
    const config = { ...CONFIG, level: 'ADGROUP' as const, adgroupIds: ['111111111'] }
    await collect(runtime.read(tencentAds, 'realtime_cost', { config }))
    const { nonce, ...query } = Object.fromEntries(asked[0] ?? [])
    expect(nonce).toMatch(/^[0-9a-f]{32}$/)
    expect(query).toEqual({
      access_token: 'sample-token',
      timestamp: '1493082000',
      account_id: '25610',
      level: 'ADGROUP',
      date: '2017-04-25',
      filtering: '[{"field":"adgroup_id","operator":"EQUALS","values":["111111111"]}]',
      page: '1',
      page_size: '100',
    })
  })

  it('keeps the raw record and makes a charge for the whole China day', async () => {
    const body = REALTIME_SAMPLE.replace('"<CAMPAIGN_ID>"', '111').replace('"<ADGROUP_ID>"', '9007199254740993')
    nock(HOST).get('/v1.1/realtime_cost/get').query(true).reply(200, body)
    const ledger = createLedger()
    await syncAds(createBench(virtualClock('2026-11-21T05:00:00Z')), ledger, { ...CONFIG, level: 'ADGROUP' })
    expect(ledger.rows).toHaveLength(1)
    expect(Object.keys(ledger.rows[0]!.raw as object)).toEqual(['campaign_id', 'adgroup_id', 'cost'])
    expect(ledger.rows[0]).toMatchObject({
      key: '["25610","2026-11-21","ADGROUP","111","9007199254740993"]',
      coverage: { group: 'spend', rank: 5 },
      charge: {
        billed: { amount: '13.00', currency: 'CNY' },
        period: { start: '2026-11-20T16:00:00Z', end: '2026-11-21T16:00:00Z' },
        sku: 'ad-delivery-daily',
        description: 'Ad delivery spend 2026-11-21',
        accountId: '25610',
        subAccountId: '25610',
        status: 'estimated',
        resource: { id: 'adgroup/9007199254740993', type: 'Ad Group' },
        attributes: { CampaignId: '111', AdGroupId: '9007199254740993' },
      },
    })
  })
})

describe('the WeChat streams', () => {
  const today = { from: '2026-11-21', to: '2026-11-22' }

  it.each(['daily_cost', 'wechat_daily_cost'] as const)('%s reads the documented reply', async (stream) => {
    nock(HOST).get(`/v1.1/${stream}/get`).query(true).reply(200, DAILY_SAMPLE)
    const { runtime } = createBench(virtualClock('2026-11-21T05:00:00Z'))
    const rows = await collect(runtime.read(tencentAds, stream, { config: CONFIG, ...today }))
    expect(rows).toEqual([{ account_id: '<ACCOUNT_ID>', wechat_account_id: null, date: '2026-11-21', cost: null }])
  })

  it('charges a row without a cost as unpriced, never as free', async () => {
    nock(HOST).get('/v1.1/wechat_daily_cost/get').query(true).reply(200, DAILY_SAMPLE)
    const ledger = createLedger()
    const streams = { realtime_cost: { enabled: false }, wechat_daily_cost: { enabled: true, ...today } }
    await syncAds(createBench(virtualClock('2026-11-21T05:00:00Z')), ledger, CONFIG, streams)
    expect(ledger.rows).toMatchObject([
      { charge: { billed: null, status: 'unpriced' }, raw: { account_id: '<ACCOUNT_ID>' } },
    ])
    expect(ledger.quarantined).toEqual([])
  })

  it('sends the documented request and names the fields that it needs', async () => {
    const asked: URLSearchParams[] = []
    nock(HOST)
      .get('/v1.1/daily_cost/get')
      .query((query) => asked.push(new URLSearchParams(query as Record<string, string>)) > 0)
      .reply(200, DAILY_SAMPLE)
    const { runtime } = createBench(virtualClock('2026-11-21T05:00:00Z'))
    await collect(runtime.read(tencentAds, 'daily_cost', { config: CONFIG, ...today }))
    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      account_id: '25610',
      date_range: '{"start_date":"2026-11-21","end_date":"2026-11-21"}',
      fields: '["account_id","wechat_account_id","date","cost"]',
      page: '1',
      page_size: '100',
    })
    expect(asked[0]?.has('filtering')).toBe(false)
  })

  it('maps a full row to a charge on the WeChat account', async () => {
    const row = '"25610","wechat_account_id": "wx0123456789abcdef","date": "2026-11-21","cost": 51234'
    nock(HOST).get('/v1.1/wechat_daily_cost/get').query(true).reply(200, DAILY_SAMPLE.replace('"<ACCOUNT_ID>"', row))
    const ledger = createLedger()
    const streams = { realtime_cost: { enabled: false }, wechat_daily_cost: { enabled: true, ...today } }
    await syncAds(
      createBench(virtualClock('2026-11-21T05:00:00Z')),
      ledger,
      { accessToken: 'sample-token', agencyId: '7788' },
      streams,
    )
    expect(ledger.rows).toMatchObject([
      {
        coverage: { group: 'spend', rank: 3 },
        charge: {
          billed: { amount: '512.34', currency: 'CNY' },
          period: { start: '2026-11-20T16:00:00Z', end: '2026-11-21T16:00:00Z' },
          sku: 'ad-delivery-daily',
          accountId: '7788',
          subAccountId: '25610',
          status: 'reported',
          resource: { id: 'wechat/wx0123456789abcdef', type: 'WeChat Account' },
          attributes: { WechatAccountId: 'wx0123456789abcdef' },
        },
      },
    ])
  })
})
