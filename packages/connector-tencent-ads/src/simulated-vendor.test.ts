import type { LedgerRow } from '@outlay/core'
import { type VirtualClock, virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { collect, createBench, createLedger, syncAds } from '../test/bench.js'
import { tencentAds } from './index.js'
import {
  type SimulatedCharge,
  startTencentAdsSimulator,
  type TencentAdsSimulator,
  type TencentAdsSimulatorOptions,
} from './simulator/index.js'

/** 23:00 in China: the day's delivery is over, the day is not. */
const NIGHT = '2026-11-21T15:00:00Z'
const TODAY = '2026-11-21'

let running: TencentAdsSimulator[] = []
afterEach(async () => {
  await Promise.all(running.map((vendor) => vendor.close()))
  running = []
})

/** A vendor on the clock of the test. */
async function start(clock: VirtualClock, options: TencentAdsSimulatorOptions = {}): Promise<TencentAdsSimulator> {
  const vendor = await startTencentAdsSimulator({ now: clock.now, ...options })
  running.push(vendor)
  return vendor
}

/** A charge as one line, of the ledger and of the vendor's books alike. */
function lineOf({ charge }: LedgerRow): string {
  const { subAccountId, period, sku, billed, resource } = charge!
  const day = new Date(Date.parse(period.end) - 1 + 28_800_000).toISOString().slice(0, 10)
  return [subAccountId, day, sku, billed?.amount, billed?.currency, resource?.id ?? ''].join(' ')
}

function bookedLine({ account, day, sku, amount, currency, resource }: SimulatedCharge): string {
  return [account, day, sku, amount, currency, resource].join(' ')
}

describe('realtime_cost', () => {
  it.each(['ADVERTISER', 'CAMPAIGN', 'ADGROUP'] as const)(
    'charges at level %s what the vendor charged',
    async (level) => {
      const clock = virtualClock(NIGHT)
      const vendor = await start(clock)
      const ledger = createLedger()
      const report = await syncAds(createBench(clock), ledger, { ...vendor.config, level })
      expect(report).toMatchObject({ failures: [], quarantined: 0, differences: [] })
      const booked = vendor.charges({ from: TODAY, level })
      expect(booked.length).toBeGreaterThanOrEqual(level === 'ADGROUP' ? 200 : 2)
      expect(ledger.rows.map(lineOf).sort()).toEqual(booked.map(bookedLine).sort())
      expect(new Set(ledger.rows.map(({ key }) => key)).size).toBe(booked.length)
    },
  )

  it('reads ids as text just as well', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { idsAs: 'string', accounts: ['100000037'] })
    const ledger = createLedger()
    await syncAds(createBench(clock), ledger, { ...vendor.config, level: 'ADGROUP' })
    const booked = vendor.charges({ from: TODAY })
    expect(ledger.rows.map(lineOf).sort()).toEqual(booked.map(bookedLine).sort())
  })

  it('reads the named campaigns only, also where the vendor insists on a filter', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { requireFiltering: true, accounts: ['100000037'] })
    const booked = vendor.charges({ from: TODAY, level: 'CAMPAIGN' }).slice(0, 3)
    const campaignIds = booked.map(({ resource }) => resource.replace('campaign/', ''))
    const ledger = createLedger()
    await syncAds(createBench(clock), ledger, { ...vendor.config, level: 'CAMPAIGN', campaignIds })
    expect(ledger.rows.map(lineOf).sort()).toEqual(booked.map(bookedLine).sort())
    expect(vendor.requests).toHaveLength(3)
  })

  it('says what to set where the vendor insists on a filter and none is configured', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { requireFiltering: true })
    const report = await syncAds(createBench(clock), createLedger(), { ...vendor.config, level: 'ADGROUP' })
    expect(report.failures[0]?.error).toMatchObject({
      vendor: { code: '18001' },
      hint: expect.stringMatching(/adgroupIds/),
    })
  })

  it('overwrites the running day and leaves it unreachable, not final, once it is over', async () => {
    const clock = virtualClock('2026-11-21T04:00:00Z')
    const vendor = await start(clock, { accounts: ['100000037'] })
    const [bench, ledger] = [createBench(clock), createLedger()]
    await syncAds(bench, ledger, vendor.config)
    clock.advance(6 * 3_600_000)
    await syncAds(bench, ledger, vendor.config)
    const [early, late] = ledger.rows
    expect(late?.key).toBe(early?.key)
    expect(Number(late?.charge?.billed?.amount)).toBeGreaterThan(Number(early?.charge?.billed?.amount))
    clock.advance(12 * 3_600_000)
    const next = await syncAds(bench, ledger, vendor.config)
    expect(next.windows).toMatchObject({ committed: 1, unreachable: 1, failed: 0 })
    const states = [...ledger.states.values()].map(({ status, final, rows }) => ({ status, final, rows }))
    expect(states).toContainEqual({ status: 'unreachable', final: false, rows: 1 })
  })
})

