/** An exact decimal number: `digits` × 10^-`scale`. */
export interface Decimal {
  /** All digits as one integer, with the number's sign; there is no negative zero. */
  readonly digits: bigint
  /** How many of them stand behind the point: an integer, 0 or more. */
  readonly scale: number
}

/**
 * Reads a decimal number in JSON's notation; leading zeros are allowed (`007.50`).
 *
 * The scale is kept: `7.50` has scale 2. An exponent is worked in: `35.2E+3` has scale 0, `1e-7` has scale 7.
 *
 * @param text - such as `-12.50` or `1e-7`: at most 1,000 digits before the exponent, an exponent from -1,000 to 1,000
 * @throws SyntaxError when `text` is no decimal number (a plus sign, a bare point, white space and separators are none)
 * @throws RangeError when it is one, but outside the bounds; neither message repeats the text
 */
export function parseDecimal(text: string): Decimal {
  const { sign, integer, fraction, exponent } = decimalParts(text)
  const digits = BigInt(`${integer}${fraction}`)
  const scale = fraction.length - exponent
  return atLeastScaleZero(sign === '' ? digits : -digits, scale)
}

/**
 * Writes a decimal number in plain notation: never an exponent, never a negative zero.
 *
 * @param decimal - what to write
 * @returns the text, with exactly `scale` digits behind the point: `7.50` stays `7.50`
 * @throws RangeError when the scale is no integer, or below 0
 */
export function formatDecimal(decimal: Decimal): string {
  const { digits, scale } = decimal
  if (!Number.isInteger(scale) || scale < 0)
    throw new RangeError('the scale of a decimal must be an integer, 0 or more')
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  return scale === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`
}

/**
 * Whether a text is a decimal number as JSON writes it, leading zeros allowed (`007.50`), of at most 1,000 digits before
 * the exponent and with an exponent from -1,000 to 1,000. Of what is none, the functions that compute throw a SyntaxError
 * where the form is wrong and a RangeError where the size is.
 *
 * @param text - any text
 */
export function isDecimal(text: string): boolean {
  const match = DECIMAL.exec(text)
  return match !== null && isWithinBounds(match)
}

/**
 * Makes an exact decimal of digits whose scale may be negative (`352`, -2 for 35200).
 *
 * @param digits - the digits as one integer
 * @param scale - an integer; below 0 it stands for zeros before the point
 */
export function atLeastScaleZero(digits: bigint, scale: number): Decimal {
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

const MAX_DIGITS = 1_000
const MAX_EXPONENT = 1_000
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

function decimalParts(text: string): { sign: string; integer: string; fraction: string; exponent: number } {
  const match = DECIMAL.exec(text)
  if (match === null) throw new SyntaxError('not a decimal number')
  if (!isWithinBounds(match)) {
    throw new RangeError(`a decimal has at most ${MAX_DIGITS} digits and an exponent within ±${MAX_EXPONENT}`)
  }
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = match
  return { sign, integer, fraction, exponent: Number(exponent) }
}

function isWithinBounds(match: RegExpExecArray): boolean {
  const [, , integer = '', fraction = '', exponent = '0'] = match
  return integer.length + fraction.length <= MAX_DIGITS && Math.abs(Number(exponent)) <= MAX_EXPONENT
}
