import { afterEach, describe, expect, test } from 'vitest'
import { startTencentAdsSimulator, type TencentAdsSimulator, type TencentAdsSimulatorOptions } from '../index.js'

// 2026-11-20 at 23:00 in China: the day's delivery is over.
const NIGHT = Date.parse('2026-11-20T15:00:00Z')
const DAY_MS = 86_400_000

let running: TencentAdsSimulator[] = []
afterEach(async () => {
  await Promise.all(running.map((vendor) => vendor.close()))
  running = []
})

async function start(options: TencentAdsSimulatorOptions = {}): Promise<TencentAdsSimulator> {
  const vendor = await startTencentAdsSimulator({ now: () => NIGHT, ...options })
  running.push(vendor)
  return vendor
}

describe('the generated world', () => {
  test('is the same for the same seed and another for another', async () => {
    const [one, same, other] = [await start(), await start(), await start({ seed: 2 })]
    expect(same.charges()).toEqual(one.charges())
    expect(other.charges()).not.toEqual(one.charges())
  })

  test('keeps a past day as it was, whatever the clock says later', async () => {
    let now = NIGHT
    const vendor = await start({ now: () => now })
    const before = vendor.charges()
    now += 5 * DAY_MS
    expect(vendor.charges({ to: '2026-11-21' })).toEqual(before)
    expect(new Set(vendor.charges().map((charge) => charge.day)).size).toBe(36)
  })

  test('lists charges in half-open bounds of days', async () => {
    const vendor = await start()
    const days = vendor.charges({ from: '2026-11-03', to: '2026-11-05' }).map((charge) => charge.day)
    expect([...new Set(days)]).toEqual(['2026-11-03', '2026-11-04'])
    expect(() => vendor.charges({ from: '2026-02-30' })).toThrow(RangeError)
  })

  test('refuses options that make no sense', async () => {
    for (const options of [
      { campaigns: 0 },
      { adgroups: -1 },
      { deliveryEndsAt: 25 },
      { perMinute: 0 },
      { accounts: ['x'] },
    ]) {
      await expect(startTencentAdsSimulator(options)).rejects.toThrow(RangeError)
    }
    await expect(startTencentAdsSimulator({ firstDay: '2026-13-01' })).rejects.toThrow(RangeError)
  })
})
