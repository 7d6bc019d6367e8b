import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type SimulatedCharge,
  startZhihuiyaSimulator,
  type ZhihuiyaSimulator,
  type ZhihuiyaSimulatorOptions,
} from './index.js'

const DAY = 86_400_000
const HOUR = 3_600_000
const EIGHT = Date.UTC(2026, 10, 20) // Friday 2026-11-20, 08:00 in China
const PRICES = { 'AI34-3': '1.50', 'M001-2': '0.333' }

let now: number
let simulator: ZhihuiyaSimulator
beforeEach(() => {
  now = EIGHT + 4 * HOUR
})
afterEach(() => simulator.close())

async function start(options: ZhihuiyaSimulatorOptions = {}) {
  simulator = await startZhihuiyaSimulator({ now: () => now, auth: 'none', ...options })
}

async function textOf(start: string, end = start): Promise<string> {
  const { apikey, clientSecret } = simulator.config
  const compact = (day: string) => day.replaceAll('-', '')
  const body = { apikey, client_secret: clientSecret, time_start: compact(start), time_end: compact(end) }
  const response = await fetch(`${simulator.baseUrl}/open-user/statement/v2`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.text()
}

const dataOf = async (start: string, end = start) => JSON.parse(await textOf(start, end)).data

/** Exact units of 10^-12, independent of the simulator's own decimals. */
function units(text: string): bigint {
  const [whole, fraction = ''] = text.split('.')
  return BigInt(`${whole}${fraction.padEnd(12, '0')}`)
}

const sum = (amounts: Iterable<string>) => [...amounts].reduce((all, amount) => all + units(amount), 0n)
const moneyIn = (text: string) => [...text.matchAll(/"used_money":([\d.]+)/g)].map((match) => match[1] ?? '')
const money = (charges: SimulatedCharge[]) => sum(charges.map((charge) => charge.amount))

function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let time = Date.parse(from); time < Date.parse(to); time += DAY)
    days.push(new Date(time).toISOString().slice(0, 10))
  return days
}

describe('a statement', () => {
  it('has the documented members and no dates', async () => {
    await start()
    const data = await dataOf('2026-11-16', '2026-11-19')
    expect(Object.keys(data)).toEqual(['usage', 'combo_usage', 'usage_money', 'combo_use_num', 'combo_usage_num'])
    expect(data.usage[0]).toEqual({
      fee_times: expect.any(Number),
      used_money: expect.any(Number),
      usage_times: expect.any(Number),
      request_path: '/basic-patent-data/fulltext-image',
      serial_number: 'P042',
      request_path_name: '[P042]全文附图',
    })
    expect(data.combo_usage[0]).toEqual({
      url: '/ai/quick-search-report/query',
      url_name: '[AI34-3]预研报告查询(Beta)',
      used_num: expect.any(Number),
      usage_num: expect.any(Number),
    })
  })

  it('has two rows of one serial number and different paths', async () => {
    await start()
    const { usage } = await dataOf('2026-11-17')
    const shared = usage.filter((row: { serial_number: string }) => row.serial_number === 'P042')
    expect(shared.map((row: { request_path: string }) => row.request_path)).toEqual([
      '/basic-patent-data/fulltext-image',
      '/basic-patent-data/fulltext-image/batch',
    ])
  })

  it('adds up to the charges, day by day and over a range, to the last digit', async () => {
    await start({ unitPrices: PRICES })
    const days = daysBetween('2026-09-21', '2026-11-21')
    const perDay: string[] = []
    for (const day of days) {
      const reported = moneyIn(await textOf(day))
      const charged = simulator.charges({ from: day, to: new Date(Date.parse(day) + DAY).toISOString().slice(0, 10) })
      expect(charged.slice(0, reported.length).map((charge) => charge.amount)).toEqual(reported)
      perDay.push(...reported)
    }
    const range = await textOf('2026-09-21', '2026-11-20')
    expect(sum(moneyIn(range))).toBe(sum(perDay))
    expect(units(/"usage_money":([\d.]+)/.exec(range)?.[1] ?? '')).toBe(sum(perDay))
    const priced = simulator.charges().filter((charge) => !(charge.sku in PRICES))
    expect(money(priced)).toBe(sum(perDay))
    expect(simulator.charges().at(0)?.day).toBe('2026-09-21')
    expect(simulator.charges().at(-1)?.day).toBe('2026-11-20')
  })

  it('writes amounts that no float can hold', async () => {
    await start()
    const amounts = moneyIn(await textOf('2026-09-21', '2026-11-20'))
    const lossy = amounts.filter((amount) => String(Number(amount)).replace(/^\d+$/, '$&.00') !== amount)
    expect(lossy.filter((amount) => (amount.split('.')[1] ?? '').length > 10)).not.toEqual([])
  })

  it('charges counted calls at the contract price, and leaves out what has none', async () => {
    await start({ unitPrices: PRICES })
    const { combo_usage } = await dataOf('2026-11-17')
    const charged = simulator.charges({ from: '2026-11-17', to: '2026-11-18' }).filter((charge) => charge.sku in PRICES)
    const counted = new Map<string, number>(
      combo_usage.map((row: { url_name: string; usage_num: number }) => [
        row.url_name.slice(1).split(']')[0],
        row.usage_num,
      ]),
    )
    expect(charged.length).toBeGreaterThan(0)
    for (const { sku, amount, quantity } of charged) {
      expect(quantity).toBe(String(counted.get(sku)))
      expect(units(amount)).toBe(units(PRICES[sku as keyof typeof PRICES]) * BigInt(quantity))
    }
    expect(simulator.charges().some((charge) => charge.sku === 'AI35-1')).toBe(false)
  })

  it('has free interfaces, and rows without a chargeable call', async () => {
    await start()
    const charges = simulator.charges()
    expect(charges.some(({ sku, amount, quantity }) => sku === 'P001' && amount === '0' && Number(quantity) > 0)).toBe(
      true,
    )
    expect(charges.some(({ sku, amount, quantity }) => sku === 'P014' && amount === '0' && quantity === '0')).toBe(true)
  })

  it('has empty lists on a Saturday and null on a Sunday', async () => {
    await start()
    const totals = { usage_money: 0, combo_use_num: 0, combo_usage_num: 0 }
    expect(await dataOf('2026-11-14')).toEqual({ usage: [], combo_usage: [], ...totals })
    expect(await dataOf('2026-11-15')).toEqual({ usage: null, combo_usage: null, ...totals })
    expect(simulator.charges({ from: '2026-11-14', to: '2026-11-16' })).toEqual([])
  })

  it('has nothing before its history', async () => {
    await start({ history: '2026-11-17' })
    expect((await dataOf('1999-01-01', '2026-11-16')).usage).toEqual([])
    expect(await textOf('1999-01-01', '2026-11-17')).toBe(await textOf('2026-11-17'))
  })

  it('has bilingual names, no usage_num and wrong totals where so set', async () => {
    await start({ names: 'bilingual', withUsageNum: false, statedTotals: 'wrong' })
    const text = await textOf('2026-11-17')
    const data = JSON.parse(text).data
    expect(data.usage[0].request_path_name).toBe('<cn>[P042]全文附图</cn><us>[P042]Fulltext Image</us>')
    expect(data.combo_usage[0]).not.toHaveProperty('usage_num')
    const uses = data.combo_usage.reduce((all: number, row: { used_num: number }) => all + row.used_num, 0)
    expect(data.combo_use_num).toBe(uses + 79)
    expect(units(/"usage_money":([\d.]+)/.exec(text)?.[1] ?? '')).toBe(sum(moneyIn(text)) + units('12.34'))
  })

  it('counts every use where usage_num is absent', async () => {
    await start({ withUsageNum: false, unitPrices: { 'AI34-3': '1' } })
    const { combo_usage } = await dataOf('2026-11-17')
    const charge = simulator.charges({ from: '2026-11-17', to: '2026-11-18' }).find(({ sku }) => sku === 'AI34-3')
    expect(charge?.quantity).toBe(String(combo_usage[0].used_num))
  })
})

