import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit } from '../contract/limit.js'
import { limitKit } from '../limits/limit-kit.js'
import { leastDuration } from './least-duration.js'

const kit = limitKit<unknown>()
const NOW = Date.parse('2026-11-20T12:00:00Z')

/** A third party's own: `burst` at once, then one every `everyMs`. */
const bucket = (burst: number, everyMs: number): Limit<unknown> => ({
  kind: 'bucket',
  describe: 'a bucket',
  reserve: (state, now) => {
    const count = typeof state === 'number' ? state : 0
    return { startsAt: count < burst ? now : now + everyMs, state: count + 1 }
  },
})

describe('the least duration of so many requests', () => {
  it.each([
    [kit.interval({ every: '2s' }), 1, 0],
    [kit.interval({ every: '2s' }), 2, 2_000],
    [kit.interval({ every: '2s' }), 40, 78_000],
    [kit.window({ max: 10, per: '100s' }), 10, 0],
    [kit.window({ max: 10, per: '100s' }), 11, 102_000],
    [kit.concurrent({ max: 1 }), 1_000, 0],
    [bucket(5, 1_000), 8, 3_000],
  ])('%o: %i take %i ms', (limit, requests, ms) => {
    expect(leastDuration(limit, requests, NOW)).toBe(ms)
  })

  it('is a least for any number of them, however many are tried', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.nat(500), (requests, burst) => {
        const least = leastDuration(bucket(burst, 1_000), requests, NOW)
        const exact = Math.max(0, requests - burst) * 1_000
        expect(least).toBeLessThanOrEqual(exact)
        expect(least).toBeGreaterThanOrEqual(exact / 2 - 600_000)
      }),
      { numRuns: 50 },
    )
  })
})
