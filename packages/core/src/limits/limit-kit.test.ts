import { describe, expect, it } from 'vitest'
import type { Limit } from '../contract/limit.js'
import type { JsonValue } from '../numbers/json-value.js'
import { limitKit } from './limit-kit.js'

const kit = limitKit<{ readonly clientId: string }>()

/** When requests that all come at `now` may start, relative to it. */
function starts(limit: Limit<never>, count: number, now = 1_000_000): readonly number[] {
  let state: JsonValue | undefined
  return Array.from({ length: count }, () => {
    const slot = limit.reserve?.(state, now)
    state = slot?.state
    return (slot?.startsAt ?? Number.NaN) - now
  })
}

describe('a limit', () => {
  it('of so many a stretch keeps two per cent of it back', () => {
    expect(starts(kit.window({ max: 2, per: '10s' }), 5)).toEqual([0, 0, 10_200, 10_200, 20_400])
    expect(starts(kit.window({ max: 1, per: '1s' }), 3)).toEqual([0, 1_020, 2_040])
  })

  it('of an interval spaces every start', () => {
    expect(starts(kit.interval({ every: '1s' }), 4)).toEqual([0, 1_000, 2_000, 3_000])
  })

  it('keeps state that is JSON and no longer than its count', () => {
    const limit = kit.window({ max: 3, per: '1m' })
    let state: JsonValue | undefined
    for (let now = 0; now < 50; now += 1) state = limit.reserve?.(state, now * 100_000)?.state
    expect(JSON.parse(JSON.stringify(state))).toEqual([4_700_000, 4_800_000, 4_900_000])
  })

  it.each([undefined, null, 'x', {}, [null, 'x']])('starts afresh where the store gives %j', (state) => {
    const slot = kit.interval({ every: '1s' }).reserve?.(state as JsonValue | undefined, 5)
    expect(slot).toEqual({ startsAt: 5, state: [5] })
  })

  it('waits for a clock that has gone back to catch up, rather than bunch requests', () => {
    const limit = kit.interval({ every: '1s' })
    const first = limit.reserve?.(undefined, 10_000)
    expect(limit.reserve?.(first?.state, 4_000).startsAt).toBe(11_000)
  })

  it('says in words what it is, and counts by what its key says', () => {
    const key = (config: { readonly clientId: string }) => config.clientId
    const all = [
      kit.window({ max: 60, per: '1m', key }),
      kit.interval({ every: '200ms', key }),
      kit.concurrent({ max: 1, key }),
    ]
    expect(all.map(({ kind, describe: words }) => `${kind}: ${words}`)).toEqual([
      'window: 60 requests a 1m',
      'interval: one request every 200ms',
      'concurrent: 1 requests at once',
    ])
    expect(all.map((limit) => limit.key?.({ clientId: 'c' }))).toEqual(['c', 'c', 'c'])
    expect(kit.concurrent({ max: 1 }).key).toBeUndefined()
  })
})
