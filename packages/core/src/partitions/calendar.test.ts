import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TimeRange, Window } from '../contract/window.js'
import { type CalendarOptions, calendar, type Step } from './calendar.js'

const DAY = 86_400_000
const HOUR = 3_600_000

const steps: readonly Step[] = [
  { unit: 'hour' },
  { unit: 'day', days: 1 },
  { unit: 'day', days: 7 },
  { unit: 'day', days: 31 },
  { unit: 'month' },
]
const zones = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe', // switches by half an hour
  'America/Sao_Paulo', // used to switch at midnight: some days had no 00:00
  'Pacific/Apia', // had no 2011-12-30
]
const boundaries = ['00:00', '08:00', '02:30', '23:30']

const grids = fc.record({
  step: fc.constantFrom(...steps),
  timeZone: fc.constantFrom(...zones),
  boundary: fc.constantFrom(...boundaries),
})
const ranges: fc.Arbitrary<TimeRange> = fc
  .tuple(fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2032, 0) }), fc.integer({ min: 1, max: 40 * DAY }))
  .map(([from, length]) => ({ from, to: from + length }))

const days = (options: CalendarOptions) => calendar({ unit: 'day', days: 1 }, options)
const range = (from: string, to: string): TimeRange => ({ from: Date.parse(from), to: Date.parse(to) })
const bounds = (windows: readonly Window[]) => windows.map(({ start, end }) => `${start} ${end}`)

