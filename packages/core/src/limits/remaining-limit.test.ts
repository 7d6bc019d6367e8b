import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LimitSignal } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { limitKit } from './limit-kit.js'
import { remainingIn } from './remaining-headers.js'

const kit = limitKit<unknown>()
/** A Tuesday in November 2026, milliseconds. */
const NOW = Date.parse('2026-11-10T12:00:00Z')

function budgetOf(limit = kit.remaining()) {
  let state: JsonValue | undefined
  return {
    next: (now: number): number => limit.reserve?.(state, now, 1).startsAt ?? Number.NaN,
    take: (now: number): number => {
      const slot = limit.reserve?.(state, now, 1)
      state = JSON.parse(JSON.stringify(slot?.state ?? null))
      expect(slot?.watch).toBe(true)
      return slot?.startsAt ?? Number.NaN
    },
    hear: (headers: Readonly<Record<string, string>>, now: number, rest: Partial<LimitSignal> = {}): void => {
      state = limit.observe?.(state, { kind: 'ok', sentAt: now, headers, ...rest }, now)
    },
  }
}

const left = (remaining: number, reset: number) => ({
  'x-ratelimit-remaining': `${remaining}`,
  'x-ratelimit-reset': `${reset}`,
})

describe('the headers of a reply', () => {
  it.each<[Readonly<Record<string, string>>, object | undefined]>([
    [
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '30' },
      { remaining: 7, resetSeconds: 30 },
    ],
    [
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1794312060' },
      { remaining: 0, resetSeconds: 1794312060 },
    ],
    [
      { 'ratelimit-remaining': '7', 'ratelimit-reset': '1.5' },
      { remaining: 7, resetSeconds: 1.5 },
    ],
    [{ 'x-rate-limit-remaining': ' 7 ' }, { remaining: 7, resetSeconds: undefined }],
    [{ ratelimit: 'limit=100, remaining=50, reset=5' }, { remaining: 50, resetSeconds: 5 }],
    [{ ratelimit: '"default";r=50;t=30' }, { remaining: 50, resetSeconds: 30 }],
    [{ ratelimit: '"minute";r=5;t=20, "day";r=3;t=7000' }, { remaining: 3, resetSeconds: 7000 }],
    [{ ratelimit: '"minute";r=0;t=20, "day";r=0;t=7000' }, { remaining: 0, resetSeconds: 7000 }],
    [{ ratelimit: '"default";q=100;w=60' }, undefined],
    [{ 'x-ratelimit-remaining': 'many' }, undefined],
    [{ 'x-ratelimit-remaining': '-1' }, undefined],
    [{}, undefined],
  ])('%j say %j', (headers, said) => {
    expect(remainingIn(headers)).toEqual(said)
  })
})

