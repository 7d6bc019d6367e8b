/** What to write where a time is asked for. */
export const WHEN_HINT = 'Write a day (2026-11-01) or an instant with its zone (2026-11-01T08:00:00+08:00).'

/** Whether a value is a day that exists, `YYYY-MM-DD`, or an instant in ISO 8601 with its zone. */
export function isWhen(value: unknown): value is string {
  if (typeof value !== 'string') return false
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(T.*(?:Z|[+-]\d{2}:?\d{2}))?$/.exec(value) ?? []
  return day !== undefined && exists(day) && (time === undefined || !Number.isNaN(Date.parse(value)))
}

/** Date.parse takes the 30th of February for a day in March. */
function exists(day: string): boolean {
  const instant = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day)
}
