import type * as z from 'zod'
import { isExactNumber } from '../numbers/exact-number.js'
import { fieldOf, Misfit } from './field-of.js'

/** A count of things: a safe integer as a JavaScript number. Accepts the vendor's number or integer text; may be negative. */
export function count(): z.ZodType<number, unknown> {
  return fieldOf<number>('count', (value) => integerOf(value) ?? new Misfit('expected a whole number up to 2^53'))
}

function integerOf(value: unknown): number | undefined {
  const text = isExactNumber(value) ? value.text : value
  const parsed = typeof text === 'string' && /^-?\d+(\.0+)?$/.test(text) ? Number(text) : text
  return typeof parsed === 'number' && Number.isSafeInteger(parsed) ? parsed : undefined
}
