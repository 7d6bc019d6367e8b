import type { LedgerRow } from '@outlay/core'
import { virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { answering, collect, createBench, createLedger, syncAds } from '../../test/bench.js'
import { tencentAds } from '../index.js'
import {
  type SimulatedCharge,
  startTencentAdsSimulator,
  type TencentAdsSimulator,
  type TencentAdsSimulatorOptions,
} from '../simulator/index.js'

/** 23:00 in China. */
const NIGHT = '2026-11-21T15:00:00Z'
const OFF = { realtime_cost: { enabled: false } }
const CALLS = ['daily_reports', 'hourly_reports'] as const
const LEVELS = ['ADVERTISER', 'ADGROUP'] as const

let vendor: TencentAdsSimulator
afterEach(() => vendor?.close())

async function start(options: TencentAdsSimulatorOptions = {}, clock = virtualClock(NIGHT)) {
  vendor = await startTencentAdsSimulator({ now: clock.now, adgroups: 30, ...options })
  return { clock, bench: createBench(clock), ledger: createLedger() }
}

/** A charge as one line, of the ledger and of the vendor's books alike. */
function lineOf({ charge }: LedgerRow): string {
  const { subAccountId, period, sku, billed, resource } = charge!
  return [subAccountId, period.start, sku, billed?.amount, resource?.id ?? ''].join(' ')
}

function bookedLine({ account, day, hour = 0, sku, amount, resource }: SimulatedCharge): string {
  const start = new Date(Date.parse(`${day}T00:00:00+08:00`) + hour * 3_600_000)
  return [account, `${start.toISOString().slice(0, 19)}Z`, sku, amount, resource].join(' ')
}

describe.each(CALLS)('%s', (stream) => {
  const on = { ...OFF, [stream]: { enabled: true, from: '2026-11-19' } }

  it.each(LEVELS)('charges at level %s what the vendor charged', async (level) => {
    const { bench, ledger } = await start()
    const report = await syncAds(bench, ledger, { ...vendor.config, level }, on)
    expect(report).toMatchObject({ failures: [], quarantined: 0, differences: [] })
    const booked = vendor.charges({ from: '2026-11-19', level, stream })
    expect(booked.length).toBeGreaterThanOrEqual(6)
    expect(ledger.rows.map(lineOf).sort()).toEqual(booked.map(bookedLine).sort())
    expect(ledger.rows.every(({ charge }) => charge?.status === 'reported')).toBe(true)
    expect(new Set(vendor.requests.map(({ path }) => path))).toEqual(new Set([`/v3.0/${stream}/get`]))
  })

  it('is read again until late deductions have come', async () => {
    const { clock, bench } = await start()
    const first = createLedger()
    await syncAds(bench, first, vendor.config, on)
    clock.advance(10 * 3_600_000)
    const second = createLedger()
    await syncAds(bench, second, vendor.config, on)
    const sum = ({ rows }: typeof first) =>
      rows
        .filter(({ record }) => record.date === '2026-11-21')
        .reduce((fen, { charge }) => fen + BigInt(charge?.billed?.amount.replace('.', '') ?? 0), 0n)
    expect(sum(second)).toBeGreaterThan(sum(first))
    const states = [...second.states.values()].filter(({ start }) => start.startsWith('2026-11-20'))
    expect(states.every(({ final }) => !final)).toBe(true)
  })

  it('asks for one chosen ad group a call', async () => {
    const { bench, ledger } = await start({ accounts: ['100000037'] })
    const all = vendor.charges({ from: '2026-11-19', stream })
    const chosen = [...new Set(all.map(({ resource }) => resource))].slice(0, 2)
    const adgroupIds = chosen.map((resource) => resource.replace('adgroup/', ''))
    await syncAds(bench, ledger, { ...vendor.config, level: 'ADGROUP', adgroupIds }, on)
    const booked = all.filter(({ resource }) => chosen.includes(resource))
    expect(ledger.rows.map(lineOf).sort()).toEqual(booked.map(bookedLine).sort())
    expect(vendor.requests).toHaveLength(6)
  })

  it('tells an agency that it needs accounts, and goes on with the rest', async () => {
    const { bench, ledger } = await start({ agencyId: '700000001' })
    const { accountIds: _none, ...agency } = vendor.config
    const report = await syncAds(bench, ledger, agency, {
      ...on,
      wechat_daily_cost: { enabled: true, from: '2026-11-21' },
    })
    expect(report.failures).toMatchObject([{ error: { category: 'config', message: expect.stringContaining(stream) } }])
    expect(ledger.rows.length).toBeGreaterThan(0)
  })

  it('cannot be read by campaign, and says so before anything is sent', async () => {
    const { transport, asked } = answering(() => '{"code":0}')
    const rows = createBench(virtualClock(NIGHT), transport).runtime.read(tencentAds, stream, {
      config: { accessToken: 'a-token', accountIds: ['1'], level: 'CAMPAIGN' },
    })
    await expect(collect(rows)).rejects.toMatchObject({
      category: 'config',
      message: expect.stringMatching(/no campaigns/),
      stops: 'stream',
    })
    expect(asked).toEqual([])
  })
})

describe('spend that several streams report', () => {
  it('names the same sub-account and day, reports at the best rank', async () => {
    const { bench, ledger } = await start({ accounts: ['100000037'], adgroups: 3 })
    const on = { enabled: true, from: '2026-11-21' }
    await syncAds(bench, ledger, vendor.config, { daily_reports: on, hourly_reports: on, wechat_daily_cost: on })
    const ranks = new Map(ledger.rows.map(({ stream, coverage }) => [stream.name, coverage]))
    expect(Object.fromEntries(ranks)).toEqual({
      daily_reports: { group: 'spend', rank: 1 },
      hourly_reports: { group: 'spend', rank: 2 },
      wechat_daily_cost: { group: 'spend', rank: 3 },
      realtime_cost: { group: 'spend', rank: 5 },
    })
    const days = ledger.rows.map(({ charge }) => [
      charge?.subAccountId,
      new Date(Date.parse(charge?.period.start ?? '') + 28_800_000).toISOString().slice(0, 10),
    ])
    expect(new Set(days.map(String))).toEqual(new Set(['100000037,2026-11-21']))
  })
})

describe('the request of a report', () => {
  const config = { accessToken: 'a-token', accountIds: ['25610'] }
  const day = { from: '2026-11-20', to: '2026-11-21' }

  async function asked(stream: (typeof CALLS)[number], more: object = {}) {
    const vendor = answering(() => '{"code":0,"data":{"list":[]}}')
    const { runtime } = createBench(virtualClock(NIGHT), vendor.transport)
    await collect(runtime.read(tencentAds, stream, { config: { ...config, ...more }, ...day }))
    const [{ access_token: _token, nonce: _nonce, timestamp: _time, ...query } = {}] = vendor.asked
    return query
  }

  it('groups by what its rows stand for, and asks for no other dimension', async () => {
    expect(await asked('daily_reports')).toEqual({
      account_id: '25610',
      level: 'REPORT_LEVEL_ADVERTISER',
      date_range: '{"start_date":"2026-11-20","end_date":"2026-11-20"}',
      group_by: '["date"]',
      fields: '["date","cost","view_count","valid_click_count"]',
      page: '1',
      page_size: '100',
    })
    expect(await asked('hourly_reports', { level: 'ADGROUP', adgroupIds: ['7'] })).toMatchObject({
      level: 'REPORT_LEVEL_ADGROUP',
      group_by: '["date","hour","adgroup_id"]',
      filtering: '[{"field":"adgroup_id","operator":"EQUALS","values":["7"]}]',
      fields: '["date","hour","adgroup_id","cost","view_count","valid_click_count"]',
      page_size: '2000',
    })
  })

  it('states a time line where one is chosen, and reads ad groups day by day beside their totals', async () => {
    const more = { reportTimeLine: 'REPORTING_TIME', apiVersion: 'v3.0', level: 'ADTOTAL' }
    expect(await asked('daily_reports', more)).toMatchObject({
      time_line: 'REPORTING_TIME',
      level: 'REPORT_LEVEL_ADGROUP',
    })
  })

  it.each([
    ['daily_reports', '2025-11-22', '2025-11-20'],
    ['hourly_reports', '2026-08-24', '2026-08-22'],
  ] as const)('%s reaches back to %s', async (stream, first, from) => {
    const vendor = answering(() => '{"code":0,"data":{"list":[]}}')
    const { runtime } = createBench(virtualClock(NIGHT), vendor.transport)
    await collect(runtime.read(tencentAds, stream, { config, from, to: first }))
    expect(vendor.asked).toEqual([])
    await collect(
      runtime.read(tencentAds, stream, { config, from, to: `${first.slice(0, 8)}${Number(first.slice(8)) + 1}` }),
    )
    expect(vendor.asked.map(({ date_range }) => date_range)).toEqual([
      `{"start_date":"${first}","end_date":"${first}"}`,
    ])
  })
})

describe('a row', () => {
  it.each(['24', '-1', '"x"', 'null'])('with the hour %s is kept aside', async (hour) => {
    const { transport } = answering(() => `{"code":0,"data":{"list":[{"hour":${hour},"cost":1}]}}`)
    const rows = createBench(virtualClock(NIGHT), transport).runtime.read(tencentAds, 'hourly_reports', {
      config: { accessToken: 'a-token', accountIds: ['1'] },
      from: '2026-11-21',
    })
    await expect(collect(rows)).rejects.toMatchObject({ code: 'RECORDS_QUARANTINED' })
  })

  it('of an hour lies within it', async () => {
    const { transport } = answering(() => '{"code":0,"data":{"list":[{"hour":7,"cost":1},{"hour":8,"cost":2}]}}')
    const rows = await collect(
      createBench(virtualClock(NIGHT), transport).runtime.read(tencentAds, 'hourly_reports', {
        config: { accessToken: 'a-token', accountIds: ['1'] },
        from: '2026-11-21T08:00:00+08:00',
      }),
    )
    expect(rows.map(({ hour, cost, adgroup_id }) => [hour, cost.amount, adgroup_id])).toEqual([[8, '0.02', '0']])
  })
})
