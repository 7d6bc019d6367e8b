import * as z from 'zod'
import type { DriftedRecord } from '../contract/definition.js'
import { driftGuard } from './drift-guard.js'

/** Makes records without the fields that do not fit, out of a value and what its schema says against it. */
export type DriftedRecords = (value: unknown, error: z.ZodError) => DriftedRecord | undefined

/**
 * Records of a schema whose fields at fault are null. Undefined where the fault is no field's, where the schema is no plain
 * object, and where a check of the whole record reads such a field or fails without it: what is in doubt is kept aside.
 */
export function driftedRecords(schema: z.core.$ZodType): DriftedRecords {
  if (!(schema instanceof z.ZodObject)) return () => undefined
  const relaxedTo = relaxations(schema)
  return (value, error) => {
    const fields = [...new Set(error.issues.map(({ path: [name] }) => String(name)))].sort()
    if (error.issues.some(({ path }) => path.length === 0)) return undefined
    if (fields.some((name) => !Object.hasOwn(schema.shape, name))) return undefined
    const parsed = relaxedTo(fields).safeParse(value)
    return parsed.success && passes(schema, parsed.data, fields) ? { record: parsed.data, fields } : undefined
  }
}

/** The schema with some fields null, whatever stands there, and without its checks of the whole record. */
function relaxations(schema: z.ZodObject): (fields: readonly string[]) => z.ZodObject {
  let last: { readonly fields: string; readonly relaxed: z.ZodObject } | undefined
  return (fields) => {
    const wanted = JSON.stringify(fields)
    // A vendor that changes a field changes it in every record.
    if (last?.fields === wanted) return last.relaxed
    const lost = Object.fromEntries(fields.map((name) => [name, z.null().catch(null)]))
    const relaxed = schema.clone({ ...schema.def, shape: { ...schema.shape, ...lost }, checks: [] })
    last = { fields: wanted, relaxed }
    return relaxed
  }
}

/** Those checks did not run on the record as it came: its fields were at fault first. */
function passes(schema: z.ZodObject, record: object, fields: readonly string[]): boolean {
  const { checks = [] } = schema.def
  if (checks.length === 0) return true
  const guard = driftGuard()
  const guarded = guard.guarded(record, fields)
  try {
    const checked = z
      .custom<never>()
      .check(...checks)
      .safeParse(guarded)
    return checked.success && Object.is(checked.data, guarded) && guard.touched.size === 0
  } catch {
    return false
  }
}
