import * as z from 'zod'
import { type FieldMark, marked } from './field-kind.js'

/** Why a value does not fit a field, in words that quote nothing of it. */
export class Misfit {
  constructor(readonly problem: string) {}
}

/** The schema of one of our kinds of fields. `read` is pure; its result is never undefined. */
export function fieldOf<T>(
  kind: NonNullable<FieldMark['kind']>,
  read: (value: unknown) => T | Misfit,
): z.ZodType<T, unknown> {
  const schema = z.transform<unknown, T>((value, context) => {
    const field = read(value)
    if (!(field instanceof Misfit)) return field
    context.issues.push({ code: 'custom', message: field.problem, input: value })
    return z.NEVER
  })
  return marked(schema, { kind, read })
}
