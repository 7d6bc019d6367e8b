import type * as z from 'zod'
import { marked } from './field-kind.js'

/**
 * Marks a field that names or describes a person. It is absent from records, raw copies, quarantine, logs and fixtures
 * unless the connection's config says `personalData: true`; hence the field is always optional.
 */
export function personal<S extends z.ZodType>(schema: S): z.ZodOptional<S> {
  return marked(schema.optional(), { personal: true })
}
