const daySeconds = 86_400
const chinaOffsetSeconds = 8 * 3_600

/** The day in Asia/Shanghai (UTC+8, no summer time) that holds an instant, counted from 1970-01-01. */
export function chinaDayOf(unixSeconds: number): number {
  return Math.floor((unixSeconds + chinaOffsetSeconds) / daySeconds)
}

/** The first second of a day in Asia/Shanghai, in seconds since the epoch. */
export function startOfChinaDay(day: number): number {
  return day * daySeconds - chinaOffsetSeconds
}

/** `YYYY-MM-DD` of a day counted from 1970-01-01. */
export function isoDate(day: number): string {
  return new Date(day * daySeconds * 1_000).toISOString().slice(0, 10)
}

/** The day that `YYYY-MM-DD` or, without its dashes, `yyyymmdd` names; undefined where no calendar has that day. */
export function parseDay(text: string, separator: '-' | ''): number | undefined {
  const parts = new RegExp(`^(\\d{4})${separator}(\\d{2})${separator}(\\d{2})$`).exec(text)
  if (parts === null) return undefined
  const iso = parts.slice(1).join('-')
  const day = Date.parse(`${iso}T00:00:00Z`) / (daySeconds * 1_000)
  // Date.parse lets 2026-02-30 roll over into March; a real date survives the way back.
  return Number.isInteger(day) && isoDate(day) === iso ? day : undefined
}
