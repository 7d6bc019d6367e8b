import { CLOCK, type Clock, canonicalDecimal, type LedgerRow } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { MemoryLedger } from '@outlay/testkit'
import { container } from 'tsyringe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anticaptcha, OTHER_QUEUES } from './index.js'
import { dollars, type Task, taskBook } from './testing/task-book.js'
import { startTaskBookVendor } from './testing/task-book-vendor.js'

const KEY = 'fedcba9876543210fedcba9876543210'
const QUEUES = ['A', 'B', 'C']
const seconds = (instant: string): number => Date.parse(instant) / 1000
const TASKS = taskBook(seconds('2026-10-31T18:00:00Z'), seconds('2026-11-05T00:00:00Z'), QUEUES)
const PAID = 500_000_000

let now = 0
let vendor: Awaited<ReturnType<typeof startTaskBookVendor>>
beforeEach(async () => {
  now = Date.parse('2026-11-03T12:34:56Z')
  vendor = await startTaskBookVendor({ key: KEY, tasks: TASKS, paid: PAID, now: () => Math.floor(now / 1000) })
})
afterEach(() => vendor.close())

/** One on which a run takes no time: all that is counted is counted at one instant. */
const still: Clock = { now: () => now, sleep: () => new Promise((resolve) => setImmediate(resolve)) }

/** Syncs every stream. */
async function sync(config: Readonly<Record<string, unknown>> = {}) {
  const destination = new MemoryLedger()
  const host = container.createChildContainer().register<Clock>(CLOCK, { useValue: still })
  const runtime = createRuntime({ connectors: [anticaptcha], container: host })
  const all = { queueIds: [6], appIds: ['5'], ...config }
  const enabled = { enabled: true }
  const connection = {
    connector: 'anticaptcha',
    config: { clientKey: KEY, baseUrl: vendor.baseUrl, ...all },
    streams: { queue_stats: enabled, app_stats: enabled },
  }
  const [report] = await runtime.sync({ connections: { main: connection }, destination, from: '2026-11-01' })
  await runtime.close()
  const of = (stream: string): readonly LedgerRow[] => destination.rows().filter((row) => row.stream.name === stream)
  return { of, report: report! }
}

/** What was spent since the first of the month, an hour and queue a line. */
function linesOf(tasks: readonly Task[], nameOf: (task: Task) => string): readonly string[] {
  const sums = new Map<string, { volume: number; micros: number }>()
  for (const task of tasks) {
    if (task.at < seconds('2026-11-01T00:00:00Z') || task.at * 1000 >= now) continue
    const place = `${new Date(task.at * 1000).toISOString().slice(0, 13)} ${nameOf(task)}`
    const { volume, micros } = sums.get(place) ?? { volume: 0, micros: 0 }
    sums.set(place, { volume: volume + 1, micros: micros + task.price })
  }
  return [...sums]
    .map(([place, { volume, micros }]) => `${place} ${volume} ${canonicalDecimal(dollars(micros))}`)
    .sort()
}

const charged = (rows: readonly LedgerRow[]): readonly string[] =>
  rows
    .flatMap(({ charge }) => (charge === null ? [] : [charge]))
    .map(({ period, sku, quantity, billed }) => {
      return `${period.start.slice(0, 13)} ${sku} ${quantity?.amount} ${canonicalDecimal(billed!.amount)}`
    })
    .sort()

describe('against a vendor that somebody else wrote, a sync', () => {
  it('charges what its single tasks come to, queue by queue, and the rest as others', async () => {
    const { of, report } = await sync({ queues: ['A', 'C'] })
    expect(report).toMatchObject({ failures: [], differences: [], quarantined: 0 })
    const lines = linesOf(TASKS, ({ queue }) => (queue === 'B' ? OTHER_QUEUES : queue))
    expect(lines.length).toBeGreaterThan(100)
    expect(charged(of('spending_stats'))).toEqual(lines)
  })

  it('charges what an application spent from one address', async () => {
    const { of } = await sync({ softId: '6', ip: '198.51.100.2' })
    const own = TASKS.filter(({ softId, ip }) => softId === 6 && ip === '198.51.100.2')
    expect(charged(of('spending_stats'))).toEqual(linesOf(own, () => 'all queues'))
  })

  it('finds what was paid, less every task, for a balance', async () => {
    const [row] = (await sync()).of('balance')
    const spent = TASKS.filter(({ at }) => at * 1000 < now - (now % 1000)).reduce((sum, { price }) => sum + price, 0)
    expect(row?.record).toEqual({
      observedAt: '2026-11-03T12:34:56Z',
      balance: { amount: dollars(PAID - spent), currency: 'USD' },
    })
  })

  it('finds the price of a queue without showing the key', async () => {
    const [row] = (await sync()).of('queue_stats')
    expect(row?.record).toMatchObject({ queueId: '6', bid: { amount: '0.000006' }, load: '99.5', total: 200 })
  })

  it('finds an income for every day, and charges none of it', async () => {
    const rows = (await sync()).of('app_stats')
    const own = TASKS.filter(({ softId, at }) => softId === 5 && at * 1000 < now)
    const days = new Map<number, number>()
    for (const { at, price } of own) days.set(at - (at % 86_400), (days.get(at - (at % 86_400)) ?? 0) + price)
    expect(rows.map(({ record }) => [record.beginstamp, record.earned])).toEqual(
      [...days].map(([begin, micros]) => [begin, { amount: `${dollars(micros)}0`, currency: 'USD' }]),
    )
    expect(new Set(rows.map(({ charge }) => charge))).toEqual(new Set([null]))
  })

  it('stops at its first refusal, whatever the status', async () => {
    const { report } = await sync({ clientKey: 'x'.repeat(32), queueIds: [] })
    const codes = report.failures.map(({ error }) => error.vendor?.code ?? error.code)
    expect(new Set(codes)).toEqual(new Set(['CONFIG_INVALID', 'ERROR_KEY_DOES_NOT_EXIST']))
    expect(vendor.calls).toHaveLength(1)
  })
})
