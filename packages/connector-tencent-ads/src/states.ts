import type { JsonValue } from '@outlay/core'

/** Whether a row names a member, and not as null. */
export function states(raw: JsonValue, name: string): boolean {
  if (typeof raw !== 'object' || raw === null) return false
  return Object.entries(raw).some(([key, value]) => key === name && value !== null)
}
