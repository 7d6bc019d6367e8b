import { afterEach, describe, expect, test } from 'vitest'
import { type Asked, askVendor, range } from '../../../test/ask-vendor.js'
import { startTencentAdsSimulator, type TencentAdsSimulator, type TencentAdsSimulatorOptions } from '../index.js'

/** Noon in China. */
const NOON = Date.parse('2026-11-20T04:00:00Z')
const ACCOUNT = '100000037'
const DAILY = '/v3.0/daily_reports/get'
const HOURLY = '/v3.0/hourly_reports/get'

let vendor: TencentAdsSimulator
afterEach(() => vendor.close())

async function start(options: TencentAdsSimulatorOptions = {}, now = () => NOON) {
  vendor = await startTencentAdsSimulator({ now, ...options })
  return askVendor(vendor, now)
}

const report: Asked = {
  account_id: ACCOUNT,
  level: 'REPORT_LEVEL_ADGROUP',
  date_range: range('2026-11-19'),
  group_by: '["date","adgroup_id"]',
  fields: '["date","adgroup_id","cost","view_count","valid_click_count"]',
  page_size: '2000',
}
const hours: Asked = { ...report, group_by: '["hour","adgroup_id"]', fields: '["hour","adgroup_id","cost"]' }
const filter = (operator: string, values: readonly string[]) =>
  JSON.stringify([{ field: 'adgroup_id', operator, values }])

describe('reports', () => {
  test('are what the books say, by day and by hour', async () => {
    const ask = await start({ adgroups: 90 })
    const fen = (amount: string) => Number(amount.replace('.', ''))
    const only = { from: '2026-11-19', to: '2026-11-20' }
    const own = (stream: 'daily_reports' | 'hourly_reports') =>
      vendor.charges({ ...only, stream }).filter(({ account }) => account === ACCOUNT)
    const days = (await ask(DAILY, report)).data?.list ?? []
    expect(days.map((row) => [`adgroup/${row.adgroup_id}`, row.cost])).toEqual(
      own('daily_reports').map(({ resource, amount }) => [resource, fen(amount)]),
    )
    const byHour = (await ask(HOURLY, hours)).data?.list ?? []
    expect(byHour.map((row) => [`adgroup/${row.adgroup_id}`, row.hour, row.cost])).toEqual(
      own('hourly_reports').map(({ resource, hour, amount }) => [resource, hour, fen(amount)]),
    )
    expect(byHour.length).toBeGreaterThan(1_000)
  })

  test('grow over the day like realtime_cost, and once more at three in the morning', async () => {
    let now = Date.parse('2026-11-19T15:00:00Z')
    await start({}, () => now)
    const sum = (stream: 'realtime_cost' | 'daily_reports') =>
      vendor
        .charges({ from: '2026-11-19', to: '2026-11-20', stream, level: 'ADVERTISER' })
        .reduce((total, { amount }) => total + BigInt(amount.replace('.', '')), 0n)
    expect(sum('daily_reports')).toBe(sum('realtime_cost'))
    now += 5 * 3_600_000
    expect(sum('daily_reports')).toBeGreaterThan(sum('realtime_cost'))
  })

  test('have no rows for what neither cost nor showed anything', async () => {
    const ask = await start()
    const rows = (await ask(DAILY, report)).data?.list ?? []
    expect(rows.length).toBeLessThan(130)
    expect(rows.every(({ cost }) => Number(cost) > 0)).toBe(true)
  })

  test('say nothing of a dimension that is not grouped by', async () => {
    const ask = await start()
    const query = { ...report, level: 'REPORT_LEVEL_ADVERTISER', group_by: '["date"]' }
    expect((await ask(DAILY, query)).data?.list).toMatchObject([{ date: '2026-11-19', adgroup_id: '0' }])
  })

  test.each<[string, string, Asked, number]>([
    ['no fields', DAILY, { ...report, fields: undefined }, 18001],
    ['no grouping', DAILY, { ...report, group_by: undefined }, 18001],
    ['an empty grouping', DAILY, { ...report, group_by: '[]' }, 18012],
    ['hours by the day', DAILY, { ...report, group_by: '["hour"]' }, 18009],
    ['a level of costs', DAILY, { ...report, level: 'ADGROUP' }, 18009],
    ['an unknown time line', DAILY, { ...report, time_line: 'NOW' }, 18009],
    ['a time line', DAILY, { ...report, time_line: 'REPORTING_TIME' }, 0],
    ['a day 365 days ago', DAILY, { ...report, date_range: range('2025-11-20') }, 0],
    ['a day 366 days ago', DAILY, { ...report, date_range: range('2025-11-19') }, 31002],
    ['two days by the hour', HOURLY, { ...hours, date_range: range('2026-11-18', '2026-11-19') }, 31002],
    ['an hour 90 days ago', HOURLY, { ...hours, date_range: range('2026-08-22') }, 0],
    ['an hour 91 days ago', HOURLY, { ...hours, date_range: range('2026-08-21') }, 31002],
    ['the last page within reach', DAILY, { ...report, page: '5' }, 0],
    ['a page beyond it', DAILY, { ...report, page: '6' }, 127005],
    ['a page of 2001', DAILY, { ...report, page_size: '2001' }, 18003],
    ['page 101 by the hour', HOURLY, { ...hours, page: '101', page_size: '10' }, 18003],
    ['a hundred ids', DAILY, { ...report, filtering: filter('IN', many(100)) }, 0],
    ['101 ids', DAILY, { ...report, filtering: filter('IN', many(101)) }, 18003],
    ['EQUALS with two', DAILY, { ...report, filtering: filter('EQUALS', many(2)) }, 18003],
    ['an account of somebody else', DAILY, { ...report, account_id: '1' }, 12201],
  ])('answer %s as documented', async (_what, path, query, code) => {
    expect((await (await start())(path, query)).code).toBe(code)
  })

  test('are frozen once 40,000 rows were gone through in ten seconds, level by level', async () => {
    let now = NOON
    const ask = await start({ adgroups: 1_200, accounts: [ACCOUNT] }, () => now)
    let asked = 0
    while ((await ask(HOURLY, { ...hours, page: '1' })).code === 0) asked += 1
    expect(asked).toBeGreaterThan(1)
    expect((await ask(HOURLY, hours)).code).toBe(127011)
    expect((await ask(HOURLY, { ...hours, level: 'REPORT_LEVEL_ADVERTISER', group_by: '["hour"]' })).code).toBe(0)
    now += 30_000
    expect((await ask(HOURLY, hours)).code).toBe(0)
  })
})

function many(count: number): string[] {
  return Array.from({ length: count }, (_none, index) => String(index + 1))
}
