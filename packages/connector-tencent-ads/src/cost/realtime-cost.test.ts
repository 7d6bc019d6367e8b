import { virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { answering, collect, createBench, createLedger, syncAds } from '../../test/bench.js'
import { tencentAds } from '../index.js'
import {
  startTencentAdsSimulator,
  type TencentAdsSimulator,
  type TencentAdsSimulatorOptions,
} from '../simulator/index.js'

/** 23:00 in China. */
const NIGHT = '2026-11-21T15:00:00Z'
const TODAY = '2026-11-21'
const V3 = { apiVersion: 'v3.0' } as const

let vendor: TencentAdsSimulator
afterEach(() => vendor?.close())

async function start(options: TencentAdsSimulatorOptions = {}) {
  const clock = virtualClock(NIGHT)
  vendor = await startTencentAdsSimulator({ now: clock.now, accounts: ['100000037'], adgroups: 120, ...options })
  return { clock, bench: createBench(clock), ledger: createLedger() }
}

/** What a v3.0 call without global parameters and one reply of it come to. */
async function read(row: string, config: object) {
  const { transport, asked } = answering(() => `{"code":0,"data":{"list":[${row}]}}`)
  const { runtime } = createBench(virtualClock(NIGHT), transport)
  const whole = { accessToken: 'a-token', accountIds: ['25610'], ...V3, ...config }
  const rows = await collect(runtime.read(tencentAds, 'realtime_cost', { config: whole }))
  const { access_token: _token, nonce: _nonce, timestamp: _time, ...query } = asked[0] ?? {}
  return { rows, query }
}

describe('realtime_cost from v3.0', () => {
  it.each(['ADVERTISER', 'ADGROUP'] as const)('charges at level %s what the vendor charged', async (level) => {
    const { bench, ledger } = await start()
    const report = await syncAds(bench, ledger, { ...vendor.config, ...V3, level })
    expect(report).toMatchObject({ failures: [], quarantined: 0, differences: [] })
    const booked = vendor.charges({ from: TODAY, level })
    expect(ledger.rows.map(({ charge }) => [charge?.resource?.id ?? '', charge?.billed?.amount]).sort()).toEqual(
      booked.map(({ resource, amount }) => [resource, amount]).sort(),
    )
    expect(new Set(vendor.requests.map(({ path }) => path))).toEqual(new Set(['/v3.0/realtime_cost/get']))
  })

  it('has the same fields and key as from v1.1, without a campaign', async () => {
    expect((await read('{"adgroup_id":7,"cost":5}', { level: 'ADGROUP' })).rows).toEqual([
      {
        account_id: '25610',
        date: TODAY,
        level: 'ADGROUP',
        campaign_id: '0',
        adgroup_id: '7',
        cost: { amount: '0.05', currency: 'CNY' },
      },
    ])
  })

  it.each(['{"cost":5}', '{"adgroup_id":null,"cost":5}', '{"adgroup_id":0,"cost":5}'])(
    'takes %s for the account',
    async (row) => {
      const { rows } = await read(row, { level: 'ADVERTISER' })
      expect(rows).toMatchObject([{ adgroup_id: '0', cost: { amount: '0.05' } }])
    },
  )

  it('keeps an ad group without its id aside', async () => {
    await expect(read('{"cost":5}', { level: 'ADGROUP' })).rejects.toMatchObject({ code: 'RECORDS_QUARANTINED' })
  })
})

describe('the total of all time', () => {
  const level = 'ADTOTAL' as const

  it('is asked for without a date, one ad group a call', async () => {
    expect((await read('{"adgroup_id":7,"cost":5}', { level, adgroupIds: ['7'] })).query).toEqual({
      account_id: '25610',
      level: 'ADTOTAL',
      filtering: '[{"field":"adgroup_id","operator":"EQUALS","values":["7"]}]',
      page: '1',
      page_size: '100',
    })
  })

  it('is a reading of the day, and never its cost', async () => {
    const { bench, ledger } = await start({ firstDay: '2026-11-01', adgroups: 3 })
    const report = await syncAds(bench, ledger, { ...vendor.config, ...V3, level })
    expect(report).toMatchObject({ failures: [], quarantined: 0 })
    const booked = vendor.charges()
    for (const { record, charge } of ledger.rows) {
      const own = booked.filter(({ resource }) => resource === `adgroup/${record.adgroup_id}`)
      const fen = own.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n)
      expect(record).toMatchObject({
        date: TODAY,
        level,
        cost: { amount: `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}` },
      })
      expect(charge).toBeNull()
    }
    expect(ledger.rows).toHaveLength(3)
  })

  it('says what to set where the vendor insists on ad groups', async () => {
    const { bench } = await start({ requireFiltering: true })
    const report = await syncAds(bench, createLedger(), { ...vendor.config, ...V3, level })
    expect(report.failures).toMatchObject([
      { error: { vendor: { code: '18001' }, hint: expect.stringMatching(/adgroupIds/) } },
    ])
  })
})

it('tells an application that may not call v3.0 what to do', async () => {
  const { bench } = await start()
  vendor.fault({ kind: 'error', code: 18015 })
  const report = await syncAds(bench, createLedger(), { ...vendor.config, ...V3 })
  expect(report.failures).toMatchObject([{ error: { hint: expect.stringMatching(/apiVersion v1\.1/) } }])
})
