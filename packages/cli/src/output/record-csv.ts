import { encodeJson, type FieldInfo, isExactNumber } from '@outlay/core'
import { csvLine } from '@outlay/focus'

/** The header of a stream's CSV: a column a field, for money a second one with its currency. */
export function recordHeader(fields: readonly FieldInfo[]): string {
  return csvLine(fields.flatMap(({ name, type }) => (type === 'money' ? [name, `${name}_currency`] : [name])))
}

/** A record as a line of CSV. What is nested is JSON text; what is absent is empty. */
export function recordLine(fields: readonly FieldInfo[], record: Readonly<Record<string, unknown>>): string {
  return csvLine(
    fields.flatMap(({ name, type }) => {
      const value = record[name]
      return type === 'money' ? [member(value, 'amount'), member(value, 'currency')] : [cell(value)]
    }),
  )
}

function cell(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  return isExactNumber(value) ? value.text : encodeJson(value)
}

function member(value: unknown, key: string): string | null {
  return typeof value === 'object' && value !== null
    ? cell(Object.entries(value).find(([name]) => name === key)?.[1])
    : null
}
