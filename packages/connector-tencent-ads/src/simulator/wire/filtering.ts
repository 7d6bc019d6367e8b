import { Refusal } from './refusal.js'
import { WireNumber } from './wire-json.js'

/** One accepted condition: the field's value must be among `values`. */
export interface Filter {
  readonly field: string
  readonly values: ReadonlySet<string>
}

/** What an endpoint allows in `filtering`. */
export interface FilterRule {
  readonly field: string | undefined
  /** Operators, each with the most values that it takes. */
  readonly operators: Readonly<Record<string, number>>
  readonly maxFilters: number
  /** @throws Refusal where a value is not one that the field can have. */
  readonly check: (value: string) => void
}

/** The conditions in decoded `filtering` JSON; absent or `[]` is none. All of them must hold. @throws Refusal */
export function parseFiltering(json: unknown, rule: FilterRule): readonly Filter[] {
  if (json === undefined) return []
  if (!Array.isArray(json)) throw new Refusal(18002, 'filtering')
  if (json.length > rule.maxFilters) throw new Refusal(18003, 'filtering')
  return json.map((item: unknown) => parseFilter(item, rule))
}

function parseFilter(item: unknown, rule: FilterRule): Filter {
  const { field, operator, values } = members(item, 'filtering', ['field', 'operator', 'values'])
  if (typeof field !== 'string' || typeof operator !== 'string') throw new Refusal(18002, 'filtering')
  if (field !== rule.field) throw new Refusal(18009, 'field')
  const most = Object.hasOwn(rule.operators, operator) ? rule.operators[operator] : undefined
  if (most === undefined) throw new Refusal(18009, 'operator')
  if (!Array.isArray(values)) throw new Refusal(18002, 'values')
  if (values.length < 1) throw new Refusal(18012, 'values')
  if (values.length > most) throw new Refusal(18003, 'values')
  const texts = values.map(valueText)
  for (const text of texts) rule.check(text)
  return { field, values: new Set(texts) }
}

// Documented as strings, but the vendor's own example sends numbers.
function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof WireNumber) return value.literal
  throw new Refusal(18002, 'values')
}

/** A decoded struct with exactly these members. @throws Refusal 18002 no struct, 18009 unknown member, 18001 missing member */
export function members(json: unknown, field: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || json instanceof WireNumber) {
    throw new Refusal(18002, field)
  }
  const found: Record<string, unknown> = { ...json }
  for (const name of Object.keys(found)) if (!names.includes(name)) throw new Refusal(18009, name)
  for (const name of names) if (found[name] === undefined) throw new Refusal(18001, name)
  return found
}
