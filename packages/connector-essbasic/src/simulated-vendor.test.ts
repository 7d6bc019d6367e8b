import { CLOCK, type Destination, type LedgerRow } from '@outlay/core'
import { createRuntime, type SyncReport } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { afterEach, describe, expect, it } from 'vitest'
import { essbasic } from './index.js'
import {
  type EssbasicSimulator,
  type EssbasicSimulatorOptions,
  type SimulatedCharge,
  startEssbasicSimulator,
} from './simulator/index.js'
import { memoryLedger } from './testing/memory-ledger.js'

const from = '2026-10-01'
const afterwards = Date.parse('2026-12-10T12:00:00+08:00')
const open: (() => Promise<void>)[] = []
let time = afterwards
afterEach(async () => {
  time = afterwards
  for (const close of open.splice(0)) await close()
})

describe('a full read', () => {
  it.each(['null', 'array', 'absent'] as const)(
    'of the whole application equals what the vendor charged (empty lists: %s)',
    async (emptyDetails) => {
      const vendor = await simulator({ emptyDetails })
      const ledger = memoryLedger()
      const report = await sync(vendor, ledger, { unitPrices: vendor.unitPrices })
      expect(report.failures).toEqual([])
      expect(report.differences).toEqual([])
      expect(chargedFor(ledger.rows())).toEqual(charged(vendor.charges()))
      expect(ledger.rows().some(({ record }) => record.CostType === 2)).toBe(true)
      expect(vendor.requests.every(({ code }) => code === '0')).toBe(true)
    },
  )

  it('by sub-organisation equals what the vendor charged each', async () => {
    const vendor = await simulator()
    const ledger = memoryLedger()
    const organizationOpenIds = vendor.organizations
    await sync(vendor, ledger, { unitPrices: vendor.unitPrices, organizationOpenIds, operatorOpenId: 'n9527' })
    const found = ledger.rows().map((row) => [row.charge?.subAccountId, ...chargeOf(row)].join(' '))
    const expected = vendor.charges().map((charge) => [charge.organization, ...simulated(charge)].join(' '))
    expect(found.sort()).toEqual(expected.sort())
  })

  it('by quota type equals what the vendor charged for those', async () => {
    const vendor = await simulator()
    const ledger = memoryLedger()
    await sync(vendor, ledger, { unitPrices: vendor.unitPrices, quotaTypes: ['SignFlow', 'FlowNotify'] })
    const wanted = vendor.charges().filter(({ sku }) => sku === 'SignFlow' || sku === 'FlowNotify')
    expect(chargedFor(ledger.rows())).toEqual(charged(wanted))
  })

  it('keeps usage without a price, unpriced', async () => {
    const vendor = await simulator()
    const ledger = memoryLedger()
    await sync(vendor, ledger, { unitPrices: { SignFlow: '3.99' } })
    const [priced, unpriced] = [true, false].map((is) =>
      ledger.rows().filter(({ charge }) => (charge?.sku === 'SignFlow') === is),
    )
    expect(chargedFor(priced ?? [])).toEqual(charged(vendor.charges().filter(({ sku }) => sku === 'SignFlow')))
    expect(new Set(unpriced?.map(({ charge }) => charge?.status))).toEqual(new Set(['unpriced']))
    expect(ledger.rows()).toHaveLength(vendor.charges().length)
  })

  it('spreads its requests, 20 to a second, and loses none', async () => {
    const vendor = await simulator()
    const ledger = memoryLedger()
    await sync(vendor, ledger, { unitPrices: vendor.unitPrices, pageSize: 5 })
    expect(chargedFor(ledger.rows())).toEqual(charged(vendor.charges()))
    expect(vendor.requests.length).toBeGreaterThan(40)
    expect(time - afterwards).toBeGreaterThanOrEqual(Math.floor((vendor.requests.length - 1) / 20) * 1000)
  })

  it('works with a temporary key pair', async () => {
    const vendor = await simulator({ token: 'sts-token' })
    const ledger = memoryLedger()
    await sync(vendor, ledger, { unitPrices: vendor.unitPrices })
    expect(chargedFor(ledger.rows())).toEqual(charged(vendor.charges()))
  })
})

describe('the names of persons', () => {
  it.each([false, true])(
    'are in the ledger, beside the rows too, only where they are wanted (%s)',
    async (personalData) => {
      const vendor = await simulator()
      const ledger = memoryLedger()
      await sync(vendor, ledger, { unitPrices: vendor.unitPrices, personalData })
      expect(ledger.rows().length).toBeGreaterThan(50)
      for (const name of ['典子谦', 'Müller', '劳动合同', 'OperatorName']) {
        expect(JSON.stringify(ledger.rows()).includes(name), name).toBe(personalData)
      }
    },
  )
})

