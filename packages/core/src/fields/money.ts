import type * as z from 'zod'
import {
  addDecimals,
  canonicalDecimal,
  decimalDigits,
  formatDecimal,
  isDecimal,
  multiplyDecimals,
  parseDecimal,
  shiftDecimal,
  subtractDecimals,
} from '../numbers/decimal.js'
import { isExactNumber } from '../numbers/exact-number.js'
import { fieldOf, Misfit } from './field-of.js'

/** An exact amount: plain decimal text (`'13.00'`, `'-7.495948'`) and an ISO 4217 code. Never a float. */
export interface Money<C extends string = string> {
  readonly amount: string
  readonly currency: C
}

/** What the ledger can hold, DECIMAL(38,12): 26 digits before the point and 12 after it. More is refused, never rounded. */
export const LEDGER_DIGITS = { integer: 26, fraction: 12 } as const

/** How a vendor writes amounts. */
export interface MoneyOptions {
  /** How many digits of an integer are minor units: `2` reads 1300 fen as 13.00. Default 0: the vendor states major units. */
  readonly minorDigits?: number
}

/**
 * A money field of a record. Accepts the vendor's number, however long, or numeric text, and keeps every digit.
 * With `minorDigits`, only integers are accepted. What does not fit {@link LEDGER_DIGITS} fails validation.
 */
export function money<const C extends string>(currency: C, options: MoneyOptions = {}): z.ZodType<Money<C>, unknown> {
  const { minorDigits = 0 } = options
  return fieldOf<Money<C>>('money', (value) => {
    const amount = amountOf(value, minorDigits)
    return amount instanceof Misfit ? amount : { amount, currency }
  })
}

/** An exact decimal field that is no money (a rate, a share): the vendor's number or numeric text in, plain decimal text out. */
export function decimal(): z.ZodType<string, unknown> {
  return fieldOf<string>('decimal', (value) => amountOf(value, 0))
}

/** `a + b`. Throws a RangeError when the currencies differ. */
export function addMoney<C extends string>(a: Money<C>, b: Money<C>): Money<C> {
  return { amount: addDecimals(a.amount, sameCurrency(a, b)), currency: a.currency }
}

/** `a - b`. Throws a RangeError when the currencies differ. */
export function subtractMoney<C extends string>(a: Money<C>, b: Money<C>): Money<C> {
  return { amount: subtractDecimals(a.amount, sameCurrency(a, b)), currency: a.currency }
}

/** `count × unitPrice`, exact. `unitPrice` is decimal text in major units of `currency`. */
export function priceUnits<C extends string>(count: number | string, unitPrice: string, currency: C): Money<C> {
  return { amount: multiplyDecimals(String(count), unitPrice), currency }
}

/** True when the amount is zero, whatever its scale. */
export function isZeroMoney(value: Money): boolean {
  return canonicalDecimal(value.amount) === '0'
}

function sameCurrency(a: Money, b: Money): string {
  if (a.currency !== b.currency) throw new RangeError(`cannot combine ${a.currency} with ${b.currency}`)
  return b.amount
}

function amountOf(value: unknown, minorDigits: number): string | Misfit {
  const text = numericText(value)
  if (text === undefined) return new Misfit(`expected an amount, received ${describe(value)}`)
  if (PLAIN.test(text) && minorDigits <= LEDGER_DIGITS.fraction) {
    if (minorDigits <= 0) return text
    if (!text.includes('.')) return withPoint(text, minorDigits)
  }
  try {
    const plain = formatDecimal(parseDecimal(text))
    if (minorDigits > 0 && plain.includes('.')) return new Misfit('expected an integer of minor units')
    const amount = minorDigits > 0 ? shiftDecimal(plain, -minorDigits) : plain
    return fits(amount) ? amount : new Misfit(tooLong)
  } catch {
    return new Misfit(tooLong)
  }
}

/** A number as vendors mostly write it: in the form that we give it, and short enough for the ledger. All else takes the long way. */
const PLAIN = /^(?:0|-?[1-9]\d{0,25})(?:\.\d{1,12})?$/

/** An integer with its last `places` digits behind the point: 5 with two is 0.05. */
function withPoint(integer: string, places: number): string {
  const sign = integer.startsWith('-') ? '-' : ''
  const digits = integer.slice(sign.length).padStart(places + 1, '0')
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

const tooLong = `has more than ${LEDGER_DIGITS.integer} digits before or ${LEDGER_DIGITS.fraction} after the point, which the ledger cannot hold exactly`

function fits(amount: string): boolean {
  const digits = decimalDigits(amount)
  return digits.integer <= LEDGER_DIGITS.integer && digits.fraction <= LEDGER_DIGITS.fraction
}

/** A JavaScript number is trusted only as an integer: a fraction in one has been through a float already. */
function numericText(value: unknown): string | undefined {
  if (isExactNumber(value)) return value.text
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  if (typeof value === 'string' && (PLAIN.test(value) || isDecimal(value))) return value
  return undefined
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'number') return 'a float, which may have lost digits'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}
