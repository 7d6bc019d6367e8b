import { isSecret, reveal, type Secret } from '../fields/secret.js'
import { isExactNumber } from '../numbers/exact-number.js'
import { secretPattern } from './secret-pattern.js'

/** Removes secrets by value from anything that leaves a connection: logs, errors, events. */
export interface Redactor {
  /** Redacts this value, too, from now on: a minted token. Values shorter than 4 characters are not searched for. */
  add(value: string): void
  text(text: string): string
  /** A copy of `value`, every text in it redacted; errors become their name and message. */
  value(value: unknown): unknown
}

/** What stands where a secret stood. */
export const REDACTED = '[redacted]'

/** Shorter values are not searched for: texts would be in shreds. */
const SHORTEST = 4

/** A redactor for one connection. */
export function createRedactor(secrets: readonly Secret[]): Redactor {
  const known = new Map<string, string>()
  let pattern: RegExp | undefined
  const redactor: Redactor = {
    add: (value) => {
      if (value.length < SHORTEST || known.has(value)) return
      known.set(value, secretPattern(value))
      pattern = undefined
    },
    text: (text) => {
      if (known.size === 0) return text
      // A secret that holds another one is removed whole.
      pattern ??= new RegExp(
        [...known]
          .sort(([a], [b]) => b.length - a.length)
          .map(([, source]) => source)
          .join('|'),
        'g',
      )
      return text.replace(pattern, REDACTED)
    },
    value: (value) => redactValue(value, redactor.text, []),
  }
  for (const secret of secrets) redactor.add(reveal(secret))
  return redactor
}

function redactValue(value: unknown, text: (text: string) => string, holders: readonly object[]): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(value)) return REDACTED
  if (holders.includes(value)) return '[circular]'
  if (isExactNumber(value)) return text(value.text)
  if (value instanceof Error) return { name: value.name, message: text(value.message) }
  const within = [...holders, value]
  if (Array.isArray(value)) return value.map((item) => redactValue(item, text, within))
  const members = Object.entries(value)
  return Object.fromEntries(members.map(([name, member]) => [text(name), redactValue(member, text, within)]))
}
