import { canonicalDecimal, isDecimal, LEDGER_DIGITS } from '@outlay/core'

/**
 * A decimal as the integer that DECIMAL(38,12) stores: the value times 10^12, exact.
 *
 * @param text - a decimal number in JSON's notation
 * @returns undefined when `text` is none, or needs more digits than {@link LEDGER_DIGITS}: it is never rounded
 */
export function scaledDecimal(text: string): bigint | undefined {
  if (PLAIN.test(text)) return scaled(text)
  // An exponent, zeros in front, or more digits than fit, some of which may be zeros at the end.
  const plain = isDecimal(text) ? canonicalDecimal(text) : ''
  return PLAIN.test(plain) ? scaled(plain) : undefined
}

function scaled(plain: string): bigint {
  const point = plain.indexOf('.')
  if (point < 0) return BigInt(plain + ZEROS)
  return BigInt(plain.slice(0, point) + plain.slice(point + 1).padEnd(LEDGER_DIGITS.fraction, '0'))
}

const ZEROS = '0'.repeat(LEDGER_DIGITS.fraction)
const PLAIN = new RegExp(`^-?\\d{1,${LEDGER_DIGITS.integer}}(?:\\.\\d{1,${LEDGER_DIGITS.fraction}})?$`)
