import { closest, distance } from 'fastest-levenshtein'
import * as z from 'zod'
import { ConfigError } from '../contract/errors.js'
import { isSecret, type Secret } from '../fields/secret.js'

/** Validates a connection's config. Throws one ConfigError that names every problem, with the nearest known key for an unknown one, and no value. */
export function parseConfig<Cfg extends z.ZodType>(schema: Cfg, config: unknown): z.output<Cfg> {
  const parsed = schema.safeParse(config ?? {})
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, keysOf(schema)))
  throw new ConfigError({
    code: parsed.error.issues.some((issue) => issue.code === 'unrecognized_keys')
      ? 'CONFIG_UNKNOWN_KEY'
      : 'CONFIG_INVALID',
    message: `the config is wrong: ${problems.join('; ')}`,
    hint: `Known keys: ${keysOf(schema).join(', ')}.`,
  })
}

/** Every secret in a parsed config, however deep. */
export function secretsIn(config: unknown): readonly Secret[] {
  if (isSecret(config)) return [config]
  if (typeof config !== 'object' || config === null) return []
  return Object.values(config).flatMap(secretsIn)
}

/** Says "did you mean …?" where `word` is close to a known one. */
export function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const nearest = closest(word, [...known])
  return distance(word.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, word.length / 3)
    ? ` (did you mean "${nearest}"?)`
    : ''
}

function problemsOf(issue: z.core.$ZodIssue, known: readonly string[]): readonly string[] {
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) =>
        `unknown key "${[...issue.path.map(String), key].join('.')}"${suggestion(key, issue.path.length === 0 ? known : [])}`,
    )
  }
  return [where === '' ? issue.message : `"${where}" ${sentence(issue)}`]
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing'
  return issue.code === 'custom' ? issue.message : `is invalid: ${issue.message}`
}

function keysOf(schema: z.ZodType): readonly string[] {
  const { def } = schema._zod
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  return 'in' in def && def.in instanceof z.ZodType ? keysOf(def.in) : []
}