describe('what the vendor says is left', () => {
  it('lets everything go while it says nothing, and while there is plenty', () => {
    const budget = budgetOf()
    for (let times = 0; times < 100; times += 1) expect(budget.take(NOW)).toBe(NOW)
    budget.hear(left(500, 60), NOW)
    for (let times = 0; times < 400; times += 1) expect(budget.take(NOW)).toBe(NOW)
  })

  it.each([
    ['seconds to wait', '30', {}, 30_600],
    ['seconds since the epoch', `${NOW / 1000 + 30}`, {}, 30_600],
    ['milliseconds since the epoch', `${NOW + 30_000}`, {}, 30_600],
    [
      "seconds since the epoch, on the vendor's own clock",
      `${NOW / 1000 + 300}`,
      { date: new Date(NOW + 270_000).toUTCString() },
      30_600,
    ],
    ['an instant that has passed', `${NOW / 1000 - 5}`, {}, 0],
    ['nothing', '', {}, 60_000],
    ['an age', '9999999', {}, 31 * 86_400_000],
  ])('waits at none for the reset, stated as %s', (_form, reset, more, wait) => {
    const budget = budgetOf()
    budget.hear({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset, ...more }, NOW)
    expect(budget.take(NOW) - NOW).toBe(wait)
  })

  it('spreads the last ten over the time until the reset', () => {
    const budget = budgetOf()
    budget.take(NOW)
    budget.hear(left(4, 50), NOW)
    const starts = Array.from({ length: 4 }, () => (budget.take(NOW) - NOW) / 1_000)
    expect(starts).toEqual([10.2, 20.4, 30.6, 40.8])
    expect(budget.take(NOW) - NOW).toBe(51_000)
  })

  it('lets one ask after the reset, and the others once it is answered', () => {
    const budget = budgetOf()
    budget.hear(left(0, 10), NOW)
    expect(budget.take(NOW + 20_000)).toBe(NOW + 20_000)
    expect(budget.take(NOW + 20_000)).toBe(NOW + 22_000)
    budget.hear(left(99, 60), NOW + 20_100, { sentAt: NOW + 20_000 })
    expect(budget.take(NOW + 20_200)).toBe(NOW + 20_200)
  })

  it('holds nobody back after the reset where replies say nothing any more', () => {
    const budget = budgetOf()
    budget.hear(left(0, 10), NOW)
    const probe = budget.take(NOW + 20_000)
    budget.hear({}, probe + 100, { sentAt: probe })
    expect(budget.take(probe + 101)).toBe(probe + 101)
    expect(budget.take(probe + 101)).toBe(probe + 101)
  })

  it('believes the lower number where replies overtake each other, and any number of the last request', () => {
    const budget = budgetOf()
    for (const at of [0, 10, 20, 20, 30]) budget.take(NOW + at)
    budget.hear(left(0, 60), NOW + 100, { sentAt: NOW + 10 })
    budget.hear(left(50, 60), NOW + 110, { sentAt: NOW })
    budget.hear(left(50, 60), NOW + 110, { sentAt: NOW + 20 })
    expect(budget.next(NOW + 120)).toBeGreaterThan(NOW + 50_000)
    budget.hear(left(50, 60), NOW + 130, { sentAt: NOW + 30 })
    expect(budget.next(NOW + 140)).toBe(NOW + 140)
  })

  it('is also said by a refusal, which holds besides', () => {
    const budget = budgetOf()
    budget.hear(left(0, 30), NOW, { kind: 'throttled', retryAfterMs: 40_000 })
    expect(budget.take(NOW) - NOW).toBe(40_000)
  })

  it('is read by what the connector gives', () => {
    const budget = budgetOf(kit.remaining({ read: (headers) => ({ remaining: Number(headers['x-left']) }) }))
    budget.hear({ 'x-left': '0' }, NOW)
    budget.hear({ 'x-left': 'none' }, NOW)
    expect(budget.take(NOW) - NOW).toBe(60_000)
  })

  it('keeps a client within the count, however many requests are under way', () => {
    const vendor = fc.record({ limit: fc.integer({ min: 1, max: 30 }), seconds: fc.integer({ min: 1, max: 60 }) })
    const delays = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(vendor, delays, ({ limit, seconds }, latencies) => {
        const budget = budgetOf()
        let replies: { at: number; sentAt: number; headers: Readonly<Record<string, string>> }[] = []
        let [now, opened, used] = [NOW, NOW, 0]
        for (const latency of latencies) {
          // Who waits asks again after every reply; the very first is waited for, since nobody knows anything yet.
          for (const reply of replies.sort((a, b) => a.at - b.at)) {
            if (reply.at > budget.next(now) && reply.sentAt > NOW) break
            now = Math.max(now, reply.at)
            budget.hear(reply.headers, now, { sentAt: reply.sentAt })
            replies = replies.filter((other) => other !== reply)
          }
          now = budget.take(now)
          if (now >= opened + seconds * 1_000) [opened, used] = [now, 0]
          used += 1
          expect(used).toBeLessThanOrEqual(limit)
          const reset = Math.ceil((opened + seconds * 1_000 - now) / 1_000)
          replies.push({ at: now + latency, sentAt: now, headers: left(limit - used, reset) })
        }
      }),
      { numRuns: 200 },
    )
  })
})
