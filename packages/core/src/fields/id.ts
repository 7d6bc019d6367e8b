import type * as z from 'zod'
import { isExactNumber } from '../numbers/exact-number.js'
import { fieldOf, Misfit } from './field-of.js'

/**
 * An identifier: always text, whatever its length. Accepts text, a safe integer, or the exact integer that the decoder
 * kept, so that a 19-digit id arrives digit for digit.
 */
export function id(): z.ZodType<string, string | number> {
  const schema = fieldOf<string>('id', (value) => {
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
    if (isExactNumber(value) && /^-?\d+$/.test(value.text)) return value.text
    return new Misfit(problemOf(value))
  })
  // It takes anything and reports what is no id; callers are shown the two types that make sense.
  return schema as unknown as z.ZodType<string, string | number>
}

function problemOf(value: unknown): string {
  if (value === undefined || value === null) return 'is missing'
  if (typeof value === 'number') return 'is a number that has lost digits: write the id in quotes'
  return 'expected an id (text or integer)'
}
