import { inspect } from 'node:util'
import * as z from 'zod'
import { marked } from './field-kind.js'

const REVEAL = Symbol.for('outlay/reveal')

/**
 * A credential. It refuses to show itself: `JSON.stringify`, template strings and `console.log` all give `[secret]`.
 * Strategies reveal it at the last moment, when the bytes of a request are made.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }

  /** @internal Use {@link reveal}. */
  [REVEAL](): string {
    return this.#value
  }
}

/** The text of a secret. For authenticators only: whatever receives it must go to the vendor and nowhere else. */
export function reveal(secret: Secret): string {
  return secret[REVEAL]()
}

/** True for a {@link Secret}, also one made by another copy of core. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && REVEAL in value
}

/**
 * A config field that holds a credential: text in, {@link Secret} out.
 * Refuses an empty text and one with white space around it (the commonest cause of a "wrong key").
 */
export function secret(): z.ZodType<Secret, string | Secret> {
  const schema = z.transform<string | Secret, Secret>((value, context) => {
    if (isSecret(value)) return value
    const problem = problemOf(value)
    if (problem === undefined) return new Secret(value)
    context.issues.push({ code: 'custom', message: problem, input: '[secret]' })
    return z.NEVER
  })
  return marked(schema, { kind: 'secret' })
}

function problemOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'is missing'
  if (typeof value !== 'string') return 'must be text'
  if (value === '') return 'is empty'
  if (value.trim() !== value) return 'has white space before or after it'
  return undefined
}
