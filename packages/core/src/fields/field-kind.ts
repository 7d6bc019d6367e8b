import type * as z from 'zod'

/** What a field holds, beyond its JavaScript type: destinations choose a column by it, and redaction and projection obey it. */
export interface FieldMark {
  readonly kind?: 'id' | 'money' | 'decimal' | 'count' | 'secret'
  /** What the schema does, without the schema: the field, or a Misfit. For the hot path. */
  readonly read?: (value: unknown) => unknown
  /** The field names or describes a person: kept out of everything unless the connection asks for it. */
  readonly personal?: boolean
}

/** Returns `schema` carrying `mark`; marks of inner schemas stay readable through {@link fieldMark}. */
export function marked<S extends z.ZodType>(schema: S, mark: FieldMark): S {
  return schema.meta({ ...schema.meta(), outlay: mark })
}

/** The marks of a schema, looked up through optional, nullable, default and readonly wrappers. */
export function fieldMark(schema: z.core.$ZodType): FieldMark {
  let found: FieldMark = {}
  for (let current: z.core.$ZodType | undefined = schema; current !== undefined; current = inner(current)) {
    found = { ...ownMark(current), ...found }
  }
  return found
}

/** The schema inside an optional, nullable, default or readonly wrapper; undefined where there is no wrapper. */
export function inner(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { def } = schema._zod
  return 'innerType' in def ? (def as z.core.$ZodOptionalDef).innerType : undefined
}

function ownMark(schema: z.core.$ZodType): FieldMark {
  const meta = 'meta' in schema && typeof schema.meta === 'function' ? (schema as z.ZodType).meta() : undefined
  return (meta?.outlay as FieldMark | undefined) ?? {}
}
