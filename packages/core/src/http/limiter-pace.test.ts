import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit, LimitedRequest } from '../contract/limit.js'
import { limitKit } from '../limits/limit-kit.js'
import { memoryBudgetStore } from '../runtime/system-services.js'
import { type LimiterBench as Bench, limiterBench as bench, keyed } from '../testing/limiter-bench.js'
import { virtualClock } from '../testing/virtual-clock.js'
import type { KeyedLimit } from './limiter.js'

const kit = limitKit<unknown>()

/** A request that started. */
interface Start {
  readonly at: number
  readonly weight: number
}

/** The most units that started in any half-open stretch of `per`. */
function mostIn(starts: readonly Start[], per: number): number {
  const sums = starts.map((from) =>
    starts.reduce((sum, { at, weight }) => sum + (at >= from.at && at < from.at + per ? weight : 0), 0),
  )
  return Math.max(0, ...sums)
}

/** A request that comes: after a pause (the clock goes back where it is negative), so heavy. */
interface Arrival {
  readonly pause: number
  readonly weight: number
}

/** Requests that arrive one after another and are all under way at once; when each started, in the order of arrival. */
async function arrivals(
  { clock, acquire }: Bench,
  coming: readonly Arrival[],
  limits: (number: number) => readonly KeyedLimit[],
): Promise<Start[]> {
  const started: Promise<Start>[] = []
  for (const [number, { pause, weight }] of coming.entries()) {
    if (pause > 0) await clock.sleep(pause)
    if (pause < 0) clock.advance(pause)
    const slot = acquire(limits(number), { request: heavy(weight) })
    started.push(slot.then(({ startedAt }) => ({ at: startedAt, weight })))
  }
  return Promise.all(started)
}

/** The weight travels in the request, as it would in a page size. */
const heavy = (weight: number): LimitedRequest => ({
  endpoint: 'usage',
  request: { path: '/usage', query: { weight } },
})
const weigh = ({ request }: LimitedRequest): number => Number(request.query?.weight)

function weighed(limit: Limit<unknown>, key = 'k'): KeyedLimit {
  return { limit, key, weigh }
}

const PAUSE = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: -5_000, max: -1 }))
const ARRIVALS = (heaviest: number) =>
  fc.array(fc.record({ pause: PAUSE, weight: fc.integer({ min: 1, max: heaviest }) }), { minLength: 1, maxLength: 50 })
const PLAIN = ARRIVALS(1)

describe('a window limit', () => {
  it('is never exceeded in any stretch, by weight, however requests arrive and the clock jumps back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }).chain((max) => fc.tuple(fc.constant(max), ARRIVALS(max))),
        fc.integer({ min: 1, max: 20 }),
        async ([max, coming], per) => {
          const limits = [weighed(kit.window({ max, per: `${per}s` }))]
          const starts = await arrivals(bench(), coming, () => limits)
          expect(starts).toHaveLength(coming.length)
          expect(mostIn(starts, per * 1_000)).toBeLessThanOrEqual(max)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('of many units is never exceeded either, though its starts are counted by cells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 129, max: 400 }), ARRIVALS(129), async (max, coming) => {
        const limits = [weighed(kit.window({ max, per: '5s' }))]
        expect(mostIn(await arrivals(bench(), coming, () => limits), 5_000)).toBeLessThanOrEqual(max)
      }),
      { numRuns: 60 },
    )
  })

  it('lets a burst of its whole size go at once, and the next one after the whole stretch', async () => {
    const coming = Array<Arrival>(7).fill({ pause: 0, weight: 1 })
    const starts = await arrivals(bench(), coming, () => [keyed(kit.window({ max: 3, per: '1m' }))])
    const first = starts[0]?.at ?? 0
    expect(starts.map(({ at }) => at - first)).toEqual([0, 0, 0, 61_200, 61_200, 61_200, 122_400])
  })
})

describe('a rate limit', () => {
  it('is never exceeded in any stretch by more than its burst, by weight', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }).chain((max) => fc.tuple(fc.constant(max), ARRIVALS(max))),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        async ([max, coming], burst, per) => {
          const limits = [weighed(kit.rate({ max, per: `${per}s`, burst }))]
          const starts = await arrivals(bench(), coming, () => limits)
          expect(starts).toHaveLength(coming.length)
          expect(mostIn(starts, per * 1_000)).toBeLessThanOrEqual(max + burst - 1)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('makes up for timers that are late, without a request too many', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(9, 60, 300), fc.infiniteStream(fc.nat()), async (latest, chance) => {
        const clock = virtualClock()
        const late = { ...clock, sleep: (ms: number) => clock.sleep(ms + (chance.next().value % (latest + 1))) }
        const { request } = bench(memoryBudgetStore(), late)
        const limits = [keyed(kit.rate({ max: 20, per: '1s' }))]
        const starts: Start[] = []
        for (let number = 0; number < 100; number += 1) starts.push({ at: await request(limits), weight: 1 })
        expect(mostIn(starts, 1_000)).toBeLessThanOrEqual(20)
        const elapsed = (starts.at(-1)?.at ?? 0) - (starts[0]?.at ?? 0)
        if (latest === 9) expect(elapsed).toBeLessThanOrEqual(99 * 51 + 9)
      }),
      { numRuns: 60 },
    )
  })
})

