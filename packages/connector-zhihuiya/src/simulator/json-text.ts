/** What {@link jsonText} can write. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | NumberLiteral
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** A number whose digits are written as they are, so that no float ever holds it. */
export class NumberLiteral {
  constructor(readonly text: string) {}
}

/** Compact JSON. */
export function jsonText(value: JsonValue): string {
  if (value instanceof NumberLiteral) return value.text
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`)
  return `{${members.join(',')}}`
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
