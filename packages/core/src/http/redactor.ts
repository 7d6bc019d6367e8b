import { isSecret, reveal, type Secret } from '../fields/secret.js'
import { percentEncoded } from './encode-request.js'

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
      if (known.has(value)) return
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
    value: (value) => redactValue(value, redactor.text, []),
  }
  for (const secret of secrets) redactor.add(reveal(secret))
  return redactor
}

/** A secret as it is, as it stands in a URL or in JSON text, and in base64. */
function formsOf(value: string): readonly string[] {
  if (value.length < 4) return []
  const json = JSON.stringify(value).slice(1, -1)
  const urls = [encodeURIComponent(value), percentEncoded(value)].flatMap((url) => [url, url.replace(/%20/g, '+')])
  const lower = urls.map((url) => url.replace(/%../g, (hex) => hex.toLowerCase()))
  return [value, ...urls, ...lower, json, json.replaceAll('/', '\\/'), ...base64Forms(value)]
}

/** Base64 of a longer text, such as `user:password`, holds the secret at one of three offsets; only whole characters of it. */
function base64Forms(value: string): readonly string[] {
  const within = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)])
    return bytes.toString('base64').slice(offset === 0 ? 0 : offset + 1, Math.floor((bytes.length * 8) / 6))
  })
  const whole = Buffer.from(value).toString('base64')
  const forms = [whole, whole.replace(/=+$/, ''), ...within.filter((form) => form.length >= 6)]
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))]
}

function redactValue(value: unknown, text: (text: string) => string, holders: readonly object[]): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(value)) return MARK
  if (holders.includes(value)) return '[circular]'
  if (value instanceof Error) return { name: value.name, message: text(value.message) }
  const within = [...holders, value]
  if (Array.isArray(value)) return value.map((item) => redactValue(item, text, within))
  const members = Object.entries(value)
  return Object.fromEntries(members.map(([name, member]) => [text(name), redactValue(member, text, within)]))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
