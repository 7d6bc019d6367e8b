/**
 * Where the JSON number that begins at `start` ends (RFC 8259, section 6).
 *
 * @param text - the text that holds the number; offsets count UTF-16 code units
 * @param start - offset of the number's first character
 * @returns the offset behind its last character; when the grammar is broken, `~offset` (always negative) of the first
 *   character that does not fit, which is `~text.length` when the text ends too soon
 */
export function endOfNumberToken(text: string, start: number): number {
  const first = codeAt(text, start) === MINUS ? start + 1 : start
  const end = codeAt(text, first) === ZERO ? first + 1 : skipDigits(text, first)
  return end < 0 ? end : endOfNumberTail(text, end)
}

/**
 * Where a number's fraction and exponent end, for a reader that stands behind its integer digits.
 *
 * @param text - the text that holds the number
 * @param start - offset behind the last integer digit
 * @returns as {@link endOfNumberToken}; `start` when there is neither
 */
export function endOfNumberTail(text: string, start: number): number {
  const end = codeAt(text, start) === POINT ? skipDigits(text, start + 1) : start
  if (end < 0) return end
  const letter = codeAt(text, end)
  if (letter !== LOWER_E && letter !== UPPER_E) return end
  const sign = codeAt(text, end + 1)
  return skipDigits(text, sign === PLUS || sign === MINUS ? end + 2 : end + 1)
}

/**
 * Whether the whole of `text` is one JSON number, without white space around it.
 *
 * @param text - any text
 * @returns true for `-12.50` or `1e-7`; false for `+1`, `.5`, `01`, ` 1`, `NaN` and the empty text
 */
export function isNumberToken(text: string): boolean {
  return endOfNumberToken(text, 0) === text.length
}

/** Skips at least one digit; `~at` when there is none. */
function skipDigits(text: string, start: number): number {
  let at = start
  for (let code = codeAt(text, at); code >= ZERO && code <= NINE; code = codeAt(text, at)) at += 1
  return at === start ? ~at : at
}

/** The character code, or -1 behind the end: asking V8 for a character that is not there costs ten times as much. */
function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : -1
}

/** The longest integer of which every value is exact as a double (2^53 has 16 digits). */
export const MAX_INTEGER_DIGITS = 15

const MINUS = 45
const PLUS = 43
const POINT = 46
const ZERO = 48
const NINE = 57
const UPPER_E = 69
const LOWER_E = 101
