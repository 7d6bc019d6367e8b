import * as z from 'zod'
import type { WindowState } from '../contract/destination.js'
import { ConfigError } from '../contract/errors.js'
import { reasonsOf } from '../define/reasons.js'
import { isPartition } from '../partitions/partition-text.js'

/** The version of {@link encodeState}'s text. Version 1 did not count pages. */
export const STATE_VERSION = 2

/**
 * State as text that people can read and compare: JSON lines, the version first, then one window a line, ordered by
 * connection, endpoint, partition and start. Equal state gives equal text.
 */
export function encodeState(entries: readonly WindowState[]): string {
  const lines = [...entries].sort(byPlace).map((entry) => JSON.stringify(inOrder(entry)))
  return `${[JSON.stringify({ [VERSION_KEY]: STATE_VERSION }), ...lines].join('\n')}\n`
}

/**
 * The entries of a text of {@link encodeState}, also of an older version's. Throws a ConfigError `STATE_VERSION` for a newer
 * version, and `STATE_BROKEN`, with the number of the line, for anything else that is no state.
 */
export function decodeState(text: string): readonly WindowState[] {
  const [first = '', ...rest] = text.split(/\r?\n/)
  const version = versionOf(first)
  const lines = rest.at(-1) === '' ? rest.slice(0, -1) : rest
  return lines.map((line, index) => entryOf(line, index + 2, version))
}

const VERSION_KEY = 'outlayState'
const count = z.int().nonnegative()
const instant = z.iso.datetime()
const bound = z.union([instant, z.literal('snapshot')])

/** In the order in which a line has them. */
const ENTRY = z.strictObject({
  connection: z.string(),
  endpoint: z.string(),
  partition: z.string().refine(isPartition, 'is no partition key'),
  start: bound,
  end: bound,
  grid: z.string(),
  status: z.enum(['complete', 'failed', 'unreachable']),
  final: z.boolean(),
  readAt: instant.nullable(),
  streams: z.array(z.string()),
  generation: count,
  pages: count,
  rows: count,
  quarantined: count,
  error: z.string().nullable(),
  difference: z.string().nullable(),
}) satisfies z.ZodType<WindowState>

/** Each takes an entry of its version, from 1 on, to the next. */
const MIGRATIONS: readonly ((entry: object) => object)[] = [(entry) => ({ ...entry, pages: 0 })]

function versionOf(line: string): number {
  const header = z.strictObject({ [VERSION_KEY]: z.int().positive() }).safeParse(jsonOf(line, 1))
  const version = header.data?.[VERSION_KEY]
  if (version === undefined) throw broken(1, `it must say the version, as {"${VERSION_KEY}":${STATE_VERSION}} does`)
  if (version <= STATE_VERSION) return version
  throw new ConfigError({
    code: 'STATE_VERSION',
    message: `the state has version ${version}; this Outlay knows version ${STATE_VERSION} and older`,
    hint: 'Update @outlay/core; the state was left as it is.',
  })
}

function entryOf(line: string, number: number, version: number): WindowState {
  const value = jsonOf(line, number)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken(number, 'it is no object')
  const migrated = MIGRATIONS.slice(version - 1).reduce<object>((entry, migrate) => migrate(entry), value)
  const parsed = ENTRY.safeParse(migrated)
  if (parsed.success) return parsed.data
  throw broken(number, reasonsOf(parsed.error).join('; '))
}

function jsonOf(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw broken(number, 'it is no JSON', cause)
  }
}

function broken(line: number, problem: string, cause?: unknown): ConfigError {
  return new ConfigError({
    code: 'STATE_BROKEN',
    message: `line ${line} of the state is broken: ${problem}`,
    hint: 'Mend or remove that line; a window without state is read again.',
    cause,
  })
}

function inOrder(entry: WindowState): object {
  return Object.fromEntries(ENTRY.keyof().options.map((name) => [name, entry[name]]))
}

function byPlace(a: WindowState, b: WindowState): number {
  return compare(placeOf(a), placeOf(b))
}

function placeOf({ connection, endpoint, partition, start }: WindowState): readonly string[] {
  return [connection, endpoint, partition, start]
}

function compare(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index])
  if (at < 0) return 0
  return (a[at] ?? '') < (b[at] ?? '') ? -1 : 1
}
