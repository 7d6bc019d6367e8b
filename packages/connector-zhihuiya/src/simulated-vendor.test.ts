import { compareDecimals, sumDecimals } from '@outlay/core'
import { afterEach, describe, expect, it } from 'vitest'
import { collect, type Host, host, sync } from '../test/host.js'
import { zhihuiya } from './index.js'
import type { SimulatedCharge, SimulatedFault, ZhihuiyaSimulator, ZhihuiyaSimulatorOptions } from './simulator/index.js'
import { startZhihuiyaSimulator } from './simulator/index.js'

let simulator: ZhihuiyaSimulator | undefined
afterEach(async () => simulator?.close())

/** A Thursday; the week before holds a weekend, and its days have settled. */
const NOW = '2025-01-30T12:00:00+08:00'
const week = { from: '2025-01-17', to: '2025-01-22' }

/** A vendor and a runtime on the same clock. */
async function meet(options: ZhihuiyaSimulatorOptions = {}, now = NOW): Promise<Host & { vendor: ZhihuiyaSimulator }> {
  const started = host(now)
  const vendor = await startZhihuiyaSimulator({ history: '2025-01-01', now: () => started.clock.now(), ...options })
  simulator = vendor
  return { ...started, vendor }
}

type Compared = Pick<SimulatedCharge, 'day' | 'sku' | 'amount' | 'quantity'>

function sorted(charges: readonly Compared[]): readonly string[] {
  return charges.map(({ day, sku, amount, quantity }) => [day, sku, sumDecimals([amount]), quantity].join(' ')).sort()
}

/** What the ledger was charged, in the simulator's words. */
async function charged({ runtime, vendor }: Host & { vendor: ZhihuiyaSimulator }, more: object = {}) {
  const { rows, quarantined, report } = await sync(runtime, { ...vendor.config, ...more }, week)
  expect(report.failures).toEqual([])
  expect(quarantined).toEqual([])
  return rows.flatMap(({ record, charge }) => {
    const money = charge?.effective ?? charge?.billed
    if (!charge || !money) return []
    expect(money.currency).toBe('CNY')
    const quantity = String(charge.quantity?.amount)
    return [{ day: String(record.date), sku: charge.sku, amount: money.amount, quantity }]
  })
}

const PRICES = { unitPrices: { 'AI34-3': '2.50', 'M001-2': '0.0001' } }

describe('a full read equals what the vendor charged', () => {
  it.each<[string, ZhihuiyaSimulatorOptions, object]>([
    ['by OAuth, with a flat token reply', {}, {}],
    ['by OAuth, with a nested token reply', { tokenReply: 'nested', expiresIn: 'string' }, {}],
    ['with an API key as a bearer', { auth: 'api-key-bearer' }, {}],
    ['with an API key in the query', { auth: 'api-key-query' }, {}],
    ['without gateway credentials', { auth: 'none' }, {}],
    ['with a gateway key of its own', { gatewayApiKey: 'gateway-client' }, {}],
    ['with all parameters in the query', { paramsIn: 'query' }, {}],
    ['with parameters in a form', { paramsIn: 'form' }, {}],
    ['with prices for packages', PRICES, PRICES],
    ['without usage_num', { ...PRICES, withUsageNum: false }, PRICES],
    ['with names in two languages', { ...PRICES, names: 'bilingual' }, { ...PRICES, locale: 'us' }],
    ['with days that start at midnight', { dayBoundary: '00:00' }, { dayBoundary: '00:00' }],
    ['with an exclusive end', { endInclusive: false }, { endInclusive: false }],
    ['where the totals are wrong', { statedTotals: 'wrong' }, {}],
  ])('%s', async (_title, options, config) => {
    const met = await meet(options)
    const truth = sorted(met.vendor.charges(week))

    expect(sorted(await charged(met, config))).toEqual(truth)
    expect(truth.length).toBeGreaterThan(8)
  })
})

describe('a month', () => {
  it.each(['08:00', '00:00'] as const)('adds up to what the vendor charged for its days (%s)', async (dayBoundary) => {
    const { runtime, vendor } = await meet({ dayBoundary }, '2025-02-10T12:00:00+08:00')
    const config = { ...vendor.config, dayBoundary, granularity: 'month' }
    const { rows, report } = await sync(runtime, config, { from: '2025-01-01', to: '2025-02-01' })
    const amounts = rows.flatMap(({ charge }) => (charge?.billed ? [charge.billed.amount] : []))

    expect(report.failures).toEqual([])
    expect(report.differences).toEqual([])
    const truth = vendor.charges({ from: '2025-01-01', to: '2025-02-01' }).map(({ amount }) => amount)
    expect(compareDecimals(sumDecimals(amounts), sumDecimals(truth))).toBe(0)
    expect(truth.length).toBeGreaterThan(amounts.length)
    expect(vendor.requests.filter(({ path }) => path === '/open-user/statement/v2')).toHaveLength(1)
  })

  it('that is under way is taken up to today, never beyond', async () => {
    const { runtime, vendor } = await meet()
    const config = { ...vendor.config, granularity: 'month' }
    const { rows, report } = await sync(runtime, config, { from: '2025-01-01', to: '2025-02-01' })

    expect(report.failures).toEqual([])
    expect(rows.length).toBeGreaterThan(0)
  })
})

