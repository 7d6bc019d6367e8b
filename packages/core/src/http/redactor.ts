import { isSecret, reveal, type Secret } from '../fields/secret.js'

/** Removes secrets by value from anything that leaves a connection: logs, errors, events. */
export interface Redactor {
  /** Redacts this value, too, from now on: a minted token. Values shorter than 4 characters are not searched for. */
  add(value: string): void
  text(text: string): string
  /** A copy of `value`, every text in it redacted; errors become their name and message. */
  value(value: unknown): unknown
}

const MARK = '[redacted]'

/** A redactor for one connection. */
export function createRedactor(secrets: readonly Secret[]): Redactor {
  const known = new Set<string>()
  let pattern: RegExp | undefined
  const redactor: Redactor = {
    add: (value) => {
      for (const form of formsOf(value)) known.add(form)
      pattern = undefined
    },
    text: (text) => {
      if (known.size === 0) return text
      pattern ??= new RegExp(
        [...known]
          .sort((a, b) => b.length - a.length)
          .map(escaped)
          .join('|'),
        'g',
      )
      return text.replace(pattern, MARK)
    },
    value: (value) => redactValue(value, redactor.text, new Set()),
  }
  for (const secret of secrets) redactor.add(reveal(secret))
  return redactor
}

/** A secret as it is, as it stands in a URL or JSON text, and in base64. */
function formsOf(value: string): readonly string[] {
  if (value.length < 4) return []
  const encoded = encodeURIComponent(value)
  const base64 = Buffer.from(value).toString('base64')
  return [
    value,
    encoded,
    encoded.replace(/%20/g, '+'),
    JSON.stringify(value).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
  ]
}

function redactValue(value: unknown, text: (text: string) => string, seen: Set<object>): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(value)) return MARK
  if (seen.has(value)) return '[circular]'
  seen.add(value)
  if (value instanceof Error) return { name: value.name, message: text(value.message) }
  if (Array.isArray(value)) return value.map((item) => redactValue(item, text, seen))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactValue(member, text, seen)]))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
