import type { FieldInfo, LedgerRow, StreamInfo } from '../contract/destination.js'
import type { Amount } from '../contract/restatement.js'
import { canonicalDecimal, isDecimal } from '../numbers/decimal.js'

/** One of the amounts that a stream's rows have. */
export interface AmountField {
  /** As restatements name it. */
  readonly name: string
  readonly of: (row: LedgerRow) => Amount
}

/** What a charge is worth: the amount that restatements are summed up by. */
export const WORTH = 'charge.effective'

/** Every amount of a stream's rows: money, decimals and counts of the record, then those of the charge. */
export function amountFields({ fields }: StreamInfo): readonly AmountField[] {
  return [...fields.filter(isAmount).map(ofRecord), ...OF_CHARGE]
}

/** Equal by value: `7.50` and `7.5` are, other currencies are not. What is no decimal is compared as text. */
export function isSameAmount(a: Amount, b: Amount): boolean {
  if (a === b) return true // most are, to the letter
  const [one, other] = [textOf(a), textOf(b)]
  if (one === null || other === null || currencyOf(a) !== currencyOf(b)) return false
  return one === other || canonical(one) === canonical(other)
}

/** An amount in one text, the same for all that are equal. */
export function canonicalAmount(amount: Amount): string {
  const text = textOf(amount)
  return text === null ? '' : `${canonical(text)} ${currencyOf(amount) ?? ''}`
}

/** The digits of an amount. */
export function textOf(amount: Amount): string | null {
  return typeof amount === 'object' ? (amount?.amount ?? null) : amount
}

/** Null for what is no money. */
export function currencyOf(amount: Amount): string | null {
  return typeof amount === 'object' ? (amount?.currency ?? null) : null
}

function canonical(text: string): string {
  return isDecimal(text) ? canonicalDecimal(text) : text
}

const AMOUNTS: readonly FieldInfo['type'][] = ['money', 'decimal', 'count']

function isAmount({ type }: FieldInfo): boolean {
  return AMOUNTS.includes(type)
}

function ofRecord({ name, type }: FieldInfo): AmountField {
  const read = type === 'money' ? money : plain
  return { name: `record.${name}`, of: ({ record }) => read(record[name]) }
}

const OF_CHARGE: readonly AmountField[] = [
  { name: 'charge.billed', of: ({ charge }) => charge?.billed ?? null },
  { name: WORTH, of: ({ charge }) => (charge?.effective === undefined ? charge?.billed : charge.effective) ?? null },
  { name: 'charge.quantity', of: ({ charge }) => plain(charge?.quantity?.amount) },
]

/** A record's fields have forgotten their types; its schema has checked them. */
function money(value: unknown): Amount {
  if (typeof value !== 'object' || value === null || !('amount' in value) || !('currency' in value)) return null
  return { amount: String(value.amount), currency: String(value.currency) }
}

function plain(value: unknown): Amount {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