describe('every grid', () => {
  it('tiles time: no gap, no overlap, all of the range, nothing beside it', () => {
    fc.assert(
      fc.property(grids, ranges, ({ step, ...options }, asked) => {
        const windows = calendar(step, options).windows(asked)
        const [first, last] = [windows[0]!, windows.at(-1)!]
        expect(first.startSeconds * 1000).toBeLessThanOrEqual(asked.from)
        expect(first.endSeconds * 1000).toBeGreaterThan(asked.from)
        expect(last.startSeconds * 1000).toBeLessThan(asked.to)
        expect(last.endSeconds * 1000).toBeGreaterThanOrEqual(asked.to)
        expect(windows.filter(({ startSeconds, endSeconds }) => endSeconds <= startSeconds)).toEqual([])
        expect(windows.slice(1).map(({ start }) => start)).toEqual(windows.slice(0, -1).map(({ end }) => end))
      }),
      { numRuns: 100 },
    )
  })

  it('has the same windows wherever a range begins and ends', () => {
    fc.assert(
      fc.property(grids, ranges, fc.nat(40 * DAY), fc.nat(40 * DAY), ({ step, ...options }, whole, left, right) => {
        const grid = calendar(step, options)
        const part = { from: whole.from + left, to: whole.from + left + 1 + right }
        const all = new Set(bounds(grid.windows({ from: whole.from, to: Math.max(whole.to, part.to) })))
        expect(bounds(grid.windows(part)).filter((window) => !all.has(window))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('says in UTC text and in Unix seconds the same', () => {
    fc.assert(
      fc.property(grids, ranges, ({ step, ...options }, asked) => {
        const windows = calendar(step, options).windows(asked)
        const texts = windows.map(({ start, end }) => [Date.parse(start) / 1000, Date.parse(end) / 1000])
        expect(texts).toEqual(windows.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]))
      }),
      { numRuns: 50 },
    )
  })

  it('finds the window of a date again: dateOf(startOf(date)) is the date', () => {
    const dates = fc.date({ min: new Date('2012-01-01'), max: new Date('2031-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(grids, dates, ({ step, ...options }, instant) => {
        const grid = calendar(step, options)
        const date = instant.toISOString().slice(0, 10)
        expect(grid.dateOf(grid.startOf(date))).toBe(date)
        expect(grid.startOf(grid.dateOf(instant.getTime()))).toBeLessThanOrEqual(instant.getTime())
      }),
      { numRuns: 100 },
    )
  })

  it('has no window in an empty range', () => {
    for (const step of steps) expect(calendar(step, { timeZone: 'UTC' }).windows({ from: 5, to: 5 })).toEqual([])
  })
})

describe('days', () => {
  it('begin at the local midnight of the vendor', () => {
    const [window] = days({ timeZone: 'Asia/Shanghai' }).windows(range('2026-11-01T16:00:00Z', '2026-11-01T16:00:01Z'))
    expect(window).toEqual({
      start: '2026-11-01T16:00:00Z',
      end: '2026-11-02T16:00:00Z',
      startSeconds: 1_793_548_800,
      endSeconds: 1_793_635_200,
      date: '2026-11-02',
      lastDate: '2026-11-02',
    })
  })

  it.each([
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Europe/Berlin', '2026-10-26', 24],
  ])('in %s, %s has %i hours', (timeZone, date, hours) => {
    const grid = days({ timeZone })
    const start = grid.startOf(date)
    const [window] = grid.windows({ from: start, to: start + 1 })
    expect(window).toMatchObject({ date, lastDate: date })
    expect((window!.endSeconds - window!.startSeconds) / 3600).toBe(hours)
  })

  it('with the boundary 08:00 give the hours before it to the day before', () => {
    const grid = days({ timeZone: 'Asia/Shanghai', boundary: '08:00' })
    expect(grid.dateOf(Date.parse('2026-11-02T07:59:59+08:00'))).toBe('2026-11-01')
    expect(grid.dateOf(Date.parse('2026-11-02T08:00:00+08:00'))).toBe('2026-11-02')
    expect(grid.startOf('2026-11-02')).toBe(Date.parse('2026-11-02T00:00:00Z'))
  })

  it('leave out a day that the zone skipped', () => {
    const windows = days({ timeZone: 'Pacific/Apia' }).windows(range('2011-12-29T12:00:00Z', '2012-01-01T00:00:00Z'))
    expect(windows.map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01'])
  })

  it('refuse a date that does not exist', () => {
    const grid = days({ timeZone: 'UTC' })
    expect(() => grid.startOf('2026-02-30')).toThrow(RangeError)
    expect(() => grid.startOf('2026-13-01')).toThrow(RangeError)
    expect(() => grid.startOf('yesterday')).toThrow(RangeError)
  })
})

describe('hours', () => {
  it('both readings of a repeated local hour are windows of their own', () => {
    const grid = calendar({ unit: 'hour' }, { timeZone: 'Europe/Berlin' })
    const from = grid.startOf('2026-10-25')
    const windows = grid.windows({ from, to: from + 25 * HOUR })
    expect(windows).toHaveLength(25)
    expect(new Set(windows.map(({ start }) => start)).size).toBe(25)
    expect(windows.every(({ date }) => date === '2026-10-25')).toBe(true)
  })
})

describe('months', () => {
  it('run from first to first', () => {
    const grid = calendar({ unit: 'month' }, { timeZone: 'Asia/Shanghai' })
    const windows = grid.windows(range('2028-01-31T15:59:59Z', '2028-02-29T16:00:01Z'))
    expect(bounds(windows)).toEqual([
      '2027-12-31T16:00:00Z 2028-01-31T16:00:00Z',
      '2028-01-31T16:00:00Z 2028-02-29T16:00:00Z',
      '2028-02-29T16:00:00Z 2028-03-31T16:00:00Z',
    ])
    expect(windows.map(({ date, lastDate }) => `${date} ${lastDate}`)[1]).toBe('2028-02-01 2028-02-29')
  })
})

describe('spans', () => {
  it('are counted from 1970-01-01, before it too', () => {
    const grid = calendar({ unit: 'day', days: 7 }, { timeZone: 'UTC' })
    expect(bounds(grid.windows(range('1970-01-05T00:00:00Z', '1970-01-08T00:00:01Z')))).toEqual([
      '1970-01-01T00:00:00Z 1970-01-08T00:00:00Z',
      '1970-01-08T00:00:00Z 1970-01-15T00:00:00Z',
    ])
    expect(bounds(grid.windows(range('1969-12-31T00:00:00Z', '1969-12-31T01:00:00Z')))).toEqual([
      '1969-12-25T00:00:00Z 1970-01-01T00:00:00Z',
    ])
    expect(grid.windows(range('1970-01-05T00:00:00Z', '1970-01-05T01:00:00Z'))[0]).toMatchObject({
      date: '1970-01-01',
      lastDate: '1970-01-07',
    })
  })

  it.each([0, -1, 1.5, Number.NaN])('of %d days are refused: they would never end', (length) => {
    expect(() => calendar({ unit: 'day', days: length }, { timeZone: 'UTC' })).toThrow(RangeError)
  })
})

describe('a grid', () => {
  it('is named by everything that moves its windows', () => {
    expect(days({ timeZone: 'Asia/Shanghai', boundary: '08:00' }).grid).toBe('days Asia/Shanghai 08:00')
    const names = steps.flatMap((step) => zones.map((timeZone) => calendar(step, { timeZone }).grid))
    expect(new Set(names).size).toBe(steps.length * zones.length)
  })

  it.each(['8:00', '08:00:30', '24:00', '0800', 'noon', ''])('refuses the boundary "%s"', (boundary) => {
    expect(() => days({ timeZone: 'UTC', boundary })).toThrow(RangeError)
  })

  it('refuses an unknown zone at once', () => {
    expect(() => days({ timeZone: 'Mars/Olympus' })).toThrow(RangeError)
  })

  it('states its availability in milliseconds', () => {
    const grid = days({ timeZone: 'UTC', available: { from: '-7d', after: '8h' }, settlesAfter: '3d' })
    expect(grid).toMatchObject({ available: { from: '-7d', afterMs: 8 * HOUR }, settlesAfterMs: 3 * DAY })
    expect(days({ timeZone: 'UTC' })).toMatchObject({ available: {}, settlesAfterMs: 0 })
  })
})
