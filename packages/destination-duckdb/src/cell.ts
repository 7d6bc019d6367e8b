import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  listValue,
} from '@duckdb/node-api'
import { encodeJson, isExactNumber, LEDGER_DIGITS } from '@outlay/core'
import { scaledDecimal } from './scaled-decimal.js'

/** One value of a row, checked, as DuckDB takes it. */
export type Cell = DuckDBValue

/** What is wrong with a value that a column cannot hold; whoever knows the column says where it stands. */
export class Misfit extends Error {
  override readonly name = 'Misfit'
}

/** Text as it is; numbers and booleans as their text. */
export function textCell(value: unknown): Cell {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return null
  if (isExactNumber(value)) return value.text
  if (SCALARS.has(typeof value)) return String(value)
  throw new Misfit('is no text')
}

export function countCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Misfit('is no whole number up to 2^53')
  return BigInt(value)
}

/** A decimal in DECIMAL(38,12), from its text or from a number as JavaScript prints it. Never rounded. */
export function decimalCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  const scaled = typeof value === 'string' || typeof value === 'number' ? scaledDecimal(String(value)) : undefined
  if (scaled === undefined) throw new Misfit(`is no decimal ${BOUNDS}`)
  return new DuckDBDecimalValue(scaled, WIDTH, LEDGER_DIGITS.fraction)
}

export function booleanCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value !== 'boolean') throw new Misfit('is neither true nor false')
  return value
}

/** A calendar date `YYYY-MM-DD`. */
export function dateCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  const midnight = typeof value === 'string' && DATE.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(midnight)) throw new Misfit('is no date YYYY-MM-DD')
  return new DuckDBDateValue(midnight / DAY_MS)
}

/** An instant in UTC, `YYYY-MM-DDTHH:mm:ssZ`, fractions of a second to the millisecond. */
export function instantCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  const instant = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant)) throw new Misfit('is no UTC instant YYYY-MM-DDTHH:mm:ssZ')
  return new DuckDBTimestampValue(BigInt(instant) * 1000n)
}

/** JSON text with every digit of every number. */
export function jsonCell(value: unknown): Cell {
  return value === undefined || value === null ? null : encodeJson(value)
}

export function textsCell(values: readonly string[]): Cell {
  return listValue([...values])
}

const SCALARS = new Set(['number', 'bigint', 'boolean'])
const WIDTH = LEDGER_DIGITS.integer + LEDGER_DIGITS.fraction
const BOUNDS = `of at most ${LEDGER_DIGITS.integer} digits before and ${LEDGER_DIGITS.fraction} after the point`
const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/
const DAY_MS = 86_400_000
