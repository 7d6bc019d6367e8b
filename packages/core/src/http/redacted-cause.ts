import type { Redactor } from './redactor.js'

/** Causes of causes: clients wrap what the socket said two or three times. */
const MAX_DEPTH = 5

/**
 * What caused an error, fit to be shown: its name, message, stack and code, every text redacted, and its own cause likewise.
 * What else hangs on it nobody has looked through. The cause itself where it shows no more than that and holds no secret;
 * undefined for one that is no error.
 */
export function redactedCause(cause: unknown, redactor: Redactor, depth = 1): Error | undefined {
  if (!(cause instanceof Error)) return undefined
  const { text } = redactor
  const inner = depth < MAX_DEPTH ? redactedCause(cause.cause, redactor, depth + 1) : undefined
  const said = [String(cause.name), String(cause.message), String(cause.stack ?? ''), codeOf(cause)] as const
  const [name, message, stack, code] = said.map((part) => (typeof part === 'string' ? text(part) : part))
  const isPlain = Object.keys(cause).every((key) => key === 'name' || key === 'code') && inner === cause.cause
  if (isPlain && [name, message, stack, code].every((part, index) => part === said[index])) return cause
  const clean = new Error(`${message}`, inner && { cause: inner })
  return Object.assign(clean, { name, stack }, code !== undefined && { code })
}

/** Node and undici say by it what happened: `ECONNREFUSED`. Those of DOMException are numbers. */
function codeOf(error: Error): string | number | undefined {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' || typeof code === 'number' ? code : undefined
}
