import { type VirtualClock, virtualClock } from '@outlay/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collect, createBench, createLedger, syncAds } from '../test/bench.js'
import { FACTS, MOVEMENTS, OTHER_CONFIG, startOtherVendor } from '../test/other-vendor.js'
import { tencentAds } from './index.js'

let clock: VirtualClock
let vendor: Awaited<ReturnType<typeof startOtherVendor>>
beforeEach(async () => {
  clock = virtualClock('2026-11-21T15:00:00Z')
  vendor = await startOtherVendor(clock.now)
})
afterEach(() => {
  expect(vendor.refusals).toEqual([])
  vendor.close()
})

const days = { from: '2026-11-20', to: '2026-11-22' }
const config = () => ({ ...OTHER_CONFIG, baseUrl: vendor.baseUrl })

describe('a vendor that another hand wrote', () => {
  it('passes the check', async () => {
    const report = await createBench(clock).runtime.check('ads', { connector: 'tencent-ads', config: config() })
    expect(report).toMatchObject({ origin: vendor.baseUrl, connector: 'tencent-ads' })
  })

  it('is read hour by hour', async () => {
    const rows = await collect(
      createBench(clock).runtime.read(tencentAds, 'hourly_reports', { config: config(), ...days }),
    )
    expect(rows.map((r) => [r.date, r.hour, r.adgroup_id, r.cost.amount, r.view_count])).toEqual(
      FACTS.map(({ day, hour, adgroup, fen, views }) => [day, hour, adgroup, (fen / 100).toFixed(2), views]),
    )
  })

  it('is read day by day', async () => {
    const rows = await collect(
      createBench(clock).runtime.read(tencentAds, 'daily_reports', { config: config(), ...days }),
    )
    expect(rows.map(({ date, adgroup_id, cost }) => [date, adgroup_id, cost.amount])).toEqual([
      ['2026-11-20', '9223372036854775806', '0.01'],
      ['2026-11-20', '9223372036854775807', '2.50'],
      ['2026-11-21', '9223372036854775806', '1000.00'],
      ['2026-11-21', '9223372036854775807', '40000000.00'],
    ])
  })

  it('is read today', async () => {
    const rows = await collect(createBench(clock).runtime.read(tencentAds, 'realtime_cost', { config: config() }))
    expect(rows.map(({ adgroup_id, cost }) => [adgroup_id, cost.amount])).toEqual([
      ['9223372036854775806', '1000.00'],
      ['9223372036854775807', '40000000.00'],
    ])
  })

  it('shows every movement of money, page by page', async () => {
    const rows = await collect(
      createBench(clock).runtime.read(tencentAds, 'fund_statements_detailed', { config: config(), ...days }),
    )
    expect(rows.map(({ time, amount, primary_key }) => [time, amount.amount, primary_key])).toEqual(
      MOVEMENTS.filter(({ time }) => time * 1000 < Date.parse('2026-11-22T00:00:00+08:00')).map((movement) => [
        movement.time,
        (movement.amount / 100).toFixed(2),
        movement.primary_key,
      ]),
    )
  })

  it('is synced whole in one run, with one token', async () => {
    const on = { enabled: true, ...days }
    const ledger = createLedger()
    const report = await syncAds(createBench(clock), ledger, config(), {
      daily_reports: on,
      hourly_reports: on,
      funds: { enabled: true },
      fund_statements_detailed: on,
      daily_balance_report: on,
    })
    expect(report).toMatchObject({ failures: [], quarantined: 0, differences: [] })
    const fund = ledger.rows.find(({ stream }) => stream.name === 'funds')
    expect(fund?.record).toMatchObject({ balance: { amount: '100210019765.91' }, fund_status: null })
    expect(new Set(ledger.rows.map(({ key, stream }) => stream.name + key)).size).toBe(ledger.rows.length)
  })
})
