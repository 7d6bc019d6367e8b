const DAY = 86_400_000

/** The demo's month: constant, so that every run prints the same figures. */
export const FIRST_DAY = '2026-09-20'
export const MONTH: DemoSpan = { days: 30, settlingDays: 5 }

/** How long a demo plays. */
export interface DemoSpan {
  /** Days that are read. */
  readonly days: number
  /** Days after those on which the sync still runs, until every figure has settled. */
  readonly settlingDays: number
}

/** The sync runs daily at 15:00 UTC, 23:00 in China: ads stop at 22:00 there, and "today" is still today. */
const SYNC_HOUR = 15 * 3_600_000

/** The start of the month, UTC, milliseconds. */
export const START = Date.parse(`${FIRST_DAY}T00:00:00Z`)

/** The date of a day of the demo, counted from 0. */
export function dateOf(day: number): string {
  return new Date(START + day * DAY).toISOString().slice(0, 10)
}

/** When the sync of a day begins, milliseconds. */
export function syncTime(day: number): number {
  return START + day * DAY + SYNC_HOUR
}
