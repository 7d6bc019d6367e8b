import { JsonReader } from './json-reader.js'
import type { JsonValue } from './json-value.js'
import { KeyHint } from './key-hint.js'
import { RecordPatterns } from './record-patterns.js'

/**
 * Decodes a JSON document (RFC 8259) without losing a digit.
 *
 * An integer of at most 15 digits becomes a number. Every other number (more digits, any fraction, any exponent, -0)
 * becomes an {@link ExactNumber} with the token's text; what that means is for the schema to say. All else is as with
 * JSON.parse: a repeated key takes its last value, `__proto__` is an ordinary key, lone surrogates stay. Two differences:
 * one leading byte order mark is skipped, and more than 512 nested arrays and objects are refused.
 *
 * @param text - the whole document
 * @throws JsonSyntaxError when `text` is no JSON document, with the offset, the reason, and nothing of the text
 * @example
 * import { decodeJson, encodeJson } from '@outlay/core'
 *
 * const value = decodeJson('{"id":12345678901234567890,"price":0.10}')
 * console.log(encodeJson(value)) // {"id":12345678901234567890,"price":0.10}
 */
export function decodeJson(text: string): JsonValue {
  return new JsonDecoder().decode(text)
}

/** Decodes documents that look alike, such as the pages of one list: what their records look like is learned once. */
export class JsonDecoder {
  readonly #patterns = new RecordPatterns()
  #hint = new KeyHint('', false)

  /** As {@link decodeJson}, whatever was decoded before. */
  decode(text: string): JsonValue {
    try {
      return new JsonReader(text, this.#patterns, this.#hint).document()
    } finally {
      if (text.length > MAX_REMEMBERED) this.#forget()
    }
  }

  #forget(): void {
    this.#hint = new KeyHint('', false)
    this.#patterns.forget()
  }
}

/** Keys and strings of the last document stay in memory, and with them its text; of a longer one than this, in characters, nothing stays. */
const MAX_REMEMBERED = 1_000_000
