import * as z from 'zod'
import type { FieldInfo } from '../contract/destination.js'
import { fieldMark, inner } from '../fields/field-kind.js'

/** The columns of a record schema, in its order. */
export function fieldsOf(schema: z.ZodType): readonly FieldInfo[] {
  return Object.entries(shapeOf(schema)).map(([name, field]) => ({ name, type: typeOf(field) }))
}

/** The names of the fields marked `personal()`. */
export function personalFields(schema: z.ZodType): readonly string[] {
  return Object.entries(shapeOf(schema)).flatMap(([name, field]) => (fieldMark(field).personal ? [name] : []))
}

function shapeOf(schema: z.ZodType): Readonly<Record<string, z.core.$ZodType>> {
  return schema instanceof z.ZodObject ? schema.shape : {}
}

function typeOf(field: z.core.$ZodType): FieldInfo['type'] {
  const { kind } = fieldMark(field)
  if (kind === 'money' || kind === 'decimal' || kind === 'count') return kind
  if (kind === 'id') return 'string'
  return plainType(unwrapped(field))
}

function unwrapped(field: z.core.$ZodType): z.core.$ZodType {
  const within = inner(field)
  return within === undefined ? field : unwrapped(within)
}

const PLAIN: Readonly<Record<string, FieldInfo['type']>> = {
  string: 'string',
  enum: 'string',
  literal: 'string',
  boolean: 'boolean',
  int: 'count',
  number: 'count',
}

function plainType(field: z.core.$ZodType): FieldInfo['type'] {
  if (field instanceof z.ZodISODate) return 'date'
  return PLAIN[field._zod.def.type] ?? 'json'
}
