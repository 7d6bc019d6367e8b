import * as z from 'zod'
import { fieldMark } from '../fields/field-kind.js'
import { Misfit } from '../fields/field-of.js'
import { growObject, objectMaker } from '../numbers/object-maker.js'

type Members = Readonly<Record<string, unknown>>

/**
 * Reads the fields of a record in one pass: out of what is stamped over it, else out of the vendor's own, without a copy
 * of either. What it gives is what the schema gives; undefined means that a field does not fit, or that only the schema
 * can tell: then ask the schema.
 */
export type RecordReader = (raw: Members, stamp: Members | undefined) => Members | undefined

/** The reader of a schema that takes whole values, such as replies. */
export function valueReader(schema: z.ZodType): ((value: unknown) => unknown) | undefined {
  const reader = within(recordReader(schema))
  return (
    reader &&
    ((value) => {
      const read = reader(value)
      return read instanceof Misfit ? undefined : read
    })
  )
}

/** The reader of a schema, looked through once; undefined for one that is more than an object of fields. */
export function recordReader(schema: z.ZodType): RecordReader | undefined {
  if (!(schema instanceof z.ZodObject) || schema.def.catchall !== undefined || hasChecks(schema)) return undefined
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape
  const names = Object.keys(shape)
  if (names.some((name) => name in Object.prototype)) return undefined
  const fields = Object.entries(shape).map(([name, field]) => ({ name, ...readingOf(field) }))
  const make = objectMaker(names)
  return (raw, stamp) => {
    const values = new Array<unknown>(fields.length)
    let isWhole = true
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index]
      if (field === undefined) continue
      const isStamped = stamp !== undefined && field.name in stamp
      const value = isStamped ? stamp[field.name] : raw[field.name]
      if (value === undefined) {
        if (!field.mayLack || isStamped || field.name in raw) return undefined
        isWhole = false
      } else {
        const read = value === null && field.mayBeNull ? null : field.read(value)
        if (read === undefined || read instanceof Misfit) return undefined
        values[index] = read
      }
    }
    return isWhole ? make(values) : growObject(names, values)
  }
}

/** How one field is read. */
interface FieldReading {
  /** An absent field is no fault, and nothing stands in for it. */
  readonly mayLack: boolean
  readonly mayBeNull: boolean
  /** The field of a value; a Misfit, or undefined, where the schema must be asked. */
  readonly read: (value: unknown) => unknown
}

function readingOf(schema: z.core.$ZodType): FieldReading {
  const { optin, optout } = schema._zod
  let mayBeNull = false
  let bare = schema
  while (!hasChecks(bare) && (bare instanceof z.ZodOptional || bare instanceof z.ZodNullable)) {
    mayBeNull ||= bare instanceof z.ZodNullable
    bare = bare.def.innerType
  }
  return { mayLack: optin === 'optional' && optout === 'optional', mayBeNull, read: shortcut(bare) ?? asking(bare) }
}

/** The commonest fields are read without their schema. */
function shortcut(schema: z.core.$ZodType): FieldReading['read'] | undefined {
  if (hasChecks(schema)) return undefined
  if (schema instanceof z.ZodTransform) return fieldMark(schema).read
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodUnknown) {
    return (value) => (Array.isArray(value) ? value : MISFIT)
  }
  if (schema instanceof z.ZodObject) return within(recordReader(schema))
  if (schema instanceof z.ZodString && schema.format === null && !schema.def.coerce) {
    return (value) => (typeof value === 'string' ? value : MISFIT)
  }
  return undefined
}

function within(reader: RecordReader | undefined): FieldReading['read'] | undefined {
  return reader && ((value) => (isMembers(value) ? reader(value, undefined) : MISFIT))
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Dates, states and their like repeat from record to record: the answer to the last plain value is kept. */
function asking(schema: z.core.$ZodType): FieldReading['read'] {
  let last: { readonly value: unknown; readonly field: unknown } | undefined
  return (value) => {
    if (last !== undefined && last.value === value) return last.field
    const parsed = z.safeParse(schema, value)
    if (!parsed.success) return MISFIT
    if (isPlain(value) && isPlain(parsed.data)) last = { value, field: parsed.data }
    return parsed.data
  }
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function'
}

function hasChecks(schema: z.core.$ZodType): boolean {
  return (schema._zod.def.checks?.length ?? 0) > 0
}

const MISFIT = new Misfit('')
