import { endOfNumberToken } from './number-token.js'

const BRAND: unique symbol = Symbol.for('outlay/exact-number')

/**
 * A JSON number that a double cannot be trusted with, kept as the text that the vendor sent.
 *
 * The decoder makes one of every number token that is not an integer of at most 15 digits. It is a value to read, never
 * to compute with: arithmetic and concatenation (`+n`, `n * 2`, `n + n`, `n < m`) throw a TypeError instead of rounding
 * in silence. Compute with {@link addDecimals} and its neighbours on `text`, and write it with {@link encodeJson}.
 *
 * @example
 * import { ExactNumber } from '@outlay/core'
 *
 * const price = new ExactNumber('0.10')
 * console.log(`${price}`) // 0.10
 */
export class ExactNumber {
  // `declare`: the field is written once, by the constructor; initialising it first makes decoding a third slower.
  /** The number token, character for character: `0.10`, `1e-7`, `12345678901234567890`. */
  declare readonly text: string

  /**
   * @param text - one JSON number token, without white space
   * @param tokenEnd - where the token ends in `text`; only the decoder, which has just walked it, passes it
   * @throws SyntaxError when `text` is anything else; the message does not repeat it
   */
  constructor(text: string, tokenEnd: number = endOfNumberToken(text, 0)) {
    if (tokenEnd !== text.length) throw new SyntaxError('an exact number must be one JSON number token')
    this.text = text
  }

  /** The token itself. */
  toString(): string {
    return this.text
  }

  /** The token as a string, so that a plain JSON.stringify keeps every digit (as a JSON string, not as a number). */
  toJSON(): string {
    return this.text
  }

  /**
   * The token where a string is asked for, as in a template literal.
   *
   * @throws TypeError for any other conversion
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.text
    throw new TypeError('an exact number does not convert to a JavaScript number: use its text')
  }

  /** Marks exact numbers of any copy of this package: two copies in one tree still know each other's. */
  get [BRAND](): true {
    return true
  }
}

/**
 * Whether a value is an exact number, made by this copy of the package or by another one.
 *
 * @param value - anything; text that was parsed as JSON can never pass, because its keys are strings
 * @returns true for an {@link ExactNumber}
 */
export function isExactNumber(value: unknown): value is ExactNumber {
  return (
    typeof value === 'object' && value !== null && BRAND in value && 'text' in value && typeof value.text === 'string'
  )
}