describe('time', () => {
  const charged = (day: string, asOf: number) => simulator.charges({ from: day, to: `${day.slice(0, 8)}21`, asOf })
  const usageTimes = async () =>
    (await dataOf('2026-11-20')).usage.map((row: { usage_times: number }) => row.usage_times)

  it.each([
    ['08:00', EIGHT],
    ['00:00', EIGHT - 8 * HOUR],
  ] as const)('lets a day of boundary %s grow from its beginning', async (dayBoundary, begins) => {
    await start({ dayBoundary })
    now = begins
    expect(await usageTimes()).toEqual([])
    now = begins + 4 * HOUR
    const early = await usageTimes()
    now = begins + 20 * HOUR
    const late = await usageTimes()
    expect(early[0]).toBeGreaterThan(0)
    expect(late[0]).toBeGreaterThan(early[0])
  })

  it('corrects an ended day after D+1 08:00 and never after D+3 08:00', async () => {
    await start()
    now = EIGHT + DAY
    const ended = await textOf('2026-11-20')
    now = EIGHT + DAY + HOUR - 1
    expect(await textOf('2026-11-20')).toBe(ended)
    now = EIGHT + 2 * DAY
    const corrected = await textOf('2026-11-20')
    expect(corrected).not.toBe(ended)
    now = EIGHT + 3 * DAY
    const final = await textOf('2026-11-20')
    expect(final).not.toBe(corrected)
    now = EIGHT + 400 * DAY
    expect(await textOf('2026-11-20')).toBe(final)
  })

  it('corrects every interface once or twice', async () => {
    await start()
    const states = new Map<number, Set<string>>()
    for (let asOf = EIGHT + DAY; asOf <= EIGHT + 3 * DAY; asOf += HOUR) {
      charged('2026-11-20', asOf).forEach((charge, index) => {
        states.set(index, (states.get(index) ?? new Set()).add(`${charge.amount} ${charge.quantity}`))
      })
    }
    const corrections = [...states.values()].map((seen) => seen.size - 1)
    expect(new Set(corrections)).toEqual(new Set([1, 2]))
  })

  it('shows in charges() what the API shows at the same moment', async () => {
    await start()
    for (const hours of [3, 30, 50, 90]) {
      now = EIGHT + hours * HOUR
      const reported = moneyIn(await textOf('2026-11-20'))
      const then = charged('2026-11-20', now).map((charge) => charge.amount)
      expect(then).toEqual(reported)
      now = EIGHT + 200 * HOUR
      expect(charged('2026-11-20', EIGHT + hours * HOUR).map((charge) => charge.amount)).toEqual(then)
    }
  })

  it('is the same world for the same seed and account, and another one for others', async () => {
    await start()
    const first = await textOf('2026-11-16', '2026-11-19')
    for (const [options, same] of [
      [{}, true],
      [{ seed: 2 }, false],
      [{ seed: 1 + 2 ** 32 }, false],
      [{ account: 'other' }, false],
    ] as const) {
      await simulator.close()
      await start(options)
      expect((await textOf('2026-11-16', '2026-11-19')) === first).toBe(same)
    }
  })
})
