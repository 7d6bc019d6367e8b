import * as z from 'zod'
import { isExactNumber } from '../numbers/exact-number.js'
import { marked } from './field-kind.js'

/**
 * An identifier: always text, whatever its length. Accepts text, a safe integer, or the exact integer that the decoder
 * kept, so that a 19-digit id arrives digit for digit.
 */
export function id(): z.ZodType<string, string | number> {
  const schema = z.transform<unknown, string>((value, context) => {
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
    if (isExactNumber(value) && /^-?\d+$/.test(value.text)) return value.text
    context.issues.push({ code: 'custom', message: problemOf(value), input: value })
    return z.NEVER
  })
  // The transform takes anything and reports what is no id; callers are shown the two types that make sense.
  return marked(schema as unknown as z.ZodType<string, string | number>, { kind: 'id' })
}

function problemOf(value: unknown): string {
  if (value === undefined || value === null) return 'is missing'
  if (typeof value === 'number') return 'is a number that has lost digits: write the id in quotes'
  return 'expected an id (text or integer)'
}
