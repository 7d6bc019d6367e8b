import { ConfigError } from '../contract/errors.js'
import type { Calendar, TimeRange } from '../contract/window.js'
import { parseWhen, WHEN_HINT } from '../fields/when.js'
import { daysBefore, LOOK_BACK_DAYS, reachDays } from './reach.js'

/** What a user asked for: dates `YYYY-MM-DD` on the stream's own grid, or instants in ISO 8601 with a zone. */
export interface Asked {
  /** Inclusive. */
  readonly from?: string | undefined
  /** Exclusive. */
  readonly to?: string | undefined
  /** Ask for windows that have begun even where the vendor is usually not ready yet. Default: true where `to` is named. */
  readonly early?: boolean | undefined
  /** Nothing before `from`, not even known windows that are not final. Default: true where `from` is named. */
  readonly strict?: boolean | undefined
}

/** The stretch to read. Without `to`: up to now. Without `from`: 30 days back, clipped to what the vendor still gives. */
export function timeRange(asked: Asked, calendar: Calendar, now: number): TimeRange {
  const to = asked.to === undefined ? now : instantOf(asked.to, calendar, 'to')
  const from =
    asked.from === undefined ? defaultFrom(calendar, Math.min(to, now), now) : instantOf(asked.from, calendar, 'from')
  if (from >= to && asked.from !== undefined) {
    throw new ConfigError({
      message: `nothing lies between from (${asked.from}) and to (${asked.to ?? 'now'}): from must be earlier`,
    })
  }
  return { from, to }
}

function defaultFrom(calendar: Calendar, to: number, now: number): number {
  const daysBack = (instant: number, days: number): number =>
    calendar.startOf(daysBefore(calendar.dateOf(instant), days))
  const back = daysBack(to, LOOK_BACK_DAYS)
  const { from } = calendar.available
  return from === undefined ? back : Math.max(back, daysBack(now, reachDays(from)))
}

function instantOf(text: string, calendar: Calendar, name: string): number {
  const when = parseWhen(text)
  if (when === undefined) throw new ConfigError({ message: `${name}: "${text}" is no date`, hint: WHEN_HINT })
  return 'day' in when ? calendar.startOf(when.day) : when.instant
}
