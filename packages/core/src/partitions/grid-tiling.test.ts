import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TimeRange, Window } from '../contract/window.js'
import { type CalendarOptions, calendar, type Step } from './calendar.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const steps: readonly Step[] = [
  { unit: 'hour' },
  { unit: 'day', days: 1 },
  { unit: 'day', days: 7 },
  { unit: 'day', days: 31 },
  { unit: 'month' },
]

/** Around these, local days are short, long, repeated in part, or missing. */
const oddities: readonly (readonly [timeZone: string, instant: string])[] = [
  ['America/New_York', '2026-03-08T07:00:00Z'], // 23 hours
  ['America/New_York', '2026-11-01T06:00:00Z'], // 25 hours
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'], // by half an hour
  ['Asia/Tehran', '2021-03-21T20:30:00Z'], // the day has no midnight
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['America/Havana', '2026-11-01T05:00:00Z'], // midnight comes twice
  ['America/St_Johns', '2010-11-07T02:31:00Z'], // a minute after midnight, 23:01 of the day before comes again
  ['America/Goose_Bay', '2009-11-01T03:01:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'], // no 2011-12-30
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'], // no 1993-08-21
  ['Pacific/Kiritimati', '1994-12-31T10:00:00Z'], // no 1994-12-31
  ['Africa/Monrovia', '1972-01-07T00:44:30Z'], // was off by seconds
]

const boundaries = fc.oneof(
  fc.constantFrom('00:00', '08:00', '02:30', '23:30', '00:01'),
  fc.tuple(fc.nat(23), fc.nat(59)).map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':')),
)

interface Case {
  readonly grid: string
  readonly options: CalendarOptions
  readonly step: Step
  readonly range: TimeRange
}

const anywhere = fc.tuple(
  fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC'),
  fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2035, 0) }),
)
const nearOddities = fc
  .tuple(fc.constantFrom(...oddities), fc.integer({ min: -3 * DAY, max: 3 * DAY }))
  .map(([[zone, instant], shift]) => [zone, Date.parse(instant) + shift] as const)

const cases: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof(anywhere, { arbitrary: nearOddities, weight: 3 }),
    fc.constantFrom(...steps),
    boundaries,
    fc.integer({ min: 1, max: 5 * DAY }),
  )
  .map(([[timeZone, from], step, boundary, length]) => ({
    grid: calendar(step, { timeZone, boundary }).grid,
    options: { timeZone, boundary },
    step,
    range: { from, to: from + length },
  }))

const holding = (windows: readonly Window[], instant: number): readonly Window[] =>
  windows.filter(({ startSeconds, endSeconds }) => startSeconds * 1000 <= instant && instant < endSeconds * 1000)

describe('on every grid of every zone', () => {
  it('an instant lies in one window, and in the same one whatever is asked for', () => {
    fc.assert(
      fc.property(cases, fc.nat(1_000_000), fc.nat(40 * DAY), ({ options, step, range }, part, more) => {
        const grid = calendar(step, options)
        const instant = range.from + Math.floor(((range.to - range.from - 1) * part) / 1_000_000)
        const asked = [range, { from: instant, to: instant + 1 }, { from: range.from - more, to: instant + 1 + more }]
        const found = asked.map((one) => holding(grid.windows(one), instant))
        expect(found.map(({ length }) => length)).toEqual([1, 1, 1])
        expect(found[1]).toEqual(found[0])
        expect(found[2]).toEqual(found[0])
      }),
      { numRuns: 200 },
    )
  }, 60_000)

  it('the windows of a range overlap it, and each begins where the one before ends', () => {
    fc.assert(
      fc.property(cases, ({ options, step, range }) => {
        const windows = calendar(step, options).windows(range)
        const beside = windows.filter(
          ({ startSeconds, endSeconds }) => endSeconds * 1000 <= range.from || startSeconds * 1000 >= range.to,
        )
        expect(beside).toEqual([])
        expect(windows.filter(({ startSeconds, endSeconds }) => endSeconds <= startSeconds)).toEqual([])
        expect(windows.slice(1).map(({ start }) => start)).toEqual(windows.slice(0, -1).map(({ end }) => end))
        expect(windows[0]!.startSeconds * 1000).toBeLessThanOrEqual(range.from)
        expect(windows.at(-1)!.endSeconds * 1000).toBeGreaterThanOrEqual(range.to)
      }),
      { numRuns: 200 },
    )
  }, 60_000)

  it('a window is named by the dates that its first and last instant lie in', () => {
    fc.assert(
      fc.property(cases, ({ options, step, range }) => {
        const grid = calendar(step, options)
        const named = grid.windows(range).map(({ date, lastDate }) => [date, lastDate])
        const dates = grid
          .windows(range)
          .map(({ startSeconds, endSeconds }) => [grid.dateOf(startSeconds * 1000), grid.dateOf(endSeconds * 1000 - 1)])
        expect(named).toEqual(dates)
      }),
      { numRuns: 200 },
    )
  }, 60_000)

  it('the date of an instant has begun, and the next one has not', () => {
    fc.assert(
      fc.property(cases, ({ options, step, range: { from } }) => {
        const grid = calendar(step, options)
        const date = grid.dateOf(from)
        const next = new Date(Date.parse(date) + DAY).toISOString().slice(0, 10)
        expect(grid.startOf(date)).toBeLessThanOrEqual(from)
        expect(grid.startOf(next)).toBeGreaterThan(from)
      }),
      { numRuns: 200 },
    )
  }, 60_000)
})

describe('a day', () => {
  it('that the zone skipped leaves no hole behind, wherever days begin', () => {
    const grid = calendar({ unit: 'day', days: 1 }, { timeZone: 'Pacific/Apia', boundary: '08:00' })
    const early = Date.parse('2011-12-31T04:00:00+14:00') // still the day of the 29th: the 30th never came
    expect(grid.dateOf(early)).toBe('2011-12-29')
    expect(grid.windows({ from: early, to: early + 1 })).toMatchObject([
      { start: '2011-12-29T18:00:00Z', end: '2011-12-30T18:00:00Z', date: '2011-12-29', lastDate: '2011-12-29' },
    ])
  })

  it('that has begun goes on when the clocks go back to the evening before', () => {
    const grid = calendar({ unit: 'day', days: 1 }, { timeZone: 'America/St_Johns' })
    const again = Date.parse('2010-11-06T23:30:00-03:30') // the second time that the wall shows 23:30
    expect(grid.dateOf(again)).toBe('2010-11-07')
    expect(grid.windows({ from: again, to: again + 1 })).toMatchObject([{ date: '2010-11-07' }])
  })
})
