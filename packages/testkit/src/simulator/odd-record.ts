import type { JsonValue } from '@outlay/core'
import { decimalText, inFormOf, isMembers, leavesOf, type Place, valueAt, withValueAt } from './json-place.js'
import type { NumberLeaf, RecordMaker } from './record-maker.js'

/** The record with a field that nobody knew. */
export function withNewField(record: JsonValue): JsonValue {
  return isMembers(record) ? { ...record, outlay_new_field: { since: 'today' } } : record
}

/** The record without what stands at a place. */
export function withoutField(record: JsonValue, place: Place): JsonValue {
  return withValueAt(record, place, undefined)
}

/** The record with a value there that is of no type which it could be. */
export function withOtherType(record: JsonValue, place: Place): JsonValue {
  return withValueAt(record, place, { nested: ['other'] })
}

/** The place whose loss is felt most: an amount, else another number, else what tells records apart. */
export function mainPlace({ numbers, unique, prototype }: RecordMaker): Place | undefined {
  const [main] = [...numbers.filter(isAmount), ...numbers]
  return main?.place ?? unique?.place ?? leavesOf(prototype)[0]?.place
}

/** An amount of 17 digits, more than a float has. Minor units are whole numbers. */
export function longAmount({ shown }: NumberLeaf): string {
  return shown.every(({ shift }) => shift === 0) ? '90071992547.409931' : '90071992547409931'
}

/** The record with 17 digits in every amount, and 19 in every id that is a number, as an int64 has. Counts stay: they have bounds. */
export function withLongNumbers(record: JsonValue, { numbers }: RecordMaker): JsonValue {
  return numbers.reduce((made, leaf) => {
    const value = valueAt(record, leaf.place)
    const digits = decimalText(value)
    if (digits === undefined) return made
    if (isAmount(leaf)) return withValueAt(made, leaf.place, inFormOf(value, longAmount(leaf)))
    const isId = leaf.shown.every(({ type }) => type === 'string') && /^\d{1,17}$/.test(digits)
    return isId ? withValueAt(made, leaf.place, inFormOf(value, `9${digits.padStart(18, '0')}`)) : made
  }, record)
}

function isAmount({ shown }: NumberLeaf): boolean {
  return shown.length > 0 && shown.every(({ type }) => type === 'money' || type === 'decimal')
}
