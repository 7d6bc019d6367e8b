import { parseWhen } from '@outlay/core'

/** Whether a value is a point of time as core reads it. */
export function isWhen(value: unknown): value is string {
  return typeof value === 'string' && parseWhen(value) !== undefined
}
