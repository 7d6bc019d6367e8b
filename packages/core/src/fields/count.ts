import * as z from 'zod'
import { isExactNumber } from '../numbers/exact-number.js'
import { marked } from './field-kind.js'

/** A count of things: a safe integer as a JavaScript number. Accepts the vendor's number or integer text; may be negative. */
export function count(): z.ZodType<number, unknown> {
  const schema = z.transform<unknown, number>((value, context) => {
    const parsed = integerOf(value)
    if (parsed !== undefined) return parsed
    context.issues.push({ code: 'custom', message: 'expected a whole number up to 2^53', input: value })
    return z.NEVER
  })
  return marked(schema, { kind: 'count' })
}

function integerOf(value: unknown): number | undefined {
  const text = isExactNumber(value) ? value.text : value
  const parsed = typeof text === 'string' && /^-?\d+(\.0+)?$/.test(text) ? Number(text) : text
  return typeof parsed === 'number' && Number.isSafeInteger(parsed) ? parsed : undefined
}
