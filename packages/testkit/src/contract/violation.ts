import { encodeJson } from '@outlay/core'

/** A rule of a contract that does not hold: what a user would suffer, then what was expected and what came. */
export class Violation extends Error {
  constructor(
    suffers: string,
    readonly expected?: unknown,
    readonly actual?: unknown,
  ) {
    super(`${suffers}${shown('expected', expected)}${shown('actual', actual)}`)
    this.name = 'Violation'
  }
}

/** Throws a {@link Violation} where a condition does not hold. */
export function demand(holds: boolean, suffers: string, expected?: unknown, actual?: unknown): asserts holds {
  if (!holds) throw new Violation(suffers, expected, actual)
}

/** Throws a {@link Violation} where two values differ as JSON text; digits count as they stand. */
export function demandSame(actual: unknown, expected: unknown, suffers: string): void {
  const [found, wanted] = [encodeJson(actual ?? null), encodeJson(expected ?? null)]
  if (found === wanted) return
  if (!Array.isArray(actual) || !Array.isArray(expected)) throw new Violation(suffers, expected, actual)
  const at = expected.findIndex((item, index) => encodeJson(item) !== encodeJson(actual[index] ?? null))
  const first = at === -1 ? expected.length : at
  throw new Violation(`${suffers} (${first + 1} of ${expected.length})`, expected[first], actual[first] ?? 'nothing')
}

function shown(name: string, value: unknown): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : encodeJson(value)
  return `\n  ${name}: ${text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text}`
}

const LONGEST = 600
