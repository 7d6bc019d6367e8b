import { CLOCK, type Clock, canonicalDecimal, type Money, sumDecimals } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { MemoryLedger } from '@outlay/testkit'
import { container } from 'tsyringe'
import { afterEach, describe, expect, it } from 'vitest'
import { anticaptcha, OTHER_QUEUES } from './index.js'
import {
  type AnticaptchaSimulator,
  type AnticaptchaSimulatorOptions,
  startAnticaptchaSimulator,
} from './simulator/index.js'

const QUEUES = ['English ImageToText', 'Recaptcha Proxyless']
const DAYS = { from: '2026-11-01', to: '2026-11-03' }
const started: AnticaptchaSimulator[] = []
let now = 0

afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.close()
})

/** A vendor with a clock at `instant`, which the connector shares: waiting moves it on. */
async function start(options: AnticaptchaSimulatorOptions = {}, instant = '2026-11-10T12:20:00Z') {
  now = Date.parse(instant)
  const simulator = await startAnticaptchaSimulator({ now: () => now, queues: QUEUES, ...options })
  started.push(simulator)
  return simulator
}

const clock: Clock = {
  now: () => now,
  sleep: async (ms, signal) => {
    await new Promise(setImmediate)
    signal?.throwIfAborted()
    now += ms
  },
}
/** One on which a run takes no time. */
const still: Clock = { ...clock, sleep: async () => {} }

interface Setting {
  readonly config?: Readonly<Record<string, unknown>>
  readonly range?: { readonly from: string; readonly to?: string }
  readonly on?: Clock
  /** Streams beside the spend. Default: none. */
  readonly streams?: readonly string[]
}

/** Syncs into a ledger in memory; charges are what rows cost. */
async function sync(
  simulator: AnticaptchaSimulator,
  { config = {}, range = DAYS, on = clock, streams: more = [] }: Setting = {},
) {
  const destination = new MemoryLedger()
  const host = container.createChildContainer().register<Clock>(CLOCK, { useValue: on })
  const runtime = createRuntime({ connectors: [anticaptcha], container: host })
  const enabled = more.map((name) => [name, { enabled: true }] as const)
  const streams = { balance: { enabled: false }, ...Object.fromEntries(enabled) }
  const connections = { main: { connector: 'anticaptcha', config: { ...simulator.config, ...config }, streams } }
  const [report] = await runtime.sync({ connections, destination, ...range })
  await runtime.close()
  const rows = destination.rows()
  const recordsOf = (name: string) => rows.filter(({ stream }) => stream.name === name).map(({ record }) => record)
  return { report: report!, charges: rows.flatMap(({ charge }) => (charge === null ? [] : [charge])), recordsOf }
}

type Charges = Awaited<ReturnType<typeof sync>>['charges']

/** What the connector made of it, and what the vendor charged: one line a queue and hour, sorted. */
const linesOf = (charges: Charges): string[] =>
  charges
    .map(({ period, sku, billed, quantity }) => {
      return `${period.start.slice(0, 10)} ${sku} ${canonicalDecimal(billed?.amount ?? '')} ${quantity?.amount}`
    })
    .sort()
const chargedBy = (simulator: AnticaptchaSimulator, range: { from: string; to?: string }): string[] =>
  simulator
    .charges(range)
    .map(({ day, sku, amount, quantity }) => `${day} ${sku} ${canonicalDecimal(amount)} ${quantity}`)
    .sort()

const totalOf = (charges: Charges): string => canonicalDecimal(sumDecimals(charges.map(({ billed }) => billed!.amount)))
const totalBy = (simulator: AnticaptchaSimulator, range: { from: string; to?: string }): string =>
  canonicalDecimal(sumDecimals(simulator.charges(range).map(({ amount }) => amount)))

