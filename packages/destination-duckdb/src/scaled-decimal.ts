import { canonicalDecimal, isDecimal, LEDGER_DIGITS } from '@outlay/core'

/**
 * A decimal as the integer that DECIMAL(38,12) stores: the value times 10^12, exact.
 *
 * @param text - a decimal number in JSON's notation
 * @returns undefined when `text` is none, or needs more digits than {@link LEDGER_DIGITS}: it is never rounded
 */
export function scaledDecimal(text: string): bigint | undefined {
  if (!isDecimal(text)) return undefined
  const plain = canonicalDecimal(text)
  const [integer = '', fraction = ''] = plain.split('.')
  const digits = integer.startsWith('-') ? integer.length - 1 : integer.length
  if (digits > LEDGER_DIGITS.integer || fraction.length > LEDGER_DIGITS.fraction) return undefined
  return BigInt(`${integer}${fraction.padEnd(LEDGER_DIGITS.fraction, '0')}`)
}
