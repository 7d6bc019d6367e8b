import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarOptions } from '../partitions/calendar.js'
import { syncHost } from '../testing/sync-host.js'

const streams = { charges: {}, event_costs: {} }
const HOUR = 3_600_000
const FIRST = Date.parse('2026-11-01T00:00:00Z')

const grids: readonly CalendarOptions[] = [
  { timeZone: 'UTC', settlesAfter: '3d' },
  { timeZone: 'Asia/Shanghai', boundary: '08:00', settlesAfter: '3d' },
  { timeZone: 'America/New_York', settlesAfter: '4d' }, // its clocks go back on 2026-11-01
]

/** Hours after the first of November. */
const hours = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
const instant = (hour: number): string => new Date(FIRST + hour * HOUR).toISOString()

/** When a run takes place, and what it is asked for: instants anywhere, in the middle of days, too. */
const runs = fc
  .record({
    now: hours(24 * 25),
    from: hours(24 * 20),
    length: fc.integer({ min: 1, max: 24 * 20 }),
    bounds: fc.nat(3),
  })
  .map(({ now, from, length, bounds }) => ({
    now: instant(now + 1),
    asked: {
      ...(bounds !== 0 && { from: instant(Math.min(from, now)) }),
      ...(bounds === 2 && { to: instant(Math.min(from, now) + length) }),
    },
  }))

describe('however runs cut time', () => {
  it('the ledger becomes that of one full read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...grids), fc.array(runs, { maxLength: 4 }), async (grid, before) => {
        const last = { from: instant(0), to: instant(24 * 21) }
        const pieces = syncHost({ grid })
        for (const { now, asked } of before.sort((a, b) => (a.now < b.now ? -1 : 1))) {
          pieces.at(now)
          await pieces.sync(streams, asked)
        }
        pieces.at('2026-12-15T12:00:00Z')
        await pieces.sync(streams, last)
        const whole = syncHost({ grid, now: '2026-12-15T12:00:00Z' })
        await whole.sync(streams, last)
        // A run that reached further back has more, which the full read did not ask for.
        const asked = new Set(whole.ledger.states().map(({ endpoint, start }) => `${endpoint} ${start}`))
        const lines = pieces.ledger.lines().filter((line) => {
          const [, endpoint, , start] = line.split(' ')
          return asked.has(`${endpoint} ${start}`)
        })
        expect(lines).toEqual(whole.ledger.lines())
        expect(whole.ledger.states().every(({ final }) => final)).toBe(true)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('a run that follows reads no final window twice', async () => {
    await fc.assert(
      fc.asyncProperty(runs, runs, async (one, other) => {
        const [first, second] = one.now <= other.now ? [one, other] : [other, one]
        const host = syncHost({ now: first.now })
        await host.sync(streams, first.asked)
        const final = new Set(host.ledger.states().flatMap((state) => (state.final ? [state.start] : [])))
        const sent = host.transport.requests.length
        host.at(second.now)
        await host.sync(streams, second.asked)
        const again = host.transport.requests.slice(sent).map(({ url }) => {
          const start = Number(new URL(url).searchParams.get('start'))
          return `${new Date(start * 1000).toISOString().slice(0, 19)}Z`
        })
        expect(again.filter((start) => final.has(start))).toEqual([])
      }),
      { numRuns: 30 },
    )
  }, 60_000)

  it('every line stands once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(runs, { minLength: 1, maxLength: 4 }), async (all) => {
        const host = syncHost()
        for (const { now, asked } of all.sort((a, b) => (a.now < b.now ? -1 : 1))) {
          host.at(now)
          await host.sync(streams, asked)
        }
        const keys = host.ledger.rows().map(({ stream, key }) => `${stream.name} ${key}`)
        expect(new Set(keys).size).toBe(keys.length)
      }),
      { numRuns: 30 },
    )
  }, 60_000)
})
