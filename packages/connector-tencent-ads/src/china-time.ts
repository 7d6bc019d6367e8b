import { type Charge, utcSeconds } from '@outlay/core'

/** The zone of the vendor's days and months, UTC+8 all year round. */
export const CHINA = 'Asia/Shanghai'

const HOUR_MS = 3_600_000

/** The whole China day of a date, `YYYY-MM-DD`. */
export function chinaDay(date: string): Charge['period'] {
  return hoursOf(date, 0, 24)
}

/** One hour of it, 0 to 23. */
export function chinaHour(date: string, hour: number): Charge['period'] {
  return hoursOf(date, hour, 1)
}

function hoursOf(date: string, from: number, hours: number): Charge['period'] {
  const start = Date.parse(`${date}T00:00:00+08:00`) + from * HOUR_MS
  return { start: utcSeconds(start), end: utcSeconds(start + hours * HOUR_MS) }
}

/** Seconds from an instant in milliseconds to the next midnight in China. */
export function secondsToChinaMidnight(instant: number): number {
  const day = 24 * HOUR_MS
  return Math.ceil((day - ((instant + 8 * HOUR_MS) % day)) / 1000)
}
