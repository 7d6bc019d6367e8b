import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../contract/services.js'
import { BUDGET_STORE, CLOCK, RANDOM } from '../contract/tokens.js'
import { testHost } from '../testing/host.js'
import { type DeclaredLimits, limitedConnector } from '../testing/limited-connector.js'
import { LimitedVendor, type LimitedVendorOptions } from '../testing/limited-vendor.js'
import { virtualClock } from '../testing/virtual-clock.js'
import { createRuntime } from './create-runtime.js'
import { memoryBudgetStore } from './system-services.js'

const PAGES = 400
/** What the vendor takes: 20 a second, so 400 pages in 20 seconds. */
const VENDOR: LimitedVendorOptions = {
  perSecond: 20,
  burst: 20,
  penaltyMs: 1_000,
  latencyMs: 0,
  refusal: 'in-band',
  pages: PAGES,
}

/** Reads 400 pages from a vendor that limits, all in one process or shared by several with one budget store. */
async function readAll(options: Partial<LimitedVendorOptions>, processes: number, limits?: DeclaredLimits) {
  const clock = virtualClock()
  const vendor = new LimitedVendor(clock, { ...VENDOR, ...options, pages: PAGES / processes })
  const store = memoryBudgetStore()
  const began = clock.now()
  const counts = await Promise.all(
    Array.from({ length: processes }, async (_item, number) => {
      const { container } = testHost(vendor)
      const own: Clock = { now: () => clock.now() + 3 * number, sleep: clock.sleep }
      container.register(CLOCK, { useValue: own })
      container.register(BUDGET_STORE, { useValue: store })
      container.register(RANDOM, { useValue: { next: chance(number), hex: () => `process-${number}` } })
      const runtime = createRuntime({ connectors: [limitedConnector(limits)], container })
      const config = { apiKey: 'sk-canary', list: `list-${number}` }
      const seen = new Set<unknown>()
      for await (const { id } of runtime.readById('paged', 'items', { config })) seen.add(id)
      return seen.size
    }),
  )
  const seconds = (clock.now() - began) / 1_000
  return { records: counts.reduce((sum, count) => sum + count), seconds, refusals: vendor.refusedAt.length }
}

/** A number in [0, 1), another one each time. */
function chance(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

const DECLARED: Readonly<Record<string, DeclaredLimits>> = {
  window: (l) => [l.window({ max: 20, per: '1s', key: (c) => c.apiKey })],
  rate: (l) => [l.rate({ max: 20, per: '1s', key: (c) => c.apiKey })],
}
const CASES = [1, 4].flatMap((processes) =>
  [0, 100].flatMap((latencyMs) =>
    (['in-band', 'status'] as const).map((refusal) => ({ processes, latencyMs, refusal })),
  ),
)

describe.each(Object.entries(DECLARED))('400 pages at 20 a second, declared as a %s', (_kind, limits) => {
  it.each(CASES)('use 95 per cent of the rate and are never refused: %j', async ({ processes, ...options }) => {
    const { records, seconds, refusals } = await readAll(options, processes, limits)
    expect(records).toBe(PAGES)
    expect(seconds).toBeLessThanOrEqual(20 / 0.95)
    expect(refusals).toBe(0)
  })
})

describe('400 pages of a connector that declares no limit', () => {
  // At the first refusal all that is under way is refused as well: four pages a process.
  it.each(CASES)('all arrive, with few refusals: %j', async ({ processes, ...options }) => {
    const { records, seconds, refusals } = await readAll(options, processes)
    expect(records).toBe(PAGES)
    expect(refusals).toBeLessThanOrEqual(processes === 1 ? 10 : 16)
    expect(seconds).toBeLessThanOrEqual(45) // 20 where the rate is known: it has to be found out
  })

  it.each([
    ['a vendor that takes no two at once', { burst: 1 }],
    ['a vendor that saves up three seconds', { burst: 60 }],
    ['a penalty of ten seconds', { penaltyMs: 10_000 }],
    ['an account that may send two a second', { perSecond: 2, burst: 2 }],
  ])('all arrive from %s', async (_name, options) => {
    for (const latencyMs of [0, 100]) {
      const { records, refusals, seconds } = await readAll({ ...options, latencyMs }, 1)
      expect(records).toBe(PAGES)
      expect(refusals).toBeLessThanOrEqual(16)
      expect(seconds).toBeLessThanOrEqual(300)
    }
  })
})

describe('400 pages of a connector that declares too much', () => {
  it('all arrive, and refusals grow rare', async () => {
    const limits: DeclaredLimits = (l) => [l.rate({ max: 40, per: '1s', key: (c) => c.apiKey })]
    const { records, refusals, seconds } = await readAll({ latencyMs: 100 }, 1, limits)
    expect(records).toBe(PAGES)
    expect(refusals).toBeLessThanOrEqual(12)
    expect(seconds).toBeLessThanOrEqual(40)
  })
})
