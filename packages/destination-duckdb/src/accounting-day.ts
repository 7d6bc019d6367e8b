import { type BillingProfile, ConfigError, calendar } from '@outlay/core'

/** The accounting day, `YYYY-MM-DD`, on which an instant in UTC lies. Throws a RangeError for text that is no instant. */
export type AccountingDay = (instant: string) => string

/** Counts days as a billing profile does: in its zone, from its day boundary on. Throws a ConfigError for a zone that does not exist. */
export function accountingDays({ timeZone, dayBoundary }: BillingProfile): AccountingDay {
  const known = new Map<string, string>()
  try {
    const days = calendar({ unit: 'day', days: 1 }, { timeZone, ...(dayBoundary && { boundary: dayBoundary }) })
    days.dateOf(0)
    return (instant) => {
      const day = known.get(instant) ?? days.dateOf(Date.parse(instant))
      if (known.size < MAX_KNOWN) known.set(instant, day)
      return day
    }
  } catch (error) {
    throw new ConfigError({
      message: `the billing profile's days cannot be counted: time zone "${timeZone}", day boundary "${dayBoundary ?? '00:00'}"`,
      hint: 'Report this to the author of the connector.',
      cause: error,
    })
  }
}

/** Periods repeat: most records of a day share one. */
const MAX_KNOWN = 10_000
