const DAY_MS = 86_400_000
const OFFSET_MS = 28_800_000

/** The China day (GMT+8, no summer time) of a moment in milliseconds, as whole days since 1970-01-01. */
export function chinaDay(now: number): number {
  return Math.floor((now + OFFSET_MS) / DAY_MS)
}

/** The moment at which a China day begins, milliseconds since the epoch. */
export function dayStart(day: number): number {
  return day * DAY_MS - OFFSET_MS
}

/** A day as YYYY-MM-DD. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The day that YYYY-MM-DD names, or nothing where the calendar has no such day. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS
  // Engines may roll 30 February over into March.
  return Number.isInteger(day) && formatDay(day) === text ? day : undefined
}