describe('an interval limit', () => {
  it('keeps starts apart, however requests arrive', async () => {
    await fc.assert(
      fc.asyncProperty(PLAIN, async (coming) => {
        const starts = await arrivals(bench(), coming, () => [keyed(kit.interval({ every: '1500ms' }))])
        expect(mostIn(starts, 1_500)).toBe(1)
      }),
      { numRuns: 100 },
    )
  })
})

describe('several limits at once', () => {
  it('each hold, though they count by different keys and delay each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        ARRIVALS(3),
        fc.array(fc.constantFrom('a', 'b'), { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 3, max: 9 }),
        fc.boolean(),
        async (coming, owners, max, swapped) => {
          const own = kit.interval({ every: '2s' })
          const shared = kit.window({ max, per: '10s' })
          const even = kit.rate({ max, per: '8s' })
          const starts = await arrivals(bench(), coming, (number) => {
            const all = [keyed(own, owners[number]), weighed(shared, 'both'), weighed(even, 'even')]
            return swapped ? all.reverse() : all
          })
          expect(starts).toHaveLength(coming.length)
          expect(mostIn(starts, 10_000)).toBeLessThanOrEqual(max)
          expect(mostIn(starts, 8_000)).toBeLessThanOrEqual(max)
          for (const owner of ['a', 'b']) {
            const mine = starts.filter((_at, number) => owners[number] === owner)
            expect(
              mostIn(
                mine.map(({ at }) => ({ at, weight: 1 })),
                2_000,
              ),
            ).toBeLessThanOrEqual(1)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('hold together with places, of which never more are taken than there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (lengths, places, max) => {
          const { clock, acquire } = bench()
          const limits = [keyed(kit.window({ max, per: '2s' }), 'w'), keyed(kit.concurrent({ max: places }), 'c')]
          let under = 0
          let most = 0
          const starts = await Promise.all(
            lengths.map(async (length): Promise<Start> => {
              const slot = await acquire(limits)
              under += 1
              most = Math.max(most, under)
              if (length > 0) await clock.sleep(length)
              under -= 1
              slot.release()
              return { at: slot.startedAt, weight: 1 }
            }),
          )
          expect(most).toBeLessThanOrEqual(places)
          expect(mostIn(starts, 2_000)).toBeLessThanOrEqual(max)
        },
      ),
      { numRuns: 80 },
    )
  })

  it('do not cost slots that nobody uses: the tighter one sets the pace', async () => {
    const limits = [keyed(kit.window({ max: 60, per: '1m' }), 'w'), keyed(kit.interval({ every: '2s' }), 'i')]
    const starts = await arrivals(bench(), Array<Arrival>(61).fill({ pause: 0, weight: 1 }), () => limits)
    expect((starts.at(-1)?.at ?? 0) - (starts[0]?.at ?? 0)).toBe(60 * 2_000)
  })

  it('let others pass who wait for the narrow one only', async () => {
    const shared = keyed(kit.rate({ max: 10, per: '1s' }), 'shared')
    const narrow = keyed(kit.interval({ every: '1m' }), 'narrow')
    const { request } = bench()
    const first = await request([narrow, shared])
    const held = request([narrow, shared])
    const others = await Promise.all(Array.from({ length: 20 }, () => request([shared])))
    expect(Math.max(...others) - first).toBe(20 * 102)
    expect((await held) - first).toBe(60_000)
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

describe('nobody starves', () => {
  it('in one process: requests of one limit start in the order in which they came, heavy ones too', async () => {
    await fc.assert(
      fc.asyncProperty(
        ARRIVALS(6).map((all) => all.map(({ pause, weight }) => ({ pause: Math.abs(pause), weight }))),
        fc.boolean(),
        async (coming, even) => {
          const limit = even ? kit.rate({ max: 6, per: '1s' }) : kit.window({ max: 6, per: '1s' })
          const starts = await arrivals(bench(), coming, () => [weighed(limit)])
          const times = starts.map(({ at }) => at)
          expect(times).toEqual([...times].sort((a, b) => a - b))
        },
      ),
      { numRuns: 80 },
    )
  })

  it('by those who leave: whoever stays starts as if they had never come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        fc.constantFrom<Limit<unknown>>(
          kit.rate({ max: 5, per: '1s' }),
          kit.window({ max: 2, per: '1s' }),
          kit.interval({ every: '300ms' }),
        ),
        async (stays, limit) => {
          const alone = bench()
          await alone.request([keyed(limit)])
          await alone.request([keyed(limit)])
          const expected = await Promise.all(stays.filter(Boolean).map(() => alone.request([keyed(limit)])))

          const { acquire, request } = bench()
          await request([keyed(limit)])
          await request([keyed(limit)])
          const starts = stays.map(async (stay) => {
            const stop = new AbortController()
            const started = acquire([keyed(limit)], { signal: stop.signal })
            if (!stay) queueMicrotask(() => stop.abort())
            return started.then(({ startedAt }) => startedAt)
          })
          const outcomes = await Promise.allSettled(starts)
          const kept = outcomes.flatMap((outcome, index) =>
            stays[index] && outcome.status === 'fulfilled' ? [outcome.value] : [],
          )
          expect(kept).toEqual(expected)
        },
      ),
      { numRuns: 100 },
    )
  })
})
