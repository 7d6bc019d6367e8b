import * as z from 'zod'
import { fieldMark, inner } from '../fields/field-kind.js'
import type { JsonValue } from '../numbers/json-value.js'

/** A copy of `value` without the members that its schema marks `personal()`, at any depth; `value` itself where none is. */
export function withoutPersonal(value: JsonValue, schema: z.core.$ZodType): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  const forms = formsOf(schema)
  if (Array.isArray(value)) {
    const items = forms.flatMap((form) => (form instanceof z.ZodArray ? [form.element] : []))
    return items.reduce<JsonValue[]>((list, item) => list.map((member) => withoutPersonal(member, item)), value)
  }
  const shapes = forms.flatMap((form) => (form instanceof z.ZodObject ? [form.shape] : []))
  if (shapes.length === 0) return value
  const members = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
    const fields = shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name]] : []))
    if (fields.some((field) => fieldMark(field).personal)) return []
    return [[name, fields.reduce<JsonValue>(withoutPersonal, member)]]
  })
  return Object.fromEntries(members)
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
