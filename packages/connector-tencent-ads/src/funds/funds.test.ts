import { virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { answering, collect, createBench, createLedger, syncAds } from '../../test/bench.js'
import { tencentAds } from '../index.js'
import { type SimulatedFlow, startTencentAdsSimulator, type TencentAdsSimulator } from '../simulator/index.js'

/** 23:00 in China. */
const NIGHT = '2026-11-21T15:00:00Z'
const AGENCY = '700000001'
const VERSIONS = ['v1.1', 'v3.0'] as const
const OFF = { realtime_cost: { enabled: false } }

let vendor: TencentAdsSimulator
afterEach(() => vendor?.close())

async function start(clock = virtualClock(NIGHT)) {
  vendor = await startTencentAdsSimulator({
    now: clock.now,
    accounts: ['100000037'],
    agencyId: AGENCY,
    adgroups: 20,
    firstDay: '2026-11-18',
  })
  return { clock, bench: createBench(clock), ledger: createLedger() }
}

const yuan = (amount: string) => ({ amount, currency: 'CNY' })

describe.each(VERSIONS)('funds from %s', (apiVersion) => {
  it('are what is left in each fund, of advertisers and of the agency, observed anew by every sync', async () => {
    const { clock, bench, ledger } = await start()
    const streams = { ...OFF, funds: { enabled: true } }
    await syncAds(bench, ledger, { ...vendor.config, apiVersion }, streams)
    clock.advance(1_000)
    const report = await syncAds(bench, ledger, { ...vendor.config, apiVersion }, streams)
    expect(report).toMatchObject({ failures: [], quarantined: 0 })
    const rows = ledger.rows.map(({ record }) => record)
    expect(rows).toHaveLength(8)
    const booked = vendor.fundFlows()
    for (const { account_id, fund_type, balance } of rows) {
      const flows = booked.filter(({ account, fund }) => account === account_id && fund === fund_type)
      expect(balance).toEqual(yuan(flows.at(-1)?.balance ?? '50000000.00'))
    }
    expect(new Set(rows.map(({ observed_at }) => observed_at))).toEqual(
      new Set(['2026-11-21T15:00:00Z', '2026-11-21T15:00:01Z']),
    )
    expect(vendor.requests.every(({ path }) => path === `/${apiVersion}/funds/get`)).toBe(true)
  })

  it('are no spend, and neither is what was paid out of them', async () => {
    const { bench, ledger } = await start()
    const on = { enabled: true, from: '2026-11-20' }
    const streams = { ...OFF, funds: on, fund_statements_detailed: on, daily_balance_report: on }
    await syncAds(bench, ledger, { ...vendor.config, apiVersion }, streams)
    expect(new Set(ledger.rows.map(({ stream }) => stream.name)).size).toBe(3)
    expect(ledger.rows.every(({ charge, coverage }) => charge === null && coverage === undefined)).toBe(true)
  })
})

describe.each(VERSIONS)('fund_statements_detailed from %s', (apiVersion) => {
  it('holds every movement in every fund, page after page', async () => {
    const { bench, ledger } = await start()
    const streams = { ...OFF, fund_statements_detailed: { enabled: true, from: '2026-11-18' } }
    const report = await syncAds(bench, ledger, { ...vendor.config, apiVersion }, streams)
    expect(report).toMatchObject({ failures: [], quarantined: 0, differences: [] })
    const read = ledger.rows.map(({ record: r }) =>
      [r.account_id, r.fund_type, r.time, r.trade_type_ext, amountOf(r.amount), amountOf(r.balance)].join(' '),
    )
    const booked = vendor
      .fundFlows()
      .map((f: SimulatedFlow) => [f.account, f.fund, f.time, f.type, f.amount, f.balance].join(' '))
    expect(booked.length).toBeGreaterThan(400)
    expect(read.sort()).toEqual(booked.sort())
    expect(new Set(ledger.rows.map(({ key }) => key)).size).toBe(booked.length)
  })
})

describe('pages of statements', () => {
  const config = { accessToken: 'a-token', accountIds: ['1'] }
  const fund = '{"code":0,"data":{"list":[{"fund_type":"BANK","balance":1}]}}'
  const row = (index: number, key = `"k${index}"`) =>
    `{"time":${1795190400 + index},"amount":${index},"primary_key":${key}}`
  const day = { from: '2026-11-21', to: '2026-11-22' }

  async function read(apiVersion: 'v1.1' | 'v3.0', page: (query: Readonly<Record<string, string>>) => string) {
    const { transport, asked } = answering((query, path) => (path.endsWith('funds/get') ? fund : page(query)))
    const { runtime, events } = createBench(virtualClock(NIGHT), transport)
    const rows = await collect(
      runtime.read(tencentAds, 'fund_statements_detailed', { config: { ...config, apiVersion }, ...day }),
    )
    return { rows, asked: asked.filter(({ fund_type }) => fund_type !== undefined), events }
  }
  const list = (rows: readonly string[], info = '') => `{"code":0,"data":{"list":[${rows.join(',')}]${info}}}`
  const many = (from: number, count: number) => Array.from({ length: count }, (_none, index) => row(from + index))

  it('go on from the key of the last row in v3.0, whatever a total says', async () => {
    const { rows, asked, events } = await read('v3.0', ({ primary_key }) =>
      primary_key === undefined
        ? list(many(1, 100), ',"page_info":{"total_number":130,"total_page":2}')
        : list(many(101, 30), ',"page_info":{"total_number":30,"total_page":1}'),
    )
    expect(rows).toHaveLength(130)
    expect(asked.map(({ page, primary_key }) => [page, primary_key])).toEqual([
      ['1', undefined],
      [undefined, 'k100'],
    ])
    expect(events.filter(({ type }) => type === 'difference')).toEqual([])
  })

  it.each(['', ',"page_info":{"total_number":0,"total_page":0}'])(
    'ask once more after a full last page, and believe an empty one%s',
    async (info) => {
      const { rows, asked, events } = await read('v3.0', ({ primary_key }) =>
        primary_key === undefined ? list(many(1, 100)) : list([], info),
      )
      expect([rows.length, asked.length]).toEqual([100, 2])
      expect(events.filter(({ type }) => type === 'difference')).toEqual([])
    },
  )

  it('go on after a full page where neither keys nor totals are stated', async () => {
    const bare = (from: number, count: number) =>
      Array.from({ length: count }, (_none, index) => `{"time":${1795190400 + from + index},"amount":1}`)
    const { rows } = await read('v1.1', ({ page }) => list(page === '1' ? bare(0, 100) : bare(100, 7)))
    expect(rows).toHaveLength(107)
  })

  it('tell when a stated total did not arrive', async () => {
    const { events } = await read('v1.1', () =>
      list([row(1, 'null')], ',"page_info":{"total_number":2,"total_page":1}'),
    )
    expect(events.filter(({ type }) => type === 'difference')).toHaveLength(1)
  })

  it('end with an error where the vendor passes over the key', async () => {
    await expect(read('v3.0', () => list(many(1, 100)))).rejects.toMatchObject({ code: 'PAGING_ENDLESS' })
  })

  it('are numbered up to the stated total where rows have no keys', async () => {
    const info = ',"page_info":{"total_number":150,"total_page":2}'
    const { rows, asked } = await read('v1.1', ({ page }) =>
      list(
        Array.from({ length: page === '1' ? 100 : 50 }, (_none, index) => row(index, 'null')),
        info,
      ),
    )
    expect(rows).toHaveLength(150)
    expect(asked.map(({ page, primary_key }) => [page, primary_key])).toEqual([
      ['1', undefined],
      ['2', undefined],
    ])
  })

  it('keep movements apart that look the same', async () => {
    const { rows } = await read('v1.1', () => list([row(1, 'null'), row(1, 'null')]))
    expect(rows).toHaveLength(2)
  })

  it('are asked of every fund that the account has, whatever it is called', async () => {
    const { asked } = await read('v3.0', () => list([]))
    expect(asked).toMatchObject([
      { account_id: '1', fund_type: 'BANK', date_range: '{"start_date":"2026-11-21","end_date":"2026-11-21"}' },
    ])
  })
})

describe.each(VERSIONS)('daily_balance_report from %s', (apiVersion) => {
  it('sums up the movements of each day that is over', async () => {
    const { bench, ledger } = await start()
    const streams = { ...OFF, daily_balance_report: { enabled: true, from: '2026-11-18' } }
    const report = await syncAds(bench, ledger, { ...vendor.config, apiVersion }, streams)
    expect(report).toMatchObject({ failures: [], quarantined: 0, differences: [] })
    expect(new Set(ledger.rows.map(({ record }) => record.date))).toEqual(
      new Set(['2026-11-18', '2026-11-19', '2026-11-20']),
    )
    const booked = vendor.fundFlows()
    for (const { record: r } of ledger.rows) {
      const start = Date.parse(`${r.date}T00:00:00+08:00`) / 1000
      const flows = booked.filter(
        (f) => f.account === r.account_id && f.fund === r.fund_type && f.time >= start && f.time < start + 86_400,
      )
      const sum = (type: string) =>
        flows.filter((f) => f.type === type).reduce((fen, f) => fen + BigInt(f.amount.replace('.', '')), 0n)
      expect([r.deposit, r.paid].map(amountOf).map((text) => BigInt(`${text}`.replace('.', '')))).toEqual([
        sum('CHARGE'),
        sum('PAY'),
      ])
      if (flows.length > 0) expect(amountOf(r.balance)).toBe(flows.at(-1)?.balance)
      expect(r.acct_out_pay).toEqual(apiVersion === 'v3.0' ? yuan('0.00') : null)
    }
  })

  it('is asked for day by day, two years back at most', async () => {
    const { transport, asked } = answering(() => '{"code":0,"data":{"list":[]}}')
    const { runtime, events } = createBench(virtualClock(NIGHT), transport)
    const config = { accessToken: 'a-token', accountIds: ['1'], apiVersion }
    await collect(runtime.read(tencentAds, 'daily_balance_report', { config, from: '2024-11-21', to: '2024-11-25' }))
    expect(asked.map(({ date_range }) => date_range)).toEqual(
      ['2024-11-22', '2024-11-23', '2024-11-24'].map((day) => `{"start_date":"${day}","end_date":"${day}"}`),
    )
    expect(events.filter(({ type }) => type === 'window_unreachable')).toHaveLength(1)
  })
})

/** The amount of a money field. */
function amountOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'amount' in value ? value.amount : undefined
}
