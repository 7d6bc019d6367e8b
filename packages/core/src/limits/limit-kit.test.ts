import { describe, expect, it } from 'vitest'
import type { Limit } from '../contract/limit.js'
import { decodeJson } from '../numbers/decode-json.js'
import type { JsonValue } from '../numbers/json-value.js'
import { limitKit } from './limit-kit.js'

const kit = limitKit<{ readonly clientId: string }>()

/** When requests that all come at `now` may start, relative to it. */
function starts(limit: Limit<never>, weights: readonly number[], now = 1_000_000): readonly number[] {
  let state: JsonValue | undefined
  return weights.map((weight) => {
    const slot = limit.reserve?.(state, now, weight)
    state = slot?.state
    return (slot?.startsAt ?? Number.NaN) - now
  })
}

const ones = (count: number): readonly number[] => Array<number>(count).fill(1)

describe('a limit', () => {
  it('of so many a stretch keeps two per cent of it back', () => {
    expect(starts(kit.window({ max: 2, per: '10s' }), ones(5))).toEqual([0, 0, 10_200, 10_200, 20_400])
    expect(starts(kit.window({ max: 1, per: '1s' }), ones(3))).toEqual([0, 1_020, 2_040])
  })

  it('of a rate spaces starts evenly, and lets a burst go after a pause', () => {
    expect(starts(kit.rate({ max: 20, per: '1s' }), ones(4))).toEqual([0, 51, 102, 153])
    expect(starts(kit.rate({ max: 20, per: '1s', burst: 3 }), ones(5))).toEqual([0, 0, 0, 51, 102])
  })

  it('of an interval spaces every start', () => {
    expect(starts(kit.interval({ every: '1s' }), ones(4))).toEqual([0, 1_000, 2_000, 3_000])
  })

  it('counts by weight: a heavy request waits for as much room as it takes', () => {
    expect(starts(kit.window({ max: 10, per: '1s' }), [4, 6, 1, 10])).toEqual([0, 0, 1_020, 2_040])
    expect(starts(kit.rate({ max: 10, per: '1s' }), [4, 1, 5])).toEqual([0, 408, 918])
  })

  it('keeps state that is JSON, whatever the store decodes it with', () => {
    const rate = kit.rate({ max: 7, per: '1s' })
    const first = rate.reserve?.(undefined, 1_000_000, 1)
    const kept = decodeJson(JSON.stringify(first?.state))
    expect(rate.reserve?.(kept, 1_000_000, 1).startsAt).toBe(1_000_146)
  })

  it.each([
    undefined,
    null,
    'x',
    {},
    [null, 'x'],
    { pace: { fullAt: 'x', at: 'x', units: [null], until: {} }, lesson: { row: 'x' } },
  ])('starts afresh where the store gives %j', (state) => {
    for (const limit of [
      kit.interval({ every: '1s' }),
      kit.window({ max: 1, per: '1s' }),
      kit.rate({ max: 1, per: '1s' }),
      kit.remaining(),
    ]) {
      expect(limit.reserve?.(state as JsonValue | undefined, 5, 1).startsAt).toBe(5)
    }
  })

  it('waits for a clock that has gone back to catch up, rather than bunch requests', () => {
    const limit = kit.interval({ every: '1s' })
    const first = limit.reserve?.(undefined, 10_000, 1)
    expect(limit.reserve?.(first?.state, 4_000, 1).startsAt).toBe(11_000)
    const window = kit.window({ max: 9, per: '1s' })
    const second = window.reserve?.(undefined, 10_000, 1)
    expect(window.reserve?.(second?.state, 4_000, 1).startsAt).toBe(10_000)
  })

  it('says in words what it is, and counts by what its key says', () => {
    const key = (config: { readonly clientId: string }) => config.clientId
    const all = [
      kit.window({ max: 60, per: '1m', key }),
      kit.rate({ max: 20, per: '1s', key, weight: () => 2 }),
      kit.interval({ every: '200ms', key }),
      kit.concurrent({ max: 1, key }),
      kit.remaining({ key }),
    ]
    expect(all.map(({ kind, describe: words }) => `${kind}: ${words}`)).toEqual([
      'window: 60 requests every 1m',
      'rate: 20 units every 1s, evenly',
      'interval: one request every 200ms',
      'concurrent: at most 1 at once',
      'remaining: what the vendor says is left',
    ])
    expect(all.map((limit) => limit.key?.({ clientId: 'c' }))).toEqual(['c', 'c', 'c', 'c', 'c'])
    expect(kit.concurrent({ max: 1 }).key).toBeUndefined()
  })

  it.each([
    [() => kit.window({ max: 0, per: '1m' }), '"max" must be at least 1'],
    [() => kit.window({ max: 1.5, per: '1m' }), '"max" must be a whole number'],
    [() => kit.window({ max: 1, per: '0s' }), '"per" must be a duration over 0'],
    [() => kit.rate({ max: 1, per: '1s', burst: Number.NaN }), '"burst" must be a whole number'],
    [() => kit.interval({ every: 'soon' as '1s' }), '"every" must be a duration'],
    [() => kit.concurrent({ max: Number.POSITIVE_INFINITY }), '"max" must be a whole number'],
  ])('refuses numbers and durations that are none: %s', (make, problem) => {
    expect(make).toThrow(RangeError)
    expect(make).toThrow(problem)
  })
})

describe("a window's state", () => {
  it('forgets what has left the window', () => {
    const limit = kit.window({ max: 3, per: '1m' })
    let state: JsonValue | undefined
    for (let now = 0; now < 50; now += 1) state = limit.reserve?.(state, now * 100_000, 1)?.state
    expect(state).toMatchObject({ pace: { at: [], units: [], lastAt: 4_900_000, lastUnits: 1 } })
  })

  it.each([100, 1_000, 1_000_000])(
    'has at most 256 entries where %i are allowed, of which 98 per cent are used',
    (max) => {
      const limit = kit.window({ max, per: '1m' })
      let state: JsonValue | undefined
      let now = 0
      let units = 0
      const weight = Math.max(1, max / 1_000)
      for (let number = 0; number < 5_000; number += 1) {
        const slot = limit.reserve?.(state, now, weight)
        now = slot?.startsAt ?? Number.NaN
        state = slot?.state
        units += weight
        expect(Object(state).pace.at.length).toBeLessThanOrEqual(256)
      }
      const full = Math.floor(now / 61_200)
      expect(units).toBeGreaterThanOrEqual(0.98 * full * max)
    },
  )

  it('is not spoilt by connections that state other numbers for one budget', () => {
    const strict = kit.window({ max: 2, per: '1m' })
    const loose = kit.window({ max: 5, per: '1s' })
    let state = strict.reserve?.(undefined, 0, 1).state
    state = loose.reserve?.(state, 10_000, 1).state
    state = loose.reserve?.(state, 20_000, 1).state
    // The loose one has forgotten nothing that the strict one must know.
    expect(strict.reserve?.(state, 21_000, 1).startsAt).toBe(10_000 + 61_200)
    expect(loose.reserve?.(state, 21_000, 1).startsAt).toBe(21_000)
  })
})
