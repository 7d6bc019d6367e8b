import { describe, expect, it } from 'vitest'
import type { Limit } from '../contract/limit.js'
import { limitKit } from '../limits/limit-kit.js'
import { memoryBudgetStore } from '../runtime/system-services.js'
import { limiterBench as bench, keyed } from '../testing/limiter-bench.js'
import { Limiter } from './limiter.js'

const kit = limitKit<unknown>()
const MINUTE = 60_000

describe('a concurrency limit', () => {
  it.each([1, 2, 5])('of %i is reached, never passed, and every one of 1,000 waiting gets its turn', async (max) => {
    const { clock, acquire } = bench()
    const limits = [keyed(kit.concurrent({ max }))]
    let under = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const slot = await acquire(limits)
        under += 1
        most = Math.max(most, under)
        await clock.sleep(10)
        under -= 1
        slot.release()
      }),
    )
    expect({ under, most }).toEqual({ under: 0, most: max })
  })

  it('gives a place back only once, however often it is released', async () => {
    const { acquire, request } = bench()
    const limits = [keyed(kit.concurrent({ max: 1 }))]
    const first = await acquire(limits)
    first.release()
    first.release()
    const second = await acquire(limits)
    let third = false
    const waiting = request(limits).then(() => {
      third = true
    })
    await new Promise(setImmediate)
    expect(third).toBe(false)
    second.release()
    await waiting
  })

  it('lets one who is waiting leave at once, and hands its place on', async () => {
    const { acquire } = bench()
    const limits = [keyed(kit.concurrent({ max: 1 }))]
    const stop = new AbortController()
    const held = await acquire(limits)
    const leaving = acquire(limits, { signal: stop.signal })
    const next = acquire(limits)
    const reason = new Error('the user left')
    stop.abort(reason)
    await expect(leaving).rejects.toBe(reason)
    held.release()
    await expect(next).resolves.toBeDefined()
  })

  it('gives its place back when another limit suspends the run', async () => {
    const { acquire } = bench()
    const gate = keyed(kit.concurrent({ max: 1 }), 'gate')
    const slow = keyed(kit.interval({ every: '1h' }), 'slow')
    await acquire([slow])
    await expect(acquire([gate, slow])).rejects.toMatchObject({ code: 'LIMIT_SUSPENDED' })
    await expect(acquire([gate])).resolves.toBeDefined()
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
    const { clock, acquire } = bench()
    const limits = [keyed(kit.interval({ every: '1m' }))]
    const stop = new AbortController()
    const told: number[] = []
    const began = clock.now()
    await acquire(limits, { waiting: (until) => told.push(until), signal: stop.signal })
    const reason = new Error('the user left')
    const waiting = acquire(limits, {
      waiting: (until) => {
        told.push(until)
        stop.abort(reason)
      },
      signal: stop.signal,
    })
    await expect(waiting).rejects.toBe(reason)
    expect(told).toEqual([began + MINUTE])
  })
})

it('does not sleep over what a reply changes while it is still asking', async () => {
  const oneAtATime: Limit<unknown> = {
    kind: 'one-at-a-time',
    describe: 'the next when this one is answered',
    reserve: (state, now) => ({ startsAt: state === 'shut' ? now + MINUTE : now, state: 'shut', watch: true }),
    observe: () => 'open',
  }
  // The reply comes after so many steps of the one who asks.
  for (let steps = 0; steps < 30; steps += 1) {
    const { acquire } = bench()
    const limits = [keyed(oneAtATime, 'one'), keyed(kit.window({ max: 9, per: '1s' }), 'window')]
    const first = await acquire(limits)
    const second = acquire(limits)
    for (let step = 0; step < steps; step += 1) await Promise.resolve()
    await first.observe({}, undefined)
    expect((await second).startedAt).toBe(first.startedAt)
  }
})

it('ends on a clock that stands still: what was slept counts as time that has passed', async () => {
  const { clock } = bench()
  const still = new Limiter(memoryBudgetStore(), { now: () => clock.now(), sleep: async () => {} }, 'still')
  const limits = [keyed(kit.interval({ every: '1m' }))]
  const began = clock.now()
  const request = { endpoint: 'usage', request: { path: '/' } }
  const starts: number[] = []
  for (let times = 0; times < 3; times += 1) {
    const slot = await still.acquire(limits, request, () => {}, new AbortController().signal)
    starts.push(slot.startedAt - began)
  }
  expect(starts).toEqual([0, MINUTE, 2 * MINUTE])
})

describe('the key of a budget', () => {
  const { limiter } = bench()

  it('holds connector, endpoint and limit, and the credential only as a digest', () => {
    const key = limiter.keyOf('acme', 'usage', 'window', 'sk-canary-7351')
    expect(key).toMatch(/^acme:usage:window:[0-9a-f]{32}$/)
    expect(key).toBe(limiter.keyOf('acme', 'usage', 'window', 'sk-canary-7351'))
  })

  it('differs by connector, endpoint, limit and credential', () => {
    const keys = [
      limiter.keyOf('acme', 'usage', 'window', 'x'),
      limiter.keyOf('acme', 'usage', 'window', 'y'),
      limiter.keyOf('acme', 'usage', 'rate', 'x'),
      limiter.keyOf('acme', 'bills', 'window', 'x'),
      limiter.keyOf('other', 'usage', 'window', 'x'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})
