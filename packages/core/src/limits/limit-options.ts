import * as z from 'zod'
import type { LimitOptions } from '../contract/limit.js'
import { suggestion } from '../define/parse-config.js'
import { type Duration, parseDuration } from '../fields/duration.js'

/** How many: a whole number of at least 1. */
export const countOption = z.int(wrong('must be a whole number of at least 1')).min(1, wrong('must be at least 1'))

/** How long: a number over 0 with its unit. */
export const durationOption = z.custom<Duration>(isDuration, wrong('must be a duration over 0, such as "30s" or "1m"'))

/** Reads options of a limit. Throws a RangeError that names every one that is unknown, missing or wrong. `others` are read elsewhere. */
export function readOptions<S extends z.ZodObject>(
  schema: S,
  options: LimitOptions,
  others: readonly string[] = [],
): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const known = [...Object.keys(schema.shape), ...others]
  const problems = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `"${key}" is unknown${suggestion(key, known)}; known: ${known.join(', ')}`)
      : [`"${issue.path.join('.')}" ${issue.message}`],
  )
  throw new RangeError(problems.join('; '))
}

/** What one budget spans. Throws a RangeError for anything else. */
export function acrossIn(value: unknown): 'endpoint' | 'credential' {
  if (value === 'endpoint' || value === 'credential') return value
  throw new RangeError('"across" must be "endpoint" or "credential"')
}

function wrong(problem: string) {
  return { error: ({ input }: { readonly input?: unknown }) => (input === undefined ? 'is missing' : problem) }
}

function isDuration(value: unknown): boolean {
  return typeof value === 'string' && /^\d+(\.\d+)?(ms|s|m|h|d)$/.test(value) && parseDuration(value as Duration) > 0
}
