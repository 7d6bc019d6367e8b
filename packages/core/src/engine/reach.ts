import type { Calendar, Window } from '../contract/window.js'

const DAY_MS = 86_400_000

/** Where neither the user nor the vendor says how far back to read. */
export const LOOK_BACK_DAYS = 30

/** Whether a window can be asked for now: `later`: not yet; `unreachable`: no more. */
export type Reach = 'ready' | 'later' | 'unreachable'

/** Judges a window. `asked`: the user named `to`, which overrides the vendor's usual delay. */
export function reachOf(window: Window, calendar: Calendar, now: number, asked: boolean): Reach {
  const { from, afterMs } = calendar.available
  const start = window.startSeconds * 1000
  const end = window.endSeconds * 1000
  if (start > now) return 'later'
  if (from !== undefined && window.lastDate < daysBefore(calendar.dateOf(now), reachDays(from))) return 'unreachable'
  if (afterMs !== undefined && !asked && now < end + afterMs) return 'later'
  return 'ready'
}

/** How many days before today a vendor still answers for. */
export function reachDays(from: NonNullable<Calendar['available']['from']>): number {
  return from === 'today' ? 0 : Number(from.slice(1, -1))
}

/** The date so many calendar days before `date`; local days may have 23 or 25 hours, dates have none. */
export function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10)
}

/** A window is final when its last successful read began at or after its end and settling time. */
export function isFinal(window: Window, calendar: Pick<Calendar, 'settlesAfterMs'>, beganAt: number): boolean {
  return beganAt >= window.endSeconds * 1000 + calendar.settlesAfterMs
}
