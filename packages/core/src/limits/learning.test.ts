import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit, LimitSignal } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { adaptiveLimit } from './adaptive-limit.js'
import { limitKit } from './limit-kit.js'

const kit = limitKit<unknown>()
const SECOND = 1_000
const HOUR = 3_600_000

/** One budget of a limit, by hand: time is what the test says. */
function budgetOf(limit: Limit<unknown>) {
  let state: JsonValue | undefined
  const look = (now: number) => limit.reserve?.(state, now, 1) ?? { startsAt: Number.NaN, state: null }
  return {
    /** When the next request may start. */
    next: (now: number): number => look(now).startsAt,
    /** Takes the next slot. */
    take: (now: number): number => {
      const slot = look(now)
      state = JSON.parse(JSON.stringify(slot.state))
      return slot.startsAt
    },
    hear: (kind: LimitSignal['kind'], sentAt: number, now: number, retryAfterMs?: number): void => {
      state = limit.observe?.(state, { kind, sentAt, headers: {}, retryAfterMs }, now)
    },
    lesson: (): JsonValue | undefined => Object(state).lesson,
  }
}

/** Requests one after another from `from` on, each answered at once; the first `count` starts. */
function pace(budget: ReturnType<typeof budgetOf>, from: number, count: number): readonly number[] {
  let now = from
  return Array.from({ length: count }, () => {
    now = budget.take(now)
    budget.hear('ok', now, now)
    return now
  })
}

const LIMITS: readonly [string, () => Limit<unknown>][] = [
  ['window', () => kit.window({ max: 10, per: '1s' })],
  ['rate', () => kit.rate({ max: 10, per: '1s' })],
  ['interval', () => kit.interval({ every: '100ms' })],
]
const ALL: readonly [string, () => Limit<unknown>][] = [
  ...LIMITS,
  ['remaining', () => kit.remaining()],
  ['adaptive', () => adaptiveLimit(undefined)],
]

