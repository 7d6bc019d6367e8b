import 'reflect-metadata'
import { addMoney, CLOCK, OutlayError } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { MemoryLedger, virtualClock } from '@outlay/testkit'
import { container } from 'tsyringe'
import { expect, onTestFinished, test } from 'vitest'
import { quarryMaps } from './index.js'
import { type BookedLine, type QuarryMapsOptions, serveQuarryMaps } from './simulator.js'

const key = { keyId: 'qk_live_81f0', secretKey: 'quarry-secret' }

/** Lines of three months: pages that are full, and some that are not. */
const lines = Array.from({ length: 644 }, (_, index): BookedLine => {
  const day = new Date(Date.UTC(2026, 8, 1) + Math.floor(index / 8) * 86_400_000)
  return {
    line: `ln_${String(index).padStart(4, '0')}`,
    day: day.toISOString().slice(0, 10),
    service: index % 2 === 0 ? 'geocoding' : 'tiles',
    requests: 1900 + index,
    costMicros: 95_001 + index,
  }
})
const autumn = lines.filter(({ day }) => day < '2026-11-01')

async function scene(options: Partial<QuarryMapsOptions> & { clockAheadMs?: number } = {}) {
  const clock = virtualClock('2026-11-22T12:00:00Z')
  const { clockAheadMs = 0, ...changed } = options
  const now = () => clock.now() - clockAheadMs
  const vendor = await serveQuarryMaps({ ...key, accounts: { acc_7: lines, acc_8: [] }, now, ...changed })
  const host = container.createChildContainer()
  host.register(CLOCK, { useValue: clock })
  const runtime = createRuntime({ connectors: [quarryMaps], container: host })
  onTestFinished(async () => {
    await runtime.close()
    await vendor.close()
  })
  const rows = async (account = 'acc_7') => {
    const read = []
    const config = { ...key, account, baseUrl: vendor.origin }
    for await (const row of runtime.read(quarryMaps, 'lines', { config, from: '2026-09-01', to: '2026-11-01' })) {
      read.push(row)
    }
    return read
  }
  return { vendor, runtime, rows }
}

test('every line of two months arrives once, to the millionth of a euro', async () => {
  const { vendor, rows } = await scene()
  const read = await rows()
  expect(read.map(({ line, requests }) => [line, requests])).toEqual(
    autumn.map(({ line, requests }) => [line, requests]),
  )
  const sum = read.map(({ cost_micros }) => cost_micros).reduce(addMoney)
  const booked = autumn.reduce((total, { costMicros }) => total + BigInt(costMicros), 0n)
  expect(sum).toEqual({
    amount: `${booked / 1_000_000n}.${String(booked % 1_000_000n).padStart(6, '0')}`,
    currency: 'EUR',
  })
  expect(vendor.answers).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok'])
})

test('a charge is for a day of Berlin, which has 25 hours when summer time ends', async () => {
  const { vendor, runtime } = await scene()
  const ledger = new MemoryLedger()
  const config = { ...key, account: 'acc_7', baseUrl: vendor.origin }
  const connections = { maps: { connector: 'quarry-maps', config } }
  await runtime.sync({ destination: ledger, connections, from: '2026-10-01', to: '2026-11-01' })
  const charge = ledger.rows().find(({ record }) => record.day === '2026-10-25')?.charge
  expect(charge?.period).toEqual({ start: '2026-10-24T22:00:00Z', end: '2026-10-25T23:00:00Z' })
})

test('a month without lines is empty, and no error', async () => {
  const { rows } = await scene()
  expect(await rows('acc_8')).toEqual([])
})

test('a vendor that throttles is waited for until the date that it names', async () => {
  const { vendor, rows } = await scene({ requestsPerSecond: 2 })
  expect(await rows()).toHaveLength(autumn.length)
  expect(vendor.answers).toContain('Q-429-1')
})

test('maintenance passes', async () => {
  const { vendor, rows } = await scene()
  vendor.closeFor(2)
  expect(await rows()).toHaveLength(autumn.length)
})

test('where the clocks differ, requests are signed by the clock of the vendor', async () => {
  const { vendor, rows } = await scene({ clockAheadMs: 1_800_000 })
  expect(await rows()).toHaveLength(autumn.length)
  expect(vendor.answers).toContain('Q-401-3')
})

test.each([
  ['an unknown key', { keyId: 'qk_live_0000' }, 'acc_7', 'auth', 'Q-401-1'],
  ['a wrong secret', { secretKey: 'another-secret' }, 'acc_7', 'auth', 'Q-401-2'],
  ['an account that the key may not read', { readable: ['acc_8'] }, 'acc_7', 'permission', 'Q-403-1'],
  ['an account that is none', {}, 'acc_9', 'not_found', 'Q-404-1'],
])('%s is told by its code', async (_what, options, account, category, code) => {
  const { vendor, rows } = await scene(options)
  const error = await rows(account).catch((thrown: unknown) => thrown)
  expect(OutlayError.isInstance(error) && [error.category, error.vendor?.code]).toEqual([category, code])
  expect(vendor.answers).not.toContain('ok')
})
