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
    let date = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate()
    // Once is the rule. A day that the zone skipped begins with the one after it; where clocks go back over midnight, the
    // new day has begun although the wall shows the old one again.
    while (instant < startOf(date)) date = date.subtract({ days: 1 })
    for (let next = following(DAY, date); instant >= startOf(next); next = following(DAY, next)) date = next
    return date
  }
  /** The date as {@link dateOf} has it, for instants that mostly share theirs with the one asked before. */
  const dates = (): ((instant: number) => string) => {
    let [from, to, name] = [0, 0, '']
    return (instant) => {
      if (instant >= from && instant < to) return name
      const date = dateOf(instant)
      ;[from, to, name] = [startOf(date), startOf(following(DAY, date)), date.toString()]
      return name
    }
  }
  const windows = (range: TimeRange): Window[] => {
    const found: Window[] = []
    if (range.to <= range.from) return found
    const nameOf = dates()
    if (step.unit === 'hour') return hours(range, nameOf)
    let date = floor(step, dateOf(range.from))
    for (let start = startOf(date); start < range.to; ) {
      const day = step.unit === 'day' && step.days === 1 ? date.toString() : undefined
      date = following(step, date)
      const end = startOf(date)
      // A zone that crossed the date line skipped a whole day: that window would be empty, and longer ones may begin or end there.
      if (start < end) found.push(windowOf(start, end, day ?? nameOf(start), day ?? nameOf(end - 1)))
      start = end
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
const DAY: Step = { unit: 'day', days: 1 }

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
