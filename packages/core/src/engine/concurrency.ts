import { ConfigError } from '../contract/errors.js'

/**
 * How much goes on at once: whole numbers of at least 1. The vendor's limits hold whatever stands here, and so does the
 * bound of 64 MiB of replies in memory, which pages under way do not count against.
 */
export interface Concurrency {
  /** Connections of one sync. Default 4. */
  readonly connections?: number | undefined
  /** Windows of one connection. Default 4. */
  readonly windows?: number | undefined
  /** Pages of one window, where its first reply tells how many there are; others follow one another. Default 4. */
  readonly pages?: number | undefined
}

/** With the defaults filled in. */
export type ChosenConcurrency = Readonly<Record<keyof Concurrency, number>>

/** Fills in the defaults. Throws a ConfigError for anything but whole numbers of at least 1 by these names. */
export function concurrencyOf(options: Concurrency = {}): ChosenConcurrency {
  if (typeof options !== 'object' || options === null) throw wrong('it must be an object')
  const { connections = 4, windows = 4, pages = 4, ...unknown } = options
  const chosen = { connections, windows, pages }
  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) throw wrong(`unknown key "${stranger}"`)
  for (const [name, value] of Object.entries(chosen)) {
    if (!Number.isSafeInteger(value) || value < 1) throw wrong(`"${name}" must be a whole number of at least 1`)
  }
  return chosen
}

function wrong(problem: string): ConfigError {
  return new ConfigError({
    message: `the concurrency is wrong: ${problem}`,
    hint: 'Known keys: connections, windows, pages.',
  })
}
