import { isExactNumber } from '../numbers/exact-number.js'
import type { JsonValue } from '../numbers/json-value.js'

/** A member of a budget's state; undefined where a store gives back anything else. */
export function memberOf(state: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof state !== 'object' || state === null || Array.isArray(state) || isExactNumber(state)) return undefined
  return state[name]
}

/** A number in a budget's state. A store may decode fractions with our own decoder. */
export function numberOf(state: JsonValue | undefined, name: string): number | undefined {
  return numberIn(memberOf(state, name))
}

/** A list of numbers in a budget's state; empty for anything else. */
export function numbersOf(state: JsonValue | undefined, name: string): number[] {
  const value = memberOf(state, name)
  if (!Array.isArray(value)) return []
  return areNumbers(value) ? value : value.flatMap((item) => numberIn(item) ?? [])
}

/** A loop: this is asked of hundreds of numbers for every request. */
function areNumbers(values: JsonValue[]): values is number[] {
  for (let index = 0; index < values.length; index += 1) if (typeof values[index] !== 'number') return false
  return true
}

function numberIn(value: JsonValue | undefined): number | undefined {
  const number = isExactNumber(value) ? Number(value.text) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