describe('a full sync', () => {
  it.each<AnticaptchaSimulatorOptions>([{}, { rowsPerReply: 23 }, { stringNumbers: true }])(
    'equals what the vendor charged, charge by charge, with %j',
    async (options) => {
      const simulator = await start(options)
      const { charges, report } = await sync(simulator, { config: { queues: QUEUES } })
      expect(charges.length).toBeGreaterThan(60)
      expect(linesOf(charges)).toEqual(chargedBy(simulator, DAYS))
      expect(report).toMatchObject({ failures: [], differences: [], quarantined: 0, windows: { committed: 2 } })
    },
  )

  it.each([24, 23] as const)('holds today up to the hour under way, with replies of %i hours', async (rowsPerReply) => {
    const simulator = await start({ rowsPerReply }, '2026-11-10T23:20:00Z')
    const range = { from: '2026-11-10' }
    const { charges, report } = await sync(simulator, { config: { queues: QUEUES }, range, on: still })
    expect(linesOf(charges)).toEqual(chargedBy(simulator, range))
    expect(report.differences).toEqual([])
  })

  it('without queues equals the sum', async () => {
    const simulator = await start()
    const { charges } = await sync(simulator)
    expect(new Set(charges.map(({ sku }) => sku))).toEqual(new Set(['all queues']))
    expect(totalOf(charges)).toBe(totalBy(simulator, DAYS))
    expect(simulator.requests).toHaveLength(2)
  })

  it.each(['zeros', 'empty'] as const)(
    'loses nothing to a misspelt queue that yields %s',
    async (unsupportedQueues) => {
      const simulator = await start({ unsupportedQueues })
      const { charges } = await sync(simulator, { config: { queues: ['Recaptcha', QUEUES[0]] } })
      expect(new Set(charges.map(({ sku }) => sku))).toEqual(new Set([QUEUES[0], OTHER_QUEUES]))
      expect(totalOf(charges)).toBe(totalBy(simulator, DAYS))
    },
  )

  it('splits by application and address without loss', async () => {
    const simulator = await start({ softIds: [12, 867], ips: ['203.0.113.7', '2001:db8::1'] })
    const filters = [12, '867'].flatMap((softId) => ['203.0.113.7', '2001:db8::1'].map((ip) => ({ softId, ip })))
    const parts: Charges = []
    for (const config of filters) parts.push(...(await sync(simulator, { config })).charges)
    expect(totalOf(parts)).toBe(totalBy(simulator, DAYS))
    expect(parts[0]?.attributes).toEqual({ QueueName: null, SoftwareId: '12', ClientAddress: '203.0.113.7' })
  })
})

describe('a sync of every stream', () => {
  const streams = ['balance', 'queue_stats', 'app_stats']

  it.each<AnticaptchaSimulatorOptions>([{}, { chartShape: 'object', stringNumbers: true, captchaCredits: 3 }])(
    'holds what the vendor has in its books, and charges the spend alone, with %j',
    async (options) => {
      const simulator = await start({ apps: [5, 7], ...options })
      const config = { queueIds: [1, 6], appIds: [5, 7] }
      const { charges, report, recordsOf } = await sync(simulator, { config, streams, on: still })
      expect(report).toMatchObject({ failures: [], differences: [], quarantined: 0 })
      const usd = (amount: string) => ({ amount, currency: 'USD' })
      const captchaCredits = options.captchaCredits ?? undefined
      expect(recordsOf('balance')).toMatchObject([
        { balance: usd(simulator.balance()), ...(captchaCredits && { captchaCredits }) },
      ])
      expect(recordsOf('queue_stats')).toMatchObject(
        [1, 6].map((queueId) => ({ queueId: String(queueId), bid: usd(simulator.queue(queueId).bid) })),
      )
      const incomes = recordsOf('app_stats').map(({ softId, beginstamp, earned }) => ({ softId, beginstamp, earned }))
      const booked = simulator.income().map(({ softId, day, amount }) => {
        return { softId: String(softId), beginstamp: Date.parse(day) / 1000, earned: usd(amount) }
      })
      expect(incomes).toEqual(booked)
      expect(totalOf(charges)).toBe(totalBy(simulator, DAYS))
    },
  )

  it('shows what was paid in between: the balance of today, less that of yesterday, and the spend', async () => {
    const paidAt = Date.parse('2026-11-10T20:00:00Z')
    const simulator = await start({ topUps: [{ at: paidAt, amount: 75 }], queues: ['Recaptcha Proxyless'] })
    const range = { from: '2026-11-10' }
    const once = async () => {
      const { charges, recordsOf } = await sync(simulator, { range, streams: ['balance'], on: still })
      const [observation] = recordsOf('balance') as unknown as readonly { readonly balance: Money }[]
      return { spent: totalOf(charges), left: observation!.balance.amount }
    }
    const early = await once()
    now = Date.parse('2026-11-11T12:00:00Z')
    const late = await once()
    const paid = sumDecimals([late.left, `-${early.left}`, late.spent, `-${early.spent}`])
    expect(canonicalDecimal(paid)).toBe('75')
  })

  it('calls one after the other, whatever the vendor is asked for', async () => {
    const simulator = await start({ minIntervalMs: 1000, apps: [5] })
    const { report } = await sync(simulator, { config: { queueIds: [1, 2, 5], appIds: [5] }, streams })
    expect(report.failures).toEqual([])
    expect(simulator.requests.map(({ status }) => status)).toEqual(Array(7).fill(200))
  })
})