describe('the WeChat streams', () => {
  const wechatOnly = { realtime_cost: { enabled: false }, wechat_daily_cost: { enabled: true } }

  it('charge what the vendor charged in the last seven days, for all customers of an agency', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { agencyId: '700000001', wechatAccounts: { 2: ['gh_a', 'gh_b'], 3: ['gh_c'] } })
    const { accountIds: _unused, ...config } = vendor.config
    const ledger = createLedger()
    const report = await syncAds(createBench(clock), ledger, config, wechatOnly)
    expect(report).toMatchObject({ failures: [], quarantined: 0, differences: [] })
    const booked = vendor.charges({ from: '2026-11-15', stream: 'daily_cost' })
    expect(booked).toHaveLength(21)
    expect(ledger.rows.map(lineOf).sort()).toEqual(booked.map(bookedLine).sort())
    expect(vendor.requests.map(({ path, code }) => [path, code])).toEqual(
      Array.from({ length: 7 }, () => ['/v1.1/wechat_daily_cost/get', '0']),
    )
    expect(ledger.rows.every(({ charge }) => charge?.accountId === '700000001')).toBe(true)
  })

  it('are read account by account for a direct customer, older days being out of reach', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { accounts: ['100000037'] })
    const { runtime, events } = createBench(clock)
    const rows = await collect(
      runtime.read(tencentAds, 'daily_cost', { config: vendor.config, from: '2026-11-13', to: '2026-11-17' }),
    )
    expect(rows.map(({ date }) => date)).toEqual(['2026-11-15', '2026-11-16'].flatMap((date) => [date, date, date]))
    expect(events.filter(({ type }) => type === 'window_unreachable')).toHaveLength(2)
  })

  it('are not asked for unless enabled', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { retired: true })
    expect((await syncAds(createBench(clock), createLedger(), vendor.config)).failures).toEqual([])
    expect(new Set(vendor.requests.map(({ path }) => path))).toEqual(new Set(['/v1.1/realtime_cost/get']))
  })

  it('fail alone where the vendor has retired them', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { retired: true })
    const streams = { wechat_daily_cost: { enabled: true } }
    const report = await syncAds(createBench(clock), createLedger(), vendor.config, streams)
    expect(report.windows.committed).toBe(2)
    expect(report.failures[0]?.error).toMatchObject({
      category: 'not_found',
      hint: expect.stringMatching(/disable the stream/),
    })
  })

  it('name the same sub-account and period as realtime_cost, at a better rank', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock, { accounts: ['100000037'] })
    const ledger = createLedger()
    const on = { enabled: true, from: TODAY }
    await syncAds(createBench(clock), ledger, vendor.config, { wechat_daily_cost: on, daily_cost: on })
    const placed = ledger.rows.map(({ stream, coverage, charge }) =>
      [stream.name, coverage?.group, coverage?.rank, charge?.subAccountId, charge?.period.start].join(' '),
    )
    expect(new Set(placed)).toEqual(
      new Set([
        'realtime_cost spend 5 100000037 2026-11-20T16:00:00Z',
        'wechat_daily_cost spend 3 100000037 2026-11-20T16:00:00Z',
        'daily_cost spend 4 100000037 2026-11-20T16:00:00Z',
      ]),
    )
  })
})

describe('check', () => {
  it('is one small call', async () => {
    const clock = virtualClock(NIGHT)
    const vendor = await start(clock)
    const connection = { connector: 'tencent-ads', config: { ...vendor.config, level: 'ADGROUP' } }
    const report = await createBench(clock).runtime.check('ads', connection)
    expect(report).toMatchObject({ origin: vendor.baseUrl, auth: 'query parameters' })
    expect(vendor.requests).toEqual([{ method: 'GET', path: '/v1.1/realtime_cost/get', status: 200, code: '0' }])
  })
})
