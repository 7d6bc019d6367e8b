import { type BillingProfile, type Calendar, calendar, type Window } from '@outlay/core'

/** What the rows of one connection share: its accounting months and days. */
export interface FocusContext {
  /** The accounting month that holds an instant (milliseconds), as UTC bounds; its `date` is the month's first local day. */
  readonly month: (instant: number) => Window
  /** The accounting day that holds an instant (milliseconds); its `date` is the local date. */
  readonly day: (instant: number) => Window
}

/**
 * The context of a connection, by its billing profile: days and months begin at `dayBoundary` in `timeZone`.
 * Throws a RangeError for an unknown time zone or a boundary that is no `HH:mm`.
 */
export function focusContext({ timeZone, dayBoundary = '00:00' }: BillingProfile): FocusContext {
  const options = { timeZone, boundary: dayBoundary }
  return {
    month: remembering(calendar({ unit: 'month' }, options)),
    day: remembering(calendar({ unit: 'day', days: 1 }, options)),
  }
}

/** Charges come in the order of time: most fall into the window of the one before. */
function remembering({ windows }: Calendar): (instant: number) => Window {
  let last: Window | undefined
  return (instant) => {
    const seconds = instant / 1000
    if (last !== undefined && seconds >= last.startSeconds && seconds < last.endSeconds) return last
    const [found] = windows({ from: instant, to: instant + 1 })
    if (found === undefined) throw new RangeError('a charge needs a period that is a time')
    last = found
    return found
  }
}
