import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit } from '../contract/limit.js'
import type { BudgetStore } from '../contract/services.js'
import { limitKit } from '../limits/limit-kit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { memoryBudgetStore } from '../runtime/system-services.js'
import { keyed, limiterBench } from '../testing/limiter-bench.js'
import { type VirtualClock, virtualClock } from '../testing/virtual-clock.js'

const kit = limitKit<unknown>()

/** Another process: its clock is some milliseconds off. */
function processOn(store: BudgetStore, clock: VirtualClock, id: string, offset: number) {
  const own: VirtualClock = { ...clock, now: () => clock.now() + offset }
  return limiterBench(store, own, id)
}

/** A store that keeps JSON text, as one outside of the process would, and answers later. */
function textStore(): BudgetStore {
  const texts = new Map<string, string>()
  return {
    update: async (key, step) => {
      await Promise.resolve()
      const text = texts.get(key)
      const { state, result } = step(text === undefined ? undefined : (JSON.parse(text) as JsonValue))
      texts.set(key, JSON.stringify(state))
      return result
    },
  }
}

/** A start, by the true clock. */
interface Start {
  readonly process: number
  readonly at: number
}

/** Each process sends `count` requests, `ahead` at a time, each under way for `latency` milliseconds. */
async function share(
  offsets: readonly number[],
  limit: Limit<unknown>,
  { count, ahead, latency }: { readonly count: number; readonly ahead: number; readonly latency: number },
): Promise<{ readonly starts: readonly Start[]; readonly elapsed: number }> {
  const clock = virtualClock()
  const store = textStore()
  const began = clock.now()
  const starts: Start[] = []
  await Promise.all(
    offsets.flatMap((offset, process) => {
      const { acquire } = processOn(store, clock, `p${process}`, offset)
      return Array.from({ length: ahead }, async () => {
        for (let number = 0; number < count / ahead; number += 1) {
          const slot = await acquire([keyed(limit)])
          starts.push({ process, at: slot.startedAt - offset })
          await clock.sleep(latency)
          slot.release()
        }
      })
    }),
  )
  return { starts, elapsed: (starts.at(-1)?.at ?? 0) - began }
}

function mostIn(starts: readonly Start[], per: number): number {
  return Math.max(...starts.map((from) => starts.filter(({ at }) => at >= from.at && at < from.at + per).length))
}

describe('four processes that share a store', () => {
  const OFFSETS = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 4, maxLength: 4 })

  it.each([
    ['window', kit.window({ max: 20, per: '1s' })],
    ['rate', kit.rate({ max: 20, per: '1s' })],
    ['rate with a burst', kit.rate({ max: 16, per: '1s', burst: 5 })],
  ])(
    'keep the cap together and use at least 95 per cent of it, each on a clock of its own: %s',
    async (_kind, limit) => {
      await fc.assert(
        fc.asyncProperty(
          OFFSETS,
          fc.constantFrom(1, 4),
          fc.integer({ min: 5, max: 150 }),
          async (offsets, ahead, latency) => {
            const { starts, elapsed } = await share(offsets, limit, { count: 60, ahead, latency })
            expect(starts).toHaveLength(240)
            expect(mostIn(starts, 1_000)).toBeLessThanOrEqual(20)
            // Four that each wait for a reply before they ask again may not be able to use it up.
            const possible = Math.min(limit.capacity ?? 0, (4 * ahead * 1_000) / latency)
            expect(elapsed).toBeLessThanOrEqual(240_000 / possible / 0.95 + 1_000)
          },
        ),
        { numRuns: 25 },
      )
    },
  )

  it('get their turns one after another, whoever has the fastest clock', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 4, maxLength: 4 }), async (offsets) => {
        const { starts } = await share(offsets, kit.rate({ max: 10, per: '1s' }), { count: 20, ahead: 2, latency: 1 })
        // While all of them are waiting, each has one of every four starts, but for a place lost now and then.
        for (let from = 0; from + 8 < 60; from += 1) {
          expect(new Set(starts.slice(from, from + 8).map(({ process }) => process)).size).toBe(4)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('lose no more than half a second to one that dies while it waits', async () => {
    const clock = virtualClock()
    const store = memoryBudgetStore()
    const limits = [keyed(kit.interval({ every: '100ms' }))]
    const alive = processOn(store, clock, 'alive', 0)
    const dying = limiterBench(store, { ...clock, sleep: () => new Promise(() => {}) }, 'dying')
    const first = await alive.request(limits)
    void dying.request(limits)
    await new Promise(setImmediate)
    expect((await alive.request(limits)) - first).toBe(700)
    expect((await alive.request(limits)) - first).toBe(800)
  })

  it('leave no place in the line behind when they are told to stop', async () => {
    const clock = virtualClock()
    const store = memoryBudgetStore()
    const limits = [keyed(kit.interval({ every: '10s' }))]
    const [one, other] = [processOn(store, clock, 'one', 0), processOn(store, clock, 'other', 0)]
    const first = await one.request(limits)
    const stop = new AbortController()
    const leaving = one.acquire(limits, { signal: stop.signal, waiting: () => queueMicrotask(() => stop.abort()) })
    await expect(leaving).rejects.toThrow()
    expect((await other.request(limits)) - first).toBe(10_000)
  })
})
