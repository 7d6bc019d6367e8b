import type { LimitOverrides } from '@outlay/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MemoryLedger } from '../contract/memory-ledger.js'
import { openRuntime } from '../contract/open-runtime.js'
import { transportTo } from '../contract/trial.js'
import { LIMITED, limitedShop } from '../testing/limited-shop.js'
import { serveVendor } from './serve-vendor.js'
import { rangeOf } from './simulated-vendor.js'
import { learnVendor } from './simulation.js'
import { virtualClock } from './virtual-clock.js'

const NOW = '2026-11-10T12:00:00Z'

type Limits = Parameters<typeof limitedShop>[0]

/** A sync of six days, 18 pages, with a vendor that counts. Everything that waits does so on one clock. */
async function synced(limits: Limits, overrides: LimitOverrides = {}) {
  const plugin = limitedShop(limits)
  const clock = virtualClock(NOW)
  const simulation = await learnVendor(plugin, { ...LIMITED, windows: 6, now: NOW })
  const vendor = simulation.vendor(clock, { overLimit: 'retry-after-seconds' })
  const runtime = openRuntime(plugin, { clock, transport: transportTo(vendor) }, { logs: [], events: [] })
  onTestFinished(() => runtime.close())
  const ledger = new MemoryLedger()
  const streams = { lines: { enabled: true, ...rangeOf(vendor.served) } }
  const [report] = await runtime.sync({
    connections: { main: { connector: 'limited', config: LIMITED.config, limits: overrides, streams } },
    destination: ledger,
  })
  const refused = vendor.received.filter(({ refusal }) => refusal === 'limit').length
  return { refused, rows: ledger.rows().length, failures: report?.failures, vendor }
}

const KINDS: readonly (readonly [string, string, Limits])[] = [
  ['so many in a stretch of time', 'window', (l) => [l.window({ max: 5, per: '1m' })]],
  ['so many evenly', 'rate', (l) => [l.rate({ max: 30, per: '1m' })]],
  ['so many evenly, some of them at once', 'rate', (l) => [l.rate({ max: 10, per: '10s', burst: 3 })]],
  ['one after a pause', 'interval', (l) => [l.interval({ every: '2s' })]],
  ['so many under way', 'concurrent', (l) => [l.concurrent({ max: 2 })]],
  ['so many units', 'window', (l) => [l.window({ max: 12, per: '1m', weight: () => 3 })]],
]

describe('a vendor that keeps count by the declared limits', () => {
  it.each(KINDS)('refuses nobody who keeps to %s', async (_what, _name, limits) => {
    const { refused, rows, failures, vendor } = await synced(limits)
    expect([refused, rows, failures]).toEqual([0, 48, []])
    expect(vendor.received).toHaveLength(18)
  })

  it.each(KINDS)('refuses who does not keep to %s', async (_what, name, limits) => {
    expect((await synced(limits, { [name]: 'off' })).refused).toBeGreaterThan(0)
  })

  it('gives everything to who comes too fast, and then as the vendor says', async () => {
    const { refused, rows, failures } = await synced((l) => [l.window({ max: 5, per: '1m' })], { window: 'off' })
    expect(refused).toBeGreaterThan(0)
    expect([rows, failures]).toEqual([48, []])
  })

  it('says how long to wait, on its own clock, and forgets what is past', async () => {
    const clock = virtualClock(NOW)
    const plugin = limitedShop((l) => [l.window({ max: 3, per: '1m' })])
    const served = await serveVendor(plugin, { ...LIMITED, clock, overLimit: 'retry-after-seconds' })
    onTestFinished(() => served.close())
    const ask = async () => {
      const { status, headers } = await fetch(`${served.origin}/lines?day=2026-11-09`)
      return [status, headers.get('retry-after')]
    }
    const first = [await ask(), await ask(), await ask(), await ask()]
    expect(first).toEqual([
      [200, null],
      [200, null],
      [200, null],
      [429, '62'],
    ])
    clock.advance(60_000)
    expect(await ask()).toEqual([429, '2'])
    clock.advance(2_000)
    expect(await ask()).toEqual([200, null])
  })

  it('refuses in words of its own where it has some', async () => {
    const overLimit = { body: '{"code":4290}' }
    const plugin = limitedShop((l) => [l.interval({ every: '1m' })])
    const served = await serveVendor(plugin, { ...LIMITED, clock: virtualClock(NOW), overLimit })
    onTestFinished(() => served.close())
    const ask = async () => (await fetch(`${served.origin}/lines?day=2026-11-09`)).text()
    expect([await ask(), await ask()]).toEqual([expect.stringContaining('"lines"'), '{"code":4290}'])
  })

  it('counts nothing unless it is told to', async () => {
    const plugin = limitedShop((l) => [l.interval({ every: '1m' })])
    const served = await serveVendor(plugin, { ...LIMITED, clock: virtualClock(NOW) })
    onTestFinished(() => served.close())
    const ask = async () => (await fetch(`${served.origin}/lines?day=2026-11-09`)).status
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200])
  })
})
