import { describe, expect, it } from 'vitest'
import { ConfigError } from '../contract/errors.js'
import { type CalendarOptions, calendar } from '../partitions/calendar.js'
import { type Asked, timeRange } from './time-range.js'

const NOW = '2026-11-20T05:30:00Z'

function rangeOf(asked: Asked, options: CalendarOptions = { timeZone: 'UTC' }, now = NOW): string {
  const { from, to } = timeRange(asked, calendar({ unit: 'day', days: 1 }, options), Date.parse(now))
  return `${new Date(from).toISOString()} ${new Date(to).toISOString()}`
}

describe('the stretch to read', () => {
  it('is 30 days back from now, from the beginning of that day', () => {
    expect(rangeOf({})).toBe('2026-10-21T00:00:00.000Z 2026-11-20T05:30:00.000Z')
  })

  it('counts its days in the zone of the stream', () => {
    expect(rangeOf({ from: '2026-11-01', to: '2026-11-02' }, { timeZone: 'Asia/Shanghai' })).toBe(
      '2026-10-31T16:00:00.000Z 2026-11-01T16:00:00.000Z',
    )
  })

  it('counts its days from the boundary of the grid', () => {
    const options = { timeZone: 'Asia/Shanghai', boundary: '08:00' }
    expect(rangeOf({ from: '2026-11-01', to: '2026-11-02' }, options)).toBe(
      '2026-11-01T00:00:00.000Z 2026-11-02T00:00:00.000Z',
    )
  })

  it('takes instants with a zone as they are', () => {
    expect(rangeOf({ from: '2026-11-01T08:00:00+08:00', to: '2026-11-01T01:00:00.500Z' })).toBe(
      '2026-11-01T00:00:00.000Z 2026-11-01T01:00:00.500Z',
    )
  })

  it('goes back 30 days from `to` where only that is named', () => {
    expect(rangeOf({ to: '2026-06-30' })).toBe('2026-05-31T00:00:00.000Z 2026-06-30T00:00:00.000Z')
  })

  it('goes back 30 days from now where `to` lies in the future', () => {
    expect(rangeOf({ to: '2027-06-30' })).toBe('2026-10-21T00:00:00.000Z 2027-06-30T00:00:00.000Z')
  })

  it.each([
    ['today', '2026-11-20'],
    ['-7d', '2026-11-13'],
    ['-90d', '2026-10-21'],
  ] as const)('is clipped to what is available from %s', (from, first) => {
    expect(rangeOf({}, { timeZone: 'UTC', available: { from } })).toBe(
      `${first}T00:00:00.000Z 2026-11-20T05:30:00.000Z`,
    )
  })

  it('keeps a `from` that the vendor no longer reaches: its windows are told unreachable, not dropped', () => {
    expect(rangeOf({ from: '2026-11-01' }, { timeZone: 'UTC', available: { from: 'today' } })).toMatch(/^2026-11-01/)
  })

  it.each([
    // 00:30 after the clocks went forward: 7 × 24 hours ago was another day.
    ['2026-03-15T04:30:00Z', '2026-03-08T05:00:00.000Z'],
    // 23:30 after the clocks went back.
    ['2026-11-08T04:30:00Z', '2026-10-31T04:00:00.000Z'],
  ])('counts days back by the calendar, not by 24 hours (now %s)', (now, from) => {
    const options = { timeZone: 'America/New_York', available: { from: '-7d' } } as const
    expect(rangeOf({}, options, now).split(' ')[0]).toBe(from)
  })
})

describe('an error', () => {
  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-02-30T00:00:00Z',
    '2026-11-01T25:00:00Z',
    '2026-11-01T24:00:00Z', // Date.parse takes it
    '2026-11-01T08:00:00', // no zone: whose eight o'clock?
    '2026-11-01T',
    'Thu Nov 05 2026 00:00:00 GMT+0000',
    '11/01/2026',
    'yesterday',
    '',
  ])('says that "%s" is no date', (text) => {
    expect(() => rangeOf({ from: text })).toThrow(ConfigError)
    expect(() => rangeOf({ from: '2026-01-01', to: text })).toThrow(/^to: .* is no date$/)
  })

  it.each([{ from: '2026-11-02', to: '2026-11-02' }, { from: '2026-11-03', to: '2026-11-02' }, { from: '2026-12-01' }])(
    'says that nothing lies in %o',
    (asked) => {
      expect(() => rangeOf(asked)).toThrow(/nothing lies between/)
    },
  )
})
