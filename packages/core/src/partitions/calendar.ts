import { Temporal } from 'temporal-polyfill'
import type { Availability, Calendar, TimeRange, Window } from '../contract/window.js'
import { type Duration, parseDuration } from '../fields/duration.js'

/** What every windowed partitioning states. */
export interface CalendarOptions {
  /** IANA zone in which the vendor counts its days, e.g. `Asia/Shanghai`. */
  readonly timeZone: string
  /** Local `HH:mm` at which the vendor's day starts. Default `00:00`. */
  readonly boundary?: string
  /** How far the vendor reaches. Default: everything, from a window's beginning on. */
  readonly available?: { readonly from?: Availability['from']; readonly after?: Duration }
  /** How long after a window's end the vendor may still change it. Default `'0s'`. */
  readonly settlesAfter?: Duration
}

/** The length of a grid's windows. `days` counts spans from 1970-01-01. */
export type Step = { readonly unit: 'hour' | 'month' } | { readonly unit: 'day'; readonly days: number }

/** A fixed grid. Throws a RangeError for an unknown zone, a boundary that is no `HH:mm`, or a span of no whole days. */
export function calendar(step: Step, options: CalendarOptions): Calendar {
  const { timeZone, boundary = '00:00', available = {}, settlesAfter = '0s' } = options
  refuseBroken(step, timeZone, boundary)
  const time = Temporal.PlainTime.from(boundary)
  const startOf = (date: Temporal.PlainDate): number =>
    date.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds
  const dateOf = (instant: number): Temporal.PlainDate => {
    const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
    const date = local.toPlainDate()
    return instant < startOf(date) ? date.subtract({ days: 1 }) : date
  }
  const windows = (range: TimeRange): Window[] => {
    const found: Window[] = []
    if (range.to <= range.from) return found
    if (step.unit === 'hour') return hours(range, (instant) => dateOf(instant).toString())
    for (let date = floor(step, dateOf(range.from)); startOf(date) < range.to; date = following(step, date)) {
      const next = following(step, date)
      const [start, end] = [startOf(date), startOf(next)]
      // A zone that crossed the date line skipped a whole day: that window would be empty.
      if (start < end) found.push(windowOf(start, end, date.toString(), next.subtract({ days: 1 }).toString()))
    }
    return found
  }
  return {
    grid: [nameOf(step), timeZone, boundary].join(' '),
    timeZone,
    windows,
    startOf: (date) => startOf(Temporal.PlainDate.from(date)),
    dateOf: (instant) => dateOf(instant).toString(),
    available: {
      ...(available.from && { from: available.from }),
      ...(available.after && { afterMs: parseDuration(available.after) }),
    },
    settlesAfterMs: parseDuration(settlesAfter),
  }
}

/** UTC, `YYYY-MM-DDTHH:mm:ssZ`, of milliseconds since the epoch. */
export function utcSeconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** The window [start, end), milliseconds. */
export function windowOf(start: number, end: number, date: string, lastDate: string): Window {
  return {
    start: utcSeconds(start),
    end: utcSeconds(end),
    startSeconds: Math.floor(start / 1000),
    endSeconds: Math.floor(end / 1000),
    date,
    lastDate,
  }
}

const HOUR = 3_600_000

/** Hours lie on the UTC grid: every zone in use today is off it by whole quarters at most, and vendors report whole UTC hours. */
function hours(range: TimeRange, dateOf: (instant: number) => string): Window[] {
  const first = Math.floor(range.from / HOUR) * HOUR
  return Array.from({ length: Math.ceil((range.to - first) / HOUR) }, (_, index) => {
    const start = first + index * HOUR
    return windowOf(start, start + HOUR, dateOf(start), dateOf(start + HOUR - 1))
  })
}

/** A grid that is wrong would show only much later, or never end. */
function refuseBroken(step: Step, timeZone: string, boundary: string): void {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(boundary)) throw new RangeError(`the boundary "${boundary}" is no HH:mm`)
  if (step.unit === 'day' && !(Number.isSafeInteger(step.days) && step.days > 0)) {
    throw new RangeError(`a span must have a whole number of days, one or more; it has ${step.days}`)
  }
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone) // throws for a zone that nobody knows
}

const EPOCH = Temporal.PlainDate.from('1970-01-01')

function floor(step: Step, date: Temporal.PlainDate): Temporal.PlainDate {
  if (step.unit !== 'day') return date.with({ day: 1 })
  const since = EPOCH.until(date, { largestUnit: 'days' }).days
  return date.subtract({ days: ((since % step.days) + step.days) % step.days })
}

function following(step: Step, date: Temporal.PlainDate): Temporal.PlainDate {
  return step.unit === 'day' ? date.add({ days: step.days }) : date.add({ months: 1 })
}

function nameOf(step: Step): string {
  if (step.unit !== 'day') return `${step.unit}s`
  return step.days === 1 ? 'days' : `spans of ${step.days} days`
}
