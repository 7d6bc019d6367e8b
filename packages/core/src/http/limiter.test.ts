import { describe, expect, it } from 'vitest'
import { limitKit } from '../limits/limit-kit.js'
import { limiterBench as bench, keyed } from '../testing/limiter-bench.js'

const kit = limitKit<unknown>()
const MINUTE = 60_000

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