describe.each(ALL)('a refusal under %s', (_kind, make) => {
  it('holds every request for as long as the vendor says', () => {
    const budget = budgetOf(make())
    budget.hear('throttled', budget.take(0), 50, 7_000)
    expect(budget.next(60)).toBe(7_050)
    expect(budget.next(7_049)).toBe(7_050)
  })

  it('holds them for two seconds where the vendor says nothing', () => {
    const budget = budgetOf(make())
    budget.hear('throttled', budget.take(0), 50)
    expect(budget.next(60)).toBe(2_050)
  })

  it('lets one go after the pause, and the others once that is answered', () => {
    const budget = budgetOf(make())
    const last = pace(budget, 0, 9).at(-1) ?? 0
    budget.hear('throttled', last + 1, 1_000)
    expect(budget.take(3_000)).toBe(3_000)
    expect(budget.next(3_500)).toBe(5_000)
    budget.hear('ok', 3_000, 3_600)
    expect(budget.next(4_000)).toBe(4_000)
  })

  it.each([
    ['makes longer pauses', undefined, [2, 10, 50, 60, 60, 60]],
    ['makes the pauses that the vendor asks for', 3_000, [3, 3, 3, 3, 3, 3]],
  ])('%s when it comes again without a success between', (_what, retryAfterMs, seconds) => {
    const budget = budgetOf(make())
    const pauses: number[] = []
    for (let now = budget.take(0), times = 0; times < 6; times += 1) {
      budget.hear('throttled', now, now, retryAfterMs)
      const next = budget.take(now)
      pauses.push((next - now) / SECOND)
      now = next
    }
    expect(pauses).toEqual(seconds)
  })

  it('is obeyed for a day at most, whatever the vendor asks for', () => {
    const budget = budgetOf(make())
    budget.hear('throttled', budget.take(0), 0, 1_000 * HOUR)
    expect(budget.next(0)).toBe(24 * HOUR)
  })

  it('that comes late, of a request sent before the pause, prolongs it where it says so, and does nothing else', () => {
    const budget = budgetOf(make())
    for (const at of [0, 1, 2, 3]) budget.take(at)
    budget.hear('throttled', 0, 100, 3_000)
    const learned = budget.lesson()
    budget.hear('throttled', 1, 110)
    budget.hear('ok', 2, 115)
    budget.hear('failed', 3, 120)
    expect(budget.lesson()).toEqual(learned)
    budget.hear('throttled', 3, 130, 5_000)
    expect(budget.next(140)).toBe(5_130)
  })

  it('never raises the rate', () => {
    const signal = fc.record({
      kind: fc.constantFrom<LimitSignal['kind']>('ok', 'failed', 'throttled', 'throttled'),
      pause: fc.integer({ min: 0, max: 20_000 }),
      before: fc.integer({ min: 0, max: 5_000 }),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: undefined }),
      takes: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 40 }), (signals) => {
        const budget = budgetOf(make())
        let now = 1_000_000
        for (const { kind, pause, before, retryAfterMs, takes } of signals) {
          now += pause
          for (let taken = 0; taken < takes; taken += 1) budget.take(now)
          const next = budget.next(now)
          budget.hear(kind, now - before, now, retryAfterMs)
          if (kind === 'throttled') expect(budget.next(now)).toBeGreaterThanOrEqual(next)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe.each(LIMITS)('recovery under %s', (_kind, make) => {
  /** How many start in the ten seconds from `from` on. */
  const rate = (budget: ReturnType<typeof budgetOf>, from: number): number =>
    pace(budget, from, 120).filter((at) => at < from + 10_000).length

  it('begins at half of the rate', () => {
    const budget = budgetOf(make())
    budget.hear('throttled', budget.take(0), 0)
    const starts = pace(budget, 2_000, 5)
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeLessThanOrEqual(1_000)
    const before = budgetOf(make())
    before.hear('throttled', before.take(0), 0)
    expect(before.take(2_000)).toBe(2_000)
    before.hear('ok', 2_000, 2_000)
    const [slow, fast] = [before, budgetOf(make())].map((each) => {
      const all = Array.from({ length: 21 }, () => each.take(10_000))
      return (all.at(-1) ?? 0) - (all[0] ?? 0)
    })
    expect((slow ?? 0) / (fast ?? 1)).toBeCloseTo(2, 1)
  })

  it('reaches the declared rate again and forgets, step by step', () => {
    const budget = budgetOf(make())
    budget.hear('throttled', budget.take(0), 0)
    const rates = Array.from({ length: 6 }, (_item, number) => rate(budget, 2_000 + number * 15_000))
    expect(rates).toEqual([...rates].sort((a, b) => a - b))
    expect(rates[0]).toBeLessThan(rates[5] ?? 0)
    expect(rate(budget, 200_000)).toBe(rate(budgetOf(make()), 200_000))
    expect(budget.lesson()).toBeUndefined()
  })

  it('waits ever longer before it tries again what was refused', () => {
    const budget = budgetOf(make())
    const refusedAt: number[] = []
    // The vendor takes less than is declared: whenever the full rate is back, it refuses.
    let now = budget.take(0)
    while (refusedAt.length < 5) {
      const { factor = 1 } = Object(budget.lesson())
      const refuses = factor > 0.95
      budget.hear(refuses ? 'throttled' : 'ok', now, now)
      if (refuses) refusedAt.push(now)
      now = budget.take(now)
    }
    const gaps = refusedAt.slice(1).map((at, index) => at - (refusedAt[index] ?? 0))
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
    expect(gaps[0]).toBeGreaterThanOrEqual(30_000)
  })

  it('comes after whatever was refused, and however often', () => {
    const refusal = fc.record({ pause: fc.integer({ min: 0, max: 100_000 }), retryAfterMs: fc.option(fc.nat(30_000)) })
    fc.assert(
      fc.property(fc.array(refusal, { minLength: 1, maxLength: 12 }), (refusals) => {
        const budget = budgetOf(make())
        let now = 0
        for (const { pause, retryAfterMs } of refusals) {
          now = budget.take(now + pause)
          budget.hear('throttled', now, now, retryAfterMs ?? undefined)
        }
        for (const end = now + 60 * HOUR; budget.lesson() !== undefined && now < end; ) {
          now = budget.take(now + 10_000)
          budget.hear('ok', now, now)
        }
        expect(budget.lesson()).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  it('goes no lower than a sixteenth, and a failure of another kind is no recovery', () => {
    const budget = budgetOf(make())
    let now = 0
    for (let times = 0; times < 12; times += 1) {
      now = budget.take(now)
      budget.hear('throttled', now, now)
      now = budget.take(now)
      budget.hear('ok', now, now)
    }
    expect(budget.lesson()).toMatchObject({ factor: 1 / 16 })
    for (let times = 0; times < 100; times += 1) {
      now = budget.take(now)
      budget.hear('failed', now, now)
    }
    expect(budget.lesson()).toMatchObject({ factor: 1 / 16 })
  })
})
