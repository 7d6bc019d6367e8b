import { SuspendedError } from '../contract/errors.js'

/** A wait longer than this suspends the run instead of sleeping. */
export const LONGEST_WAIT_MS = 15 * 60_000

/** The error of a wait that is too long. `until` in milliseconds since the epoch. */
export function suspended(reason: string, until: number): SuspendedError {
  const resumeAt = new Date(until).toISOString()
  return new SuspendedError({
    message: `the vendor's limit (${reason}) allows the next request at ${resumeAt}`,
    hint: `Run the same command again after ${resumeAt}; what was read is kept.`,
    stops: 'connection',
    resumeAt,
  })
}
