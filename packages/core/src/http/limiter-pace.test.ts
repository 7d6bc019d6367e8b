import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit } from '../contract/limit.js'
import { limitKit } from '../limits/limit-kit.js'
import { type LimiterBench as Bench, limiterBench as bench, keyed } from '../testing/limiter-bench.js'
import type { KeyedLimit } from './limiter.js'

const kit = limitKit<unknown>()

/** The most requests that started in any half-open stretch of `per`. */
function mostIn(starts: readonly number[], per: number): number {
  return Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + per).length))
}

/** Requests that arrive after random pauses, all under way at once; when each started. */
async function arrivals(
  { clock, request }: Bench,
  pauses: readonly number[],
  limits: (number: number) => readonly KeyedLimit[],
): Promise<number[]> {
  const started: Promise<number>[] = []
  for (const [number, pause] of pauses.entries()) {
    if (pause > 0) await clock.sleep(pause)
    started.push(request(limits(number)))
  }
  return Promise.all(started)
}

const PAUSES = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 })), { minLength: 1, maxLength: 60 })

describe('a window limit', () => {
  it('is never exceeded in any stretch, however requests arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        PAUSES,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 20 }),
        async (pauses, max, per) => {
          const limits = [keyed(kit.window({ max, per: `${per}s` }))]
          const starts = await arrivals(bench(), pauses, () => limits)
          expect(starts).toHaveLength(pauses.length)
          expect(mostIn(starts, per * 1_000)).toBeLessThanOrEqual(max)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('lets a burst of its whole size go at once, and the next one after the whole stretch', async () => {
    const starts = await arrivals(bench(), Array(7).fill(0), () => [keyed(kit.window({ max: 3, per: '1m' }))])
    const first = starts[0] ?? 0
    expect(starts.map((at) => at - first)).toEqual([0, 0, 0, 61_200, 61_200, 61_200, 122_400])
  })
})

describe('an interval limit', () => {
  it('keeps starts apart, however requests arrive', async () => {
    await fc.assert(
      fc.asyncProperty(PAUSES, async (pauses) => {
        const starts = await arrivals(bench(), pauses, () => [keyed(kit.interval({ every: '1500ms' }))])
        const sorted = [...starts].sort((a, b) => a - b)
        for (const [index, at] of sorted.entries()) {
          if (index > 0) expect(at - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(1_500)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('several limits at once', () => {
  it('each hold, though they count by different keys and delay each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        PAUSES,
        fc.array(fc.constantFrom('a', 'b'), { minLength: 60, maxLength: 60 }),
        fc.boolean(),
        async (pauses, owners, swapped) => {
          const own = kit.interval({ every: '2s' })
          const shared = kit.window({ max: 3, per: '10s' })
          const starts = await arrivals(bench(), pauses, (number) => {
            const both = [keyed(own, owners[number] ?? 'a'), keyed(shared, 'both')]
            return swapped ? both.reverse() : both
          })
          expect(mostIn(starts, 10_000)).toBeLessThanOrEqual(3)
          for (const owner of ['a', 'b']) {
            const mine = starts.filter((_at, number) => owners[number] === owner)
            expect(mostIn(mine, 2_000)).toBeLessThanOrEqual(1)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('do not cost slots that nobody uses: the tighter one sets the pace', async () => {
    const limits = [keyed(kit.window({ max: 60, per: '1m' }), 'w'), keyed(kit.interval({ every: '2s' }), 'i')]
    const starts = await arrivals(bench(), Array(61).fill(0), () => limits)
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBe(60 * 2_000)
  })

  it('end when they never agree', async () => {
    const restless = kit.window({ max: 1, per: '1s' })
    const never: Limit<unknown> = {
      kind: 'never',
      describe: 'never now',
      reserve: (_state, now) => ({ startsAt: now + 1, state: null }),
    }
    await expect(bench().request([keyed(restless, 'a'), keyed(never, 'b')])).resolves.toBeGreaterThan(0)
  })
})
