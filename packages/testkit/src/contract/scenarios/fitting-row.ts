import type { FieldInfo, LedgerRow } from '@outlay/core'
import { demand } from '../violation.js'

/** Every field of a row is of the type that destinations make a column for. */
export function demandFits({ stream, record }: LedgerRow): void {
  const known = new Set(stream.fields.map(({ name }) => name))
  const stranger = Object.keys(record).find((name) => !known.has(name))
  demand(
    stranger === undefined,
    `a row of ${stream.name} has a field that no column was made for: destinations drop it or fail`,
    [...known],
    stranger,
  )
  for (const field of stream.fields) {
    const value = record[field.name]
    if (value === null || value === undefined) continue
    demand(
      FITS[field.type](value),
      `${field.name} of a row of ${stream.name} is no ${field.type}: destinations store it wrong or fail`,
      field.type,
      typeof value,
    )
  }
}

const PLAIN = /^-?\d+(\.\d+)?$/

const FITS: Readonly<Record<FieldInfo['type'], (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  count: (value) => Number.isSafeInteger(value),
  decimal: (value) => typeof value === 'string' && PLAIN.test(value),
  money: isMoney,
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  json: () => true,
}

function isMoney(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('amount' in value) || !('currency' in value)) return false
  return (
    typeof value.amount === 'string' &&
    PLAIN.test(value.amount) &&
    typeof value.currency === 'string' &&
    /^[A-Z]{3}$/.test(value.currency)
  )
}
