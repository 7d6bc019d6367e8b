import { atLeastScaleZero, type Decimal, formatDecimal, parseDecimal } from './decimal-text.js'

export { formatDecimal, isDecimal, parseDecimal } from './decimal-text.js'

// Every function here reads its numbers with parseDecimal and throws that function's SyntaxError and RangeError. Results
// are never rounded and have no upper bound of their own: chained products can outgrow what parseDecimal reads.

/** The sum, exact, with the greater of both scales: `7.50` + `1` = `8.50`. Throws where {@link isDecimal} says no. */
export function addDecimals(a: string, b: string): string {
  return formatDecimal(plus(parseDecimal(a), parseDecimal(b)))
}

/** `a` minus `b`, exact, with the greater of both scales: `8.50` - `1` = `7.50`. Throws where {@link isDecimal} says no. */
export function subtractDecimals(a: string, b: string): string {
  return formatDecimal(plus(parseDecimal(a), negated(parseDecimal(b))))
}

/**
 * The same number with the other sign, every digit kept: `-7.50` becomes `7.50`, and zero has no sign: `0.00` stays `0.00`.
 * For a vendor that writes charges below zero, as what the balance changed by. Throws where {@link isDecimal} says no.
 */
export function negateDecimal(text: string): string {
  return formatDecimal(negated(parseDecimal(text)))
}

/** The product, exact, with the sum of both scales: `1.5` × `0.20` = `0.300`. Throws where {@link isDecimal} says no. */
export function multiplyDecimals(a: string, b: string): string {
  const left = parseDecimal(a)
  const right = parseDecimal(b)
  return formatDecimal({ digits: left.digits * right.digits, scale: left.scale + right.scale })
}

/**
 * Compares by value, so that `7.50` equals `7.5`; fit for sorting. Throws where {@link isDecimal} says no.
 *
 * @returns -1 when `a` is less than `b`, 0 when they are equal, 1 when `a` is greater
 */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = alignedDigits(parseDecimal(a), parseDecimal(b))
  if (left === right) return 0
  return left < right ? -1 : 1
}

/**
 * The sum of any number of decimals, exact, with the greatest of their scales. Throws where {@link isDecimal} says no.
 *
 * @param decimals - read once, one at a time
 * @returns `0` when there are none
 */
export function sumDecimals(decimals: Iterable<string>): string {
  let sum: Decimal = { digits: 0n, scale: 0 }
  for (const text of decimals) sum = plus(sum, parseDecimal(text))
  return formatDecimal(sum)
}

/**
 * Moves the decimal point, as from minor to major units: `shiftDecimal('1300', -2)` is `13.00`.
 *
 * Every digit stays, zeros too: `7.50` moved by 1 is `75.0`, by 3 `7500`.
 *
 * @param text - the decimal; throws where {@link isDecimal} says no
 * @param places - how many places to the right, below 0 to the left: an integer from -1,000 to 1,000
 * @throws RangeError when `places` is anything else
 */
export function shiftDecimal(text: string, places: number): string {
  if (!Number.isInteger(places) || Math.abs(places) > MAX_PLACES) {
    throw new RangeError(`a decimal point moves by an integer within ±${MAX_PLACES}`)
  }
  const { digits, scale } = parseDecimal(text)
  return formatDecimal(atLeastScaleZero(digits, scale - places))
}

/**
 * The one text that stands for a value: no exponent, no trailing zero behind the point, no leading zero, `0` for zero.
 * Equal numbers give equal texts, so the result can be part of a key. Throws where {@link isDecimal} says no.
 */
export function canonicalDecimal(text: string): string {
  const plain = formatDecimal(parseDecimal(text))
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}

/**
 * How many digits a value needs on either side of the point, whatever zeros its text pads it with.
 * DECIMAL(38,12) holds it exactly when `integer` is at most 26 and `fraction` at most 12.
 *
 * @param text - the decimal; throws where {@link isDecimal} says no
 * @returns `integer`: digits before the point without leading zeros (0 for `0.5`); `fraction`: digits behind it without
 *   trailing zeros (5 for `0.00012`)
 */
export function decimalDigits(text: string): { integer: number; fraction: number } {
  const [integer = '', fraction = ''] = canonicalDecimal(text).replace('-', '').split('.')
  return { integer: integer === '0' ? 0 : integer.length, fraction: fraction.length }
}

const MAX_PLACES = 1_000

function negated({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale }
}

function plus(a: Decimal, b: Decimal): Decimal {
  const [left, right] = alignedDigits(a, b)
  return { digits: left + right, scale: Math.max(a.scale, b.scale) }
}

/** The digits of both numbers at the greater of their scales. */
function alignedDigits(a: Decimal, b: Decimal): [bigint, bigint] {
  if (a.scale === b.scale) return [a.digits, b.digits]
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)]
}
