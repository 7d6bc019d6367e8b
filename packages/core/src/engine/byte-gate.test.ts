import fc from 'fast-check'
import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { ByteGate } from './byte-gate.js'

const never = new AbortController().signal

/** True when `promise` is settled once everything that can go on has gone on. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const done = (): void => {
    settled = true
  }
  promise.then(done, done)
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  return settled
}

function gateWith(bound: number, ...indexes: readonly number[]): ByteGate {
  const gate = new ByteGate(bound)
  for (const index of indexes) gate.open(index)
  return gate
}

describe('the byte gate', () => {
  it('lets everyone pass below the bound', async () => {
    const gate = gateWith(10, 0, 1, 2)
    gate.add(1, 9)
    expect(await isSettled(gate.pass(2, never))).toBe(true)
  })

  it('always lets the head pass, however much is held', async () => {
    const gate = gateWith(10, 0, 1)
    gate.add(0, 1000)
    gate.add(1, 1000)
    expect(await isSettled(gate.pass(0, never))).toBe(true)
  })

  it('holds later windows back at the bound, and lets the next head pass when the head is gone', async () => {
    const gate = gateWith(10, 0, 1, 2)
    gate.add(0, 1)
    gate.add(1, 10)
    const [second, third] = [gate.pass(1, never), gate.pass(2, never)]
    expect(await isSettled(second)).toBe(false)
    gate.close(0)
    expect(await isSettled(second)).toBe(true)
    expect(await isSettled(third)).toBe(false)
    gate.close(1)
    expect(await isSettled(third)).toBe(true)
  })

  it('takes the oldest open window for the head, in whatever order they are opened', async () => {
    const gate = gateWith(10, 7, 3)
    gate.add(7, 10)
    expect(await isSettled(gate.pass(3, never))).toBe(true)
    expect(await isSettled(gate.pass(7, never))).toBe(false)
  })

  it('does not mistake a straggler of a closed window for a head', async () => {
    const gate = gateWith(10, 0, 1)
    gate.close(0)
    gate.add(0, 50) // a page of the window that failed arrives after all
    gate.add(1, 50)
    expect(await isSettled(gate.pass(1, never))).toBe(true)
  })

  it('forgets the bytes of a window that begins anew', async () => {
    const gate = gateWith(10, 0, 1)
    gate.add(0, 10)
    const second = gate.pass(1, never)
    expect(await isSettled(second)).toBe(false)
    gate.open(0)
    expect(await isSettled(second)).toBe(true)
  })

  it('lets go of whoever is aborted, waiting or not', async () => {
    const gate = gateWith(10, 0, 1)
    gate.add(0, 10)
    const stop = new AbortController()
    const waiting = gate.pass(1, stop.signal)
    stop.abort(new DOMException('enough', 'AbortError'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(gate.pass(0, stop.signal)).rejects.toThrow('enough')
    gate.close(0) // nobody waits any more
  })

  it('never deadlocks, and holds no more than the bound and what was under way', async () => {
    const runs = fc.record({
      bound: fc.integer({ min: 1, max: 60 }),
      concurrency: fc.integer({ min: 1, max: 12 }),
      windows: fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }), { maxLength: 40 }),
      fails: fc.func(fc.boolean()),
      turns: fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
    })
    await fc.assert(
      fc.asyncProperty(runs, async ({ bound, concurrency, windows, fails, turns }) => {
        const gate = new ByteGate(bound)
        const limit = pLimit(concurrency)
        const held = new Map<number, number>()
        const total = (): number => [...held.values()].reduce((sum, bytes) => sum + bytes, 0)
        let most = 0
        const read = async (pages: readonly number[], index: number): Promise<void> => {
          gate.open(index)
          for (const page of pages) {
            await gate.pass(index, never)
            for (let turn = turns.next().value ?? 0; turn > 0; turn -= 1) await Promise.resolve()
            gate.add(index, page)
            held.set(index, (held.get(index) ?? 0) + page)
            const others = total() - (index === Math.min(...held.keys()) ? (held.get(index) ?? 0) : 0)
            most = Math.max(most, others)
            if (fails(index, page)) break
          }
          held.delete(index)
          gate.close(index)
        }
        const all = Promise.all(windows.map((pages, index) => limit(() => read(pages, index))))
        await all // hangs for good when it deadlocks
        expect(most).toBeLessThan(bound + concurrency * 30 + 30)
      }),
      { numRuns: 300 },
    )
  })
})
