import * as z from 'zod'
import { fieldMark, inner } from '../fields/field-kind.js'
import { isExactNumber } from '../numbers/exact-number.js'
import type { JsonValue } from '../numbers/json-value.js'

/** Takes the members that a schema marks `personal()`, at any depth, out of a copy of a value. */
export type PersonalRemoval = (value: JsonValue) => JsonValue

/** Looks a schema through once; undefined where it marks nothing personal. */
export function personalRemoval(schema: z.core.$ZodType): PersonalRemoval | undefined {
  const forms = formsOf(schema)
  const dropped = new Set<string>()
  const within = new Map<string, readonly PersonalRemoval[]>()
  for (const form of forms) {
    if (!(form instanceof z.ZodObject)) continue
    for (const [name, field] of Object.entries<z.core.$ZodType>(form.shape)) {
      const removal = personalRemoval(field)
      if (fieldMark(field).personal) dropped.add(name)
      else if (removal !== undefined) within.set(name, [...(within.get(name) ?? []), removal])
    }
  }
  const items = forms.flatMap((form) => (form instanceof z.ZodArray ? (personalRemoval(form.element) ?? []) : []))
  if (dropped.size === 0 && within.size === 0 && items.length === 0) return undefined
  return (value) => {
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return value
    if (Array.isArray(value)) return value.map((item) => all(items, item))
    const kept = Object.entries(value).filter(([name]) => !dropped.has(name))
    return Object.fromEntries(kept.map(([name, member]) => [name, all(within.get(name) ?? [], member)]))
  }
}

/** The names of the members that a schema marks `personal()`, at any depth. */
export function personalNames(schema: z.core.$ZodType): readonly string[] {
  return formsOf(schema).flatMap((form) => {
    if (form instanceof z.ZodArray) return personalNames(form.element)
    if (!(form instanceof z.ZodObject)) return []
    return Object.entries<z.core.$ZodType>(form.shape).flatMap(([name, field]) =>
      fieldMark(field).personal ? [name] : personalNames(field),
    )
  })
}

function all(removals: readonly PersonalRemoval[], value: JsonValue): JsonValue {
  return removals.reduce((left, remove) => remove(left), value)
}

/** What a schema may be once wrappers, pipes and unions are opened. */
function formsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const within = inner(schema)
  if (within !== undefined) return formsOf(within)
  if (schema instanceof z.ZodPipe) return [schema.def.in, schema.def.out].flatMap(formsOf)
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap(formsOf)
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right].flatMap(formsOf)
  return [schema]
}
