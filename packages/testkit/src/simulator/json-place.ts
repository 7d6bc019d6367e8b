import { ExactNumber, isExactNumber, type JsonValue } from '@outlay/core'

/** Where a value stands in a JSON document: names of members and indices of items, from the outside in. */
export type Place = readonly (string | number)[]

/** A value that holds no others, and where it stands. */
export interface Leaf {
  readonly place: Place
  readonly value: Scalar
}

export type Scalar = null | boolean | number | string | ExactNumber
type Members = { readonly [name: string]: JsonValue }

/** True for a JSON object. */
export function isMembers(value: JsonValue | undefined): value is { [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
}

/** Every leaf below a value, in the document's order; what stands at or below one of `except` is left out. */
export function leavesOf(value: JsonValue, except: readonly Place[] = [], place: Place = []): readonly Leaf[] {
  if (except.some((one) => placeText(one) === placeText(place))) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, except, [...place, index]))
  if (!isMembers(value)) return [{ place, value }]
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, except, [...place, name]))
}

/** Every array of a document that stands in no other array. */
export function arraysOf(
  value: JsonValue,
  place: Place = [],
): readonly { place: Place; items: readonly JsonValue[] }[] {
  if (Array.isArray(value)) return [{ place, items: value }]
  if (!isMembers(value)) return []
  return Object.entries(value).flatMap(([name, member]) => arraysOf(member, [...place, name]))
}

/** The value at a place; undefined where there is none. */
export function valueAt(value: JsonValue | undefined, [head, ...rest]: Place): JsonValue | undefined {
  if (head === undefined) return value
  if (Array.isArray(value)) return typeof head === 'number' ? valueAt(value[head], rest) : undefined
  return isMembers(value) && Object.hasOwn(value, head) ? valueAt(value[head], rest) : undefined
}

/** A copy with another value at a place; undefined takes the member away. Objects on the way there are made. */
export function withValueAt(value: JsonValue, place: Place, replacement: JsonValue | undefined): JsonValue {
  const [head, ...rest] = place
  if (head === undefined) return replacement ?? null
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === head ? withValueAt(item, rest, replacement) : item))
  }
  const members: Members = isMembers(value) ? value : {}
  if (rest.length === 0 && replacement === undefined) {
    return Object.fromEntries(Object.entries(members).filter(([name]) => name !== head))
  }
  return { ...members, [head]: withValueAt(members[head] ?? null, rest, replacement) }
}

/** A copy without the members of these names, at any depth. */
export function withoutMembers(value: JsonValue, names: readonly string[]): JsonValue {
  if (names.length === 0) return value
  if (Array.isArray(value)) return value.map((item) => withoutMembers(item, names))
  if (!isMembers(value)) return value
  const kept = Object.entries(value).filter(([name]) => !names.includes(name))
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutMembers(member, names)]))
}

/** A place as one text, for messages and comparison: `data.list.0.id`. */
export function placeText(place: Place): string {
  return place.join('.')
}

/** Decimal text of a number, or of text that is one; undefined for anything else. */
export function decimalText(value: JsonValue | undefined): string | undefined {
  const text = isExactNumber(value) ? value.text : typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? text : undefined
}

/** Decimal text in the form that another value has: a number for a number, text for text. */
export function inFormOf(form: JsonValue | undefined, text: string): JsonValue {
  if (typeof form === 'string') return text
  return /^-?\d{1,15}$/.test(text) && text !== '-0' ? Number(text) : new ExactNumber(text)
}