describe('a later sync', () => {
  it('reads the months again that were not settled, and no other', async () => {
    const vendor = await simulator()
    const ledger = memoryLedger()
    time = Date.parse('2026-11-02T12:00:00+08:00')
    await sync(vendor, ledger, { unitPrices: vendor.unitPrices })
    const before = ledger.rows()
    expect(chargedFor(before)).toEqual(charged(vendor.charges()))
    expect(ledger.states().map(({ final }) => final)).toEqual([false, false])
    time = Date.parse('2026-11-04T00:00:00+08:00')
    await sync(vendor, ledger, { unitPrices: vendor.unitPrices })
    expect(ledger.states().map(({ start, final }) => [start, final])).toEqual([
      ['2026-09-30T16:00:00Z', true],
      ['2026-10-31T16:00:00Z', false],
    ])
    time = afterwards
    const seen = vendor.requests.length
    const report = await sync(vendor, ledger, { unitPrices: vendor.unitPrices })
    expect(report.windows).toMatchObject({ final: 1, committed: 2 })
    expect(vendor.requests.length).toBeGreaterThan(seen)
    expect(chargedFor(ledger.rows())).toEqual(charged(vendor.charges()))
  })

  it('keeps the keys of rows whose contracts have gone on', async () => {
    const vendor = await simulator()
    const ledger = memoryLedger()
    time = Date.parse('2026-10-22T12:00:00+08:00')
    await sync(vendor, ledger)
    const before = new Map(ledger.rows().map(({ key, record }) => [key, record.FlowStatus]))
    time += 3 * 86_400_000
    await sync(vendor, ledger)
    const after = new Map(ledger.rows().map(({ key, record }) => [key, record.FlowStatus]))
    expect([...before.keys()].every((key) => after.has(key))).toBe(true)
    expect([...before].some(([key, status]) => after.get(key) !== status)).toBe(true)
  })
})

it('a wrong sub-organisation leaves the others', async () => {
  const vendor = await simulator()
  const ledger = memoryLedger()
  const known = vendor.organizations[0] ?? ''
  const report = await sync(vendor, ledger, {
    organizationOpenIds: ['org_unknown', known],
    unitPrices: vendor.unitPrices,
  })
  expect(new Set(report.failures.map(({ error }) => error.vendor?.code))).toEqual(
    new Set(['ResourceNotFound.Organization']),
  )
  expect(chargedFor(ledger.rows())).toEqual(
    charged(vendor.charges().filter(({ organization }) => organization === known)),
  )
})

async function simulator(options: EssbasicSimulatorOptions = {}): Promise<EssbasicSimulator> {
  const history = Date.parse('2026-10-20T00:00:00+08:00')
  const started = await startEssbasicSimulator({ now: () => time, history, perDay: 5, ...options })
  open.push(() => started.close())
  return started
}

/** One sync of one connection on the vendor's own clock. */
async function sync(vendor: EssbasicSimulator, destination: Destination, more: object = {}): Promise<SyncReport> {
  const clock = {
    now: () => time,
    sleep: async (ms: number, signal?: AbortSignal) => {
      const until = time + ms
      await new Promise(setImmediate)
      signal?.throwIfAborted()
      time = Math.max(time, Math.ceil(until))
    },
  }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  await using runtime = createRuntime({ connectors: [essbasic], container: child })
  const config = { ...vendor.config, ...more }
  const connections = { 'e-sign': { connector: 'essbasic', config, streams: { bill_usage_detail: { from } } } }
  const [report] = await runtime.sync({ connections, destination })
  if (report === undefined) throw new Error('the sync has no report')
  return report
}

/** Charges as sorted lines of text: account, day in China, SKU, quantity and amount. */
function chargedFor(rows: readonly LedgerRow[]): string[] {
  return rows.map((row) => chargeOf(row).join(' ')).sort()
}

function charged(charges: readonly SimulatedCharge[]): string[] {
  return charges.map((charge) => simulated(charge).join(' ')).sort()
}

function chargeOf({ charge, record }: LedgerRow): unknown[] {
  const day = new Date(Number(record.CostTime) * 1000 + 8 * 3_600_000).toISOString().slice(0, 10)
  return [
    charge?.accountId,
    day,
    charge?.sku,
    charge?.quantity?.amount,
    charge?.effective?.amount,
    charge?.effective?.currency,
  ]
}

function simulated({ account, day, sku, quantity, amount, currency }: SimulatedCharge): unknown[] {
  return [account, day, sku, quantity, amount, currency]
}
