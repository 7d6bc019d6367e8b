import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit } from '../contract/limit.js'
import type { BudgetStore } from '../contract/services.js'
import { limitKit } from '../limits/limit-kit.js'
import { memoryBudgetStore } from '../runtime/system-services.js'
import { type VirtualClock, virtualClock } from '../testing/virtual-clock.js'
import { type KeyedLimit, Limiter } from './limiter.js'

const kit = limitKit<unknown>()
const MINUTE = 60_000

interface Bench {
  readonly clock: VirtualClock
  readonly limiter: Limiter
  /** One request: waits for its slot, and notes when it started. */
  readonly request: (limits: readonly KeyedLimit[], lasts?: number, signal?: AbortSignal) => Promise<number>
}

function bench(budgets: BudgetStore = memoryBudgetStore(), clock = virtualClock()): Bench {
  const limiter = new Limiter(budgets, clock)
  const request: Bench['request'] = async (limits, lasts = 0, signal = new AbortController().signal) => {
    const release = await limiter.acquire(limits, () => {}, signal)
    const began = clock.now()
    if (lasts > 0) await clock.sleep(lasts)
    release()
    return began
  }
  return { clock, limiter, request }
}

const keyed = (limit: Limit<unknown>, key = 'k'): KeyedLimit => ({ limit, key })

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

describe('a concurrency limit', () => {
  it.each([1, 2, 5])('of %i is reached, never passed, and every one of 1,000 waiting gets its turn', async (max) => {
    const { clock, limiter } = bench()
    const limits = [keyed(kit.concurrent({ max }))]
    let under = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const release = await limiter.acquire(limits, () => {}, new AbortController().signal)
        under += 1
        most = Math.max(most, under)
        await clock.sleep(10)
        under -= 1
        release()
      }),
    )
    expect({ under, most }).toEqual({ under: 0, most: max })
  })

  it('gives a place back only once, however often it is released', async () => {
    const { limiter, request } = bench()
    const limits = [keyed(kit.concurrent({ max: 1 }))]
    const signal = new AbortController().signal
    const first = await limiter.acquire(limits, () => {}, signal)
    first()
    first()
    const second = await limiter.acquire(limits, () => {}, signal)
    let third = false
    const waiting = request(limits).then(() => {
      third = true
    })
    await new Promise(setImmediate)
    expect(third).toBe(false)
    second()
    await waiting
  })

  it('lets one who is waiting leave at once, and hands its place on', async () => {
    const { limiter } = bench()
    const limits = [keyed(kit.concurrent({ max: 1 }))]
    const stop = new AbortController()
    const held = await limiter.acquire(limits, () => {}, new AbortController().signal)
    const leaving = limiter.acquire(limits, () => {}, stop.signal)
    const next = limiter.acquire(limits, () => {}, new AbortController().signal)
    const reason = new Error('the user left')
    stop.abort(reason)
    await expect(leaving).rejects.toBe(reason)
    held()
    await expect(next).resolves.toBeTypeOf('function')
  })

  it('gives its place back when another limit suspends the run', async () => {
    const { limiter } = bench()
    const gate = keyed(kit.concurrent({ max: 1 }), 'gate')
    const slow = keyed(kit.interval({ every: '1h' }), 'slow')
    const signal = new AbortController().signal
    ;(await limiter.acquire([slow], () => {}, signal))()
    await expect(limiter.acquire([gate, slow], () => {}, signal)).rejects.toMatchObject({ code: 'LIMIT_SUSPENDED' })
    await expect(limiter.acquire([gate], () => {}, signal)).resolves.toBeTypeOf('function')
  })
})

describe('a wait', () => {
  it('of 15 minutes is slept, a longer one suspends the run and says when to go on', async () => {
    const patient = bench()
    await patient.request([keyed(kit.interval({ every: '15m' }))])
    await patient.request([keyed(kit.interval({ every: '15m' }))])
    expect(patient.clock.sleeps).toEqual([15 * MINUTE])

    const { clock, request } = bench()
    const limits = [keyed(kit.interval({ every: '901s' }))]
    await request(limits)
    await expect(request(limits)).rejects.toMatchObject({
      code: 'LIMIT_SUSPENDED',
      category: 'rate_limited',
      stops: 'connection',
      resumeAt: '2026-11-10T12:15:01.000Z',
    })
    expect(clock.sleeps).toEqual([])
  })

  it('that suspends the run takes no slot, in any of the limits', async () => {
    const { clock, request } = bench()
    const hourly = keyed(kit.interval({ every: '1h' }), 'hourly')
    const minute = keyed(kit.interval({ every: '1m' }), 'minute')
    const began = await request([minute, hourly])
    await expect(request([minute, hourly])).rejects.toMatchObject({ code: 'LIMIT_SUSPENDED' })
    await expect(request([minute, hourly])).rejects.toMatchObject({
      resumeAt: new Date(began + 60 * MINUTE).toISOString(),
    })
    clock.advance(60 * MINUTE)
    expect(await request([minute, hourly])).toBe(began + 60 * MINUTE)
  })

  it('is told, and ends with the reason of an abort', async () => {
    const { clock, limiter } = bench()
    const limits = [keyed(kit.interval({ every: '1m' }))]
    const stop = new AbortController()
    const told: number[] = []
    const began = clock.now()
    await limiter.acquire(limits, (until) => told.push(until), stop.signal)
    const reason = new Error('the user left')
    const waiting = limiter.acquire(
      limits,
      (until) => {
        told.push(until)
        stop.abort(reason)
      },
      stop.signal,
    )
    await expect(waiting).rejects.toBe(reason)
    expect(told).toEqual([began + MINUTE])
  })
})

describe('the key of a budget', () => {
  const { limiter } = bench()

  it('holds connector, endpoint and limit, and the credential only as a digest', () => {
    const key = limiter.keyOf('acme', 'usage', 1, 'sk-canary-7351')
    expect(key).toMatch(/^acme:usage:1:[0-9a-f]{32}$/)
    expect(key).toBe(limiter.keyOf('acme', 'usage', 1, 'sk-canary-7351'))
  })

  it('differs by connector, endpoint, limit and credential', () => {
    const keys = [
      limiter.keyOf('acme', 'usage', 0, 'x'),
      limiter.keyOf('acme', 'usage', 0, 'y'),
      limiter.keyOf('acme', 'usage', 1, 'x'),
      limiter.keyOf('acme', 'bills', 0, 'x'),
      limiter.keyOf('other', 'usage', 0, 'x'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})
