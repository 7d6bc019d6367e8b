import { CLOCK, OutlayError } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { afterEach, expect, it } from 'vitest'
import { config } from './config.js'
import { essbasic } from './index.js'
import { type EssbasicSimulator, type EssbasicSimulatorOptions, startEssbasicSimulator } from './simulator/index.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { usageWindows } from './usage-windows.js'

const NOW = Date.parse('2026-12-10T12:00:00+08:00')
const DAY = 86_400_000
const keys = { secretId: 'AKIDexample', secretKey: 'example-secret-key', appId: 'yDexample' }
const span = { from: '2026-10-01', to: '2026-12-10' }

const open: EssbasicSimulator[] = []
afterEach(async () => {
  for (const vendor of open.splice(0)) await vendor.close()
})

it('are calendar months in China unless the config says otherwise', () => {
  const { grid, windows } = calendarOf({})
  expect(grid).toBe('months Asia/Shanghai 00:00')
  expect(windows({ from: NOW - DAY, to: NOW }).map(({ date, lastDate }) => `${date} ${lastDate}`)).toEqual([
    '2026-12-01 2026-12-31',
  ])
})

it('are 31 days where the config says so, always the same ones, both ends in China', () => {
  const { grid, windows } = calendarOf({ windows: '31-days' })
  expect(grid).toBe('spans of 31 days Asia/Shanghai 00:00')
  const found = windows({ from: NOW - 100 * DAY, to: NOW })
  for (const { date, lastDate } of found) {
    const [first, last] = [Date.parse(date), Date.parse(lastDate)]
    expect((last - first) / DAY).toBe(30)
    expect((first / DAY) % 31).toBe(0)
  }
  expect(windows({ from: NOW - 50 * DAY, to: NOW })).toEqual(found.slice(-2))
})

it.each(['months', '31-days'] as const)(
  'read all that the vendor charged under the rule before October 2026 (%s)',
  async (windows) => {
    const vendor = await simulator({ sameMonth: false })
    const rows = await readRows(vendor, windows)
    const charges = vendor.charges(span)
    expect(charges.length).toBeGreaterThan(200)
    expect(rows.map(({ QuotaType, UseCount }) => `${QuotaType} ${UseCount}`).sort()).toEqual(
      charges.map(({ sku, quantity }) => `${sku} ${quantity}`).sort(),
    )
  },
)

it('of 31 days are refused under the rule since, and the hint says what to set', async () => {
  const error = await readRows(await simulator(), '31-days').catch((caught: unknown) => caught)
  if (!OutlayError.isInstance(error)) throw error
  expect(error.vendor?.code).toBe('InvalidParameterValue.InvalidTime')
  expect(error.hint).toMatch(/windows to months/)
})

it('are not mixed in one ledger', async () => {
  const vendor = await simulator({ sameMonth: false })
  const destination = memoryLedger()
  const codes = []
  for (const windows of ['months', '31-days']) {
    await using runtime = host()
    const connections = { 'e-sign': { connector: 'essbasic', config: { ...vendor.config, windows } } }
    const [report] = await runtime.sync({ connections, destination, ...span })
    codes.push(report?.failures.map(({ error }) => error.code))
  }
  expect(codes).toEqual([[], ['CONFIG_GRID_CHANGED']])
  expect(destination.rows()).toHaveLength(vendor.charges().length)
})

function calendarOf(more: object) {
  const { calendar } = usageWindows()
  if (calendar === undefined) throw new Error('usage has no windows')
  return calendar(config.parse({ ...keys, ...more }))
}

async function simulator(options: EssbasicSimulatorOptions = {}): Promise<EssbasicSimulator> {
  const history = Date.parse('2026-10-01T00:00:00+08:00')
  const vendor = await startEssbasicSimulator({ now: () => NOW, history, perDay: 5, perSecond: Infinity, ...options })
  open.push(vendor)
  return vendor
}

async function readRows(vendor: EssbasicSimulator, windows: 'months' | '31-days') {
  await using runtime = host()
  const rows = []
  const options = { config: { ...vendor.config, windows }, ...span }
  for await (const row of runtime.read(essbasic, 'bill_usage_detail', options)) rows.push(row)
  return rows
}

function host() {
  const clock = { now: () => NOW, sleep: () => Promise.reject(new Error('nobody should wait')) }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  return createRuntime({ connectors: [essbasic], container: child })
}
