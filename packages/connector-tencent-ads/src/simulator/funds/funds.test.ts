import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Asked, askVendor, range } from '../../../test/ask-vendor.js'
import { startTencentAdsSimulator, type TencentAdsSimulator } from '../index.js'

/** 23:00 in China: the day's delivery is over. */
const NOW = Date.parse('2026-11-20T15:00:00Z')
const ACCOUNT = '100000037'

let vendor: TencentAdsSimulator
let ask: ReturnType<typeof askVendor>
beforeEach(async () => {
  vendor = await startTencentAdsSimulator({ now: () => NOW, agencyId: '700000001', firstDay: '2026-11-14' })
  ask = askVendor(vendor, () => NOW)
})
afterEach(() => vendor.close())

const VERSIONS = ['v1.1', 'v3.0'] as const
const statements: Asked = { account_id: ACCOUNT, fund_type: 'FUND_TYPE_CASH', date_range: range('2026-11-20') }

describe.each(VERSIONS)('%s', (version) => {
  test('shows in each fund what its last movement left, for advertisers and the agency, without pages', async () => {
    const { data } = await ask(`/${version}/funds/get`, { account_id: ACCOUNT })
    expect(data?.page_info).toBeUndefined()
    for (const { fund_type, balance } of data?.list ?? []) {
      const last = vendor.fundFlows().filter(({ account, fund }) => account === ACCOUNT && fund === fund_type)
      expect(`${balance}`).toBe(last.at(-1)?.balance.replace('.', ''))
    }
    expect(data?.list?.map(({ fund_type }) => fund_type)).toEqual(['FUND_TYPE_CASH', 'GENERAL_GIFT'])
    expect((await ask(`/${version}/funds/get`, { account_id: '700000001' })).code).toBe(0)
    expect((await ask(`/${version}/funds/get`, { account_id: '1' })).code).toBe(12201)
  })

  test('takes out of cash what ads have cost', async () => {
    const paid = vendor.fundFlows({ from: '2026-11-20' }).filter(({ type }) => type === 'PAY')
    const spent = vendor.charges({ from: '2026-11-20', level: 'ADVERTISER' })
    for (const { account, amount } of spent) {
      const own = paid.filter((flow) => flow.account === account)
      expect(own.reduce((sum, flow) => sum + BigInt(flow.amount.replace('.', '')), 0n)).toBe(
        BigInt(amount.replace('.', '')),
      )
    }
  })

  test('sums the movements of a day in its balance', async () => {
    const query = { account_id: ACCOUNT, date_range: range('2026-11-14', '2026-11-20') }
    const { data } = await ask(`/${version}/daily_balance_report/get`, { ...query, page_size: '100' })
    expect(data?.page_info?.total_number).toBe(14)
    const cash = data?.list?.filter(({ fund_type }) => fund_type === 'FUND_TYPE_CASH') ?? []
    for (const [index, day] of cash.entries()) {
      if (index === 0) continue
      const before = Number(cash[index - 1]?.balance)
      expect(Number(day.balance)).toBe(before + Number(day.deposit) - Number(day.paid))
    }
  })

  test.each<[string, string, Asked, number]>([
    ['no fund type', 'fund_statements_detailed', { ...statements, fund_type: undefined }, 18001],
    ['an unknown fund type', 'fund_statements_detailed', { ...statements, fund_type: 'CASH' }, 18009],
    ['over two years back', 'fund_statements_detailed', { ...statements, date_range: range('2024-11-19') }, 31002],
    ['two years back', 'fund_statements_detailed', { ...statements, date_range: range('2024-11-20') }, 0],
    ['a page of 101', 'fund_statements_detailed', { ...statements, page_size: '101' }, 18003],
    [
      'eleven days',
      'daily_balance_report',
      { ...statements, fund_type: undefined, date_range: range('2026-11-10', '2026-11-20') },
      31002,
    ],
    ['ten days', 'daily_balance_report', { account_id: ACCOUNT, date_range: range('2026-11-11', '2026-11-20') }, 0],
    ['a fund type', 'daily_balance_report', statements, 18009],
    ['pages of funds', 'funds', { account_id: ACCOUNT, page: '1' }, 18009],
    ['an unknown field', 'funds', { account_id: ACCOUNT, fields: '["credit"]' }, 12009],
  ])('answers %s as documented', async (_what, call, query, code) => {
    expect((await ask(`/${version}/${call}/get`, query)).code).toBe(code)
  })
})

describe('fund_statements_detailed', () => {
  test('goes on from the key of a row in v3.0, and knows no keys in v1.1', async () => {
    const path = '/v3.0/fund_statements_detailed/get'
    const first = await ask(path, { ...statements, page_size: '100' })
    const key = String(first.data?.list?.at(-1)?.primary_key)
    const second = await ask(path, { ...statements, page_size: '100', primary_key: key })
    const today = vendor
      .fundFlows({ from: '2026-11-20' })
      .filter((f) => f.account === ACCOUNT && f.fund === 'FUND_TYPE_CASH')
    expect([...(first.data?.list ?? []), ...(second.data?.list ?? [])].map(({ time }) => time)).toEqual(
      today.map(({ time }) => time),
    )
    expect(today.length).toBeGreaterThan(100)
    expect((await ask(path, { ...statements, primary_key: 'x' })).code).toBe(18009)
    expect((await ask(path.replace('v3.0', 'v1.1'), { ...statements, primary_key: key })).code).toBe(18009)
    expect((await ask(path.replace('v3.0', 'v1.1'), statements)).data?.list?.[0]).not.toHaveProperty('primary_key')
  })
})

test('lets an application do what it has been let do', async () => {
  await vendor.close()
  vendor = await startTencentAdsSimulator({ now: () => NOW, scopes: ['account_management'] })
  ask = askVendor(vendor, () => NOW)
  expect((await ask('/v3.0/funds/get', { account_id: ACCOUNT })).code).toBe(0)
  const today = { account_id: ACCOUNT, level: 'ADVERTISER', date: '2026-11-20' }
  expect((await ask('/v3.0/realtime_cost/get', today)).code).toBe(0)
  expect((await ask('/v1.1/realtime_cost/get', today)).code).toBe(11014)
})
