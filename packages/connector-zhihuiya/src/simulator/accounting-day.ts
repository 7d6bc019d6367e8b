/** Milliseconds of a day; China has no daylight saving, so that every day has as many. */
export const DAY_MS = 86_400_000

/** China Standard Time is UTC+8. */
export const CHINA_OFFSET_MS = 8 * 3_600_000

/** The calendar day in China at `time` (ms since the epoch), as the number of days since 1970-01-01. */
export function chinaDay(time: number): number {
  return Math.floor((time + CHINA_OFFSET_MS) / DAY_MS)
}

/** 08:00 in China on `day`, ms since the epoch; it coincides with midnight UTC. */
export function eightOClock(day: number): number {
  return day * DAY_MS
}

/** Whether `day` is a Saturday or a Sunday. */
export function isWeekend(day: number): boolean {
  return weekday(day) === 0 || weekday(day) === 6
}

/** Whether `day` is a Sunday. */
export function isSunday(day: number): boolean {
  return weekday(day) === 0
}

/** `YYYY-MM-DD` of a day number. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** @throws RangeError where `text` is not a calendar date `YYYY-MM-DD`. */
export function parseIsoDay(text: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? realDay(text) : undefined
  if (day === undefined) throw new RangeError(`not a calendar date YYYY-MM-DD: ${text}`)
  return day
}

/** Day number of `YYYYMMDD`, or undefined where `text` is no such date (20250229, 2025-01-01, 2025011). */
export function parseCompactDay(text: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  return parts ? realDay(parts.slice(1).join('-')) : undefined
}

function realDay(iso: string): number | undefined {
  const time = Date.parse(`${iso}T00:00:00Z`)
  // Date.parse rolls 02-30 over into March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso) return undefined
  return time / DAY_MS
}

function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7 // 1970-01-01 was a Thursday
}
