import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Places } from './places.js'

const never = (): AbortSignal => new AbortController().signal
const turn = () => new Promise(setImmediate)

describe('places', () => {
  it('are given out in the order of asking, though those who ask allow different numbers', async () => {
    const places = new Places()
    const order: string[] = []
    const ask = async (name: string, max: number) => {
      const giveBack = await places.enter('k', max, never())
      order.push(name)
      return giveBack
    }
    const first = await ask('first', 3)
    const second = await ask('second', 3)
    // The strict one waits until both are gone, and the lax one behind it does not overtake.
    const strict = ask('strict', 1)
    const lax = ask('lax', 3)
    second()
    await turn()
    expect(order).toEqual(['first', 'second'])
    first()
    await strict
    await lax
    expect(order).toEqual(['first', 'second', 'strict', 'lax'])
  })

  it('go to the next at once when who was before it leaves', async () => {
    const places = new Places()
    await places.enter('k', 3, never())
    const stop = new AbortController()
    const strict = places.enter('k', 1, stop.signal)
    const lax = places.enter('k', 3, never())
    stop.abort()
    await expect(strict).rejects.toThrow()
    await expect(lax).resolves.toBeTypeOf('function')
  })

  it('of one key have nothing to do with those of another', async () => {
    const places = new Places()
    await places.enter('a', 1, never())
    await expect(places.enter('b', 1, never())).toBeTypeOf('function')
  })

  it('refuse whoever has been told to stop', () => {
    const reason = new Error('the user left')
    expect(() => new Places().enter('k', 1, AbortSignal.abort(reason))).toThrow(reason)
  })

  it('are never lost: whoever leaves, stays or gives back, all others get in', async () => {
    const visitor = fc.record({ max: fc.integer({ min: 1, max: 3 }), leaves: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(visitor, { minLength: 1, maxLength: 30 }), async (visitors) => {
        const places = new Places()
        let inside = 0
        const all = visitors.map(async ({ max, leaves }) => {
          const stop = new AbortController()
          if (leaves) setImmediate(() => stop.abort())
          const giveBack = await places.enter('k', max, stop.signal)
          inside += 1
          expect(inside).toBeLessThanOrEqual(3)
          await turn()
          inside -= 1
          giveBack()
          giveBack()
        })
        const outcomes = await Promise.allSettled(all)
        for (const [index, { status }] of outcomes.entries()) {
          if (!visitors[index]?.leaves) expect(status).toBe('fulfilled')
        }
        expect(inside).toBe(0)
        expect(places.enter('k', 1, never())).toBeTypeOf('function')
      }),
      { numRuns: 100 },
    )
  })
})
