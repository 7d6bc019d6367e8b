import { describe, expect, it } from 'vitest'
import type { Availability } from '../contract/window.js'
import { calendar } from '../partitions/calendar.js'
import { isFinal, reachOf } from './reach.js'

/** How the day `date` is judged at `now`. */
function judge(date: string, now: string, options: { zone?: string; asked?: boolean } & Judged = {}): string {
  const { zone = 'UTC', asked = false, from, after } = options
  const grid = calendar(
    { unit: 'day', days: 1 },
    { timeZone: zone, available: { ...(from && { from }), ...(after && { after }) } },
  )
  const start = grid.startOf(date)
  const [window] = grid.windows({ from: start, to: start + 1 })
  return reachOf(window!, grid, Date.parse(now), asked)
}

interface Judged {
  from?: Availability['from']
  after?: `${number}h`
}

describe('a window', () => {
  it('is ready as soon as it has begun', () => {
    expect(judge('2026-11-02', '2026-11-01T23:59:59Z')).toBe('later')
    expect(judge('2026-11-02', '2026-11-02T00:00:00Z')).toBe('ready')
    expect(judge('1999-01-01', '2026-11-02T00:00:00Z')).toBe('ready')
  })

  it("of a vendor that knows only today is ready today and unreachable tomorrow, in the vendor's zone", () => {
    const options = { zone: 'Asia/Shanghai', from: 'today' } as const
    expect(judge('2026-11-02', '2026-11-02T15:59:59Z', options)).toBe('ready')
    expect(judge('2026-11-02', '2026-11-02T16:00:00Z', options)).toBe('unreachable')
  })

  it('is reachable for as many days as the vendor says, whole', () => {
    expect(judge('2026-11-02', '2026-11-09T23:59:59Z', { from: '-7d' })).toBe('ready')
    expect(judge('2026-11-02', '2026-11-10T00:00:00Z', { from: '-7d' })).toBe('unreachable')
  })

  it('of several days is reachable for as long as its last day is: it begins up to its length less a day before', () => {
    const grid = calendar({ unit: 'day', days: 7 }, { timeZone: 'UTC', available: { from: '-84d' } })
    const [window] = grid.windows({ from: grid.startOf('2026-11-05'), to: grid.startOf('2026-11-06') })
    expect(window).toMatchObject({ date: '2026-11-05', lastDate: '2026-11-11' })
    const after = (days: number): number => grid.startOf('2026-11-05') + days * 86_400_000
    expect(reachOf(window!, grid, after(90), false)).toBe('ready')
    expect(reachOf(window!, grid, after(91), false)).toBe('unreachable')
  })

  it('is judged by calendar days over a change of the clocks', () => {
    const options = { zone: 'America/New_York', from: '-7d' } as const
    // 00:30 on the 15th; the clocks went forward on the 8th.
    expect(judge('2026-03-07', '2026-03-15T04:30:00Z', options)).toBe('unreachable')
    expect(judge('2026-03-08', '2026-03-15T04:30:00Z', options)).toBe('ready')
    // 23:30 on the 7th; they went back on the 1st.
    expect(judge('2026-10-31', '2026-11-08T04:30:00Z', options)).toBe('ready')
  })

  it('waits for the vendor to have it, unless the user named `to`', () => {
    expect(judge('2026-11-02', '2026-11-03T07:59:59Z', { after: '8h' })).toBe('later')
    expect(judge('2026-11-02', '2026-11-03T08:00:00Z', { after: '8h' })).toBe('ready')
    expect(judge('2026-11-02', '2026-11-02T12:00:00Z', { after: '8h', asked: true })).toBe('ready')
    expect(judge('2026-11-03', '2026-11-02T12:00:00Z', { after: '8h', asked: true })).toBe('later')
  })

  it('is final when its read began at or after end and settling time', () => {
    const window = { start: '', end: '', startSeconds: 0, endSeconds: 100, date: '', lastDate: '' }
    expect(isFinal(window, { settlesAfterMs: 5000 }, 104_999)).toBe(false)
    expect(isFinal(window, { settlesAfterMs: 5000 }, 105_000)).toBe(true)
  })
})
