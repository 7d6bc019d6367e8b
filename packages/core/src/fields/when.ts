import { Temporal } from 'temporal-polyfill'

/** A point of time as users write it: a day on a stream's own grid, or an instant in milliseconds since the epoch. */
export type When = { readonly day: string } | { readonly instant: number }

/** What to write where a time is asked for. */
export const WHEN_HINT =
  'Write a day (2026-11-01) or an instant with its zone (2026-11-01T08:00:00+08:00); 24:00 is 00:00 of the next day.'

/**
 * Reads a day that exists, `YYYY-MM-DD`, or an instant in ISO 8601 with its zone; undefined for anything else, such as
 * 30 February, an instant without a zone, or 24:00.
 */
export function parseWhen(text: string): When | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? { day: Temporal.PlainDate.from(text).toString() }
      : { instant: Temporal.Instant.from(text).epochMilliseconds }
  } catch {
    return undefined
  }
}