describe('trouble on the way', () => {
  it.each([
    { kind: 'status', status: 429, retryAfter: '7' },
    { kind: 'status', status: 503 },
    { kind: 'html' },
    { kind: 'empty' },
    { kind: 'truncated' },
    { kind: 'reset' },
  ] as const)('passes: %j three times in a row', async (fault) => {
    const simulator = await start()
    simulator.fault(fault, 3)
    const { charges, report } = await sync(simulator)
    expect(report.failures).toEqual([])
    expect(totalOf(charges)).toBe(totalBy(simulator, DAYS))
  })

  it.each([
    [{ kind: 'status', status: 502 }, 'VENDOR_TRANSIENT'],
    [{ kind: 'empty' }, 'REPLY_EMPTY'],
    [{ kind: 'truncated' }, 'REPLY_TRUNCATED'],
    [{ kind: 'reset' }, 'NETWORK_RESET'],
  ] as const)('fails its window when it lasts: %j', async (fault, code) => {
    const simulator = await start()
    simulator.fault(fault, 4)
    const { report } = await sync(simulator, { range: { from: '2026-11-01', to: '2026-11-02' } })
    expect(report.failures.map(({ error }) => [error.code, error.category, error.attempts.length])).toEqual([
      [code, 'transient', 4],
    ])
  })

  it('keeps a second between calls, and obeys a vendor that wants more', async () => {
    const content = await start({ minIntervalMs: 1000 })
    await sync(content, { config: { queues: QUEUES } })
    expect(content.requests.map(({ status }) => status)).toEqual(Array(6).fill(200))
    const strict = await start({ minIntervalMs: 2500 })
    const { charges } = await sync(strict, { config: { queues: QUEUES } })
    expect(strict.requests.map(({ status }) => status)).toContain(429)
    expect(linesOf(charges)).toEqual(chargedBy(strict, DAYS))
  })

  it.each([
    ['a wrong key', {}, { clientKey: 'f'.repeat(32) }, 'auth', 1],
    ['a banned address', { blockedIp: true }, {}, 'permission', 1],
    ['a suspended account', { suspended: true }, {}, 'permission', 1],
  ] as const)('stops for good after one request with %s', async (_what, options, config, category, requests) => {
    const simulator = await start(options)
    const { report } = await sync(simulator, { config, range: { from: '2026-11-01', to: '2026-11-09' } })
    expect(report.failures.map(({ error }) => [error.category, error.stops])).toEqual([[category, 'connection']])
    expect(simulator.requests).toHaveLength(requests)
  })

  it('follows no redirect', async () => {
    const simulator = await start()
    simulator.fault({ kind: 'redirect', location: 'http://elsewhere.example/getSpendingStats' })
    const { report } = await sync(simulator)
    expect(report.failures[0]?.error).toMatchObject({
      code: 'REDIRECT_REFUSED',
      message: expect.stringContaining('http://elsewhere.example'),
    })
    expect(simulator.requests).toHaveLength(1)
  })
})