describe('a day', () => {
  it('that has not settled is read again, until it says what the vendor says in the end', async () => {
    const met = await meet({}, '2025-01-22T09:30:00+08:00')
    const first = await charged(met)
    expect(sorted(first)).toEqual(sorted(met.vendor.charges(week)))

    met.clock.set('2025-01-26T09:30:00+08:00')
    const again = await charged(met)
    const days = new Set(again.map(({ day }) => day))
    expect([...days]).toEqual(['2025-01-20', '2025-01-21'])
    expect(sorted([...first.filter(({ day }) => !days.has(day)), ...again])).toEqual(sorted(met.vendor.charges(week)))
    expect(sorted(again)).not.toEqual(sorted(first.filter(({ day }) => days.has(day))))
  })

  it('of rest has no lines and totals of zero', async () => {
    const { runtime, vendor } = await meet()
    const weekend = { config: vendor.config, from: '2025-01-18', to: '2025-01-20' }

    expect(await collect(runtime.read(zhihuiya, 'statement_lines', weekend))).toEqual([])
    expect(await collect(runtime.read(zhihuiya, 'statement_totals', weekend))).toMatchObject([
      { date: '2025-01-18', usage_money: { currency: 'CNY' }, combo_use_num: 0 },
      { date: '2025-01-19', usage_money: { currency: 'CNY' }, combo_use_num: 0 },
    ])
  })

  it('keeps two lines of one serial number apart', async () => {
    const { runtime, vendor } = await meet()
    const { rows } = await sync(runtime, vendor.config, { from: '2025-01-17', to: '2025-01-18' })
    const shared = rows.filter(({ record }) => record.serial_number === 'P042')

    expect(shared.map(({ record }) => record.request_path)).toEqual([
      '/basic-patent-data/fulltext-image',
      '/basic-patent-data/fulltext-image/batch',
    ])
    expect(new Set(rows.map(({ key, stream }) => stream.name + key)).size).toBe(rows.length)
  })
})

describe('stated totals', () => {
  it('that are right are reported by nobody, that are wrong on every day with usage', async () => {
    const right = await meet()
    expect((await sync(right.runtime, right.vendor.config, week)).report.differences).toEqual([])
    await right.vendor.close()

    const wrong = await meet({ statedTotals: 'wrong' })
    expect((await sync(wrong.runtime, wrong.vendor.config, week)).report.differences).toHaveLength(3 * 3)
  })
})

describe('a fault', () => {
  it.each<[string, SimulatedFault]>([
    ['HTTP 503', { kind: 'status', status: 503 }],
    ['HTTP 429 with Retry-After', { kind: 'status', status: 429, retryAfter: '7' }],
    ['a reset connection', { kind: 'reset' }],
    ['half a reply', { kind: 'truncated' }],
    ['a page of HTML', { kind: 'html' }],
    ['an empty reply', { kind: 'empty' }],
    ['67200002', { kind: 'error', code: 67200002 }],
    ['67200100', { kind: 'error', code: 67200100 }],
    ['68300008 as text', { kind: 'error', code: 68300008, envelope: 'text' }],
    ['an expired token', { kind: 'error', code: 67200009 }],
    ['HTTP 502 at the token endpoint', { kind: 'status', status: 502, path: '/oauth/token' }],
  ])('that passes is got over: %s', async (_title, fault) => {
    const met = await meet()
    met.vendor.fault({ path: '/open-user/statement/v2', ...fault })

    expect(sorted(await charged(met))).toEqual(sorted(met.vendor.charges(week)))
    expect(met.vendor.requests.filter(({ code }) => code !== '0')).toHaveLength(1)
  })

  it.each<[SimulatedFault, string, number]>([
    [{ kind: 'status', status: 503 }, 'VENDOR_TRANSIENT', 4],
    [{ kind: 'html' }, 'REPLY_HTML', 4],
    [{ kind: 'error', code: 67200002 }, 'VENDOR_RATE_LIMITED', 4],
    [{ kind: 'error', code: 67200009 }, 'VENDOR_AUTH', 2],
    [{ kind: 'error', code: 67200007 }, 'VENDOR_QUOTA_EXHAUSTED', 1],
    [{ kind: 'redirect', location: 'https://elsewhere.example/' }, 'REDIRECT_REFUSED', 1],
  ])('that stays ends the reading: %o', async (fault, code, requests) => {
    const { runtime, vendor } = await meet()
    vendor.fault({ ...fault, path: '/open-user/statement/v2' }, 9)
    const reading = runtime.read(zhihuiya, 'statement_lines', {
      config: vendor.config,
      from: '2025-01-17',
      to: '2025-01-18',
    })

    await expect(collect(reading)).rejects.toMatchObject({ code })
    expect(vendor.requests.filter(({ path }) => path === '/open-user/statement/v2')).toHaveLength(requests)
  })

  it('of pace does not happen: calls are a second apart', async () => {
    const met = await meet({ minIntervalMs: 1000 })
    await charged(met)

    expect(met.vendor.requests.map(({ code }) => code)).toEqual(['0', '0', '0', '0', '0', '0'])
  })

  it('of wrong credentials is refused once', async () => {
    const { runtime, vendor } = await meet()
    const config = { ...vendor.config, clientSecret: 'mistyped' }

    await expect(collect(runtime.read(zhihuiya, 'statement_lines', { config, ...week }))).rejects.toMatchObject({
      category: 'auth',
      vendor: { code: '67200003' },
    })
    expect(vendor.requests).toHaveLength(1)
  })
})
