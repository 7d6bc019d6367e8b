import {
  DECIMAL,
  type DuckDBAppender,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'
import { DataError, encodeJson, isExactNumber, LEDGER_DIGITS } from '@outlay/core'
import { scaledDecimal } from './scaled-decimal.js'

/**
 * One value of a row, checked and ready: a row is appended only when all its cells exist, so that a value that does not
 * fit leaves no half row behind. `place` names the value in errors, as in `stream "usage", field "cost"`.
 */
export type Cell = (appender: DuckDBAppender) => void

export const nullCell: Cell = (appender) => appender.appendNull()

/** Text as it is; numbers and booleans as their text. */
export function textCell(value: unknown, place: string): Cell {
  if (value === undefined || value === null) return nullCell
  const text = isExactNumber(value) ? value.text : SCALARS.has(typeof value) ? String(value) : undefined
  if (text === undefined) throw misfit(place, 'is no text')
  return (appender) => appender.appendVarchar(text)
}

export function countCell(value: unknown, place: string): Cell {
  if (value === undefined || value === null) return nullCell
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw misfit(place, 'is no whole number up to 2^53')
  const count = BigInt(value)
  return (appender) => appender.appendBigInt(count)
}

/** A decimal in DECIMAL(38,12), from its text or from a number as JavaScript prints it. Never rounded. */
export function decimalCell(value: unknown, place: string): Cell {
  if (value === undefined || value === null) return nullCell
  const scaled = typeof value === 'string' || typeof value === 'number' ? scaledDecimal(String(value)) : undefined
  if (scaled === undefined) throw misfit(place, `is no decimal ${BOUNDS}`)
  const decimal = new DuckDBDecimalValue(scaled, WIDTH, LEDGER_DIGITS.fraction)
  return (appender) => appender.appendValue(decimal, DECIMAL_TYPE)
}

export function booleanCell(value: unknown, place: string): Cell {
  if (value === undefined || value === null) return nullCell
  if (typeof value !== 'boolean') throw misfit(place, 'is neither true nor false')
  return (appender) => appender.appendBoolean(value)
}

/** A calendar date `YYYY-MM-DD`. */
export function dateCell(value: unknown, place: string): Cell {
  if (value === undefined || value === null) return nullCell
  const midnight = typeof value === 'string' && DATE.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(midnight)) throw misfit(place, 'is no date YYYY-MM-DD')
  const date = new DuckDBDateValue(midnight / DAY_MS)
  return (appender) => appender.appendDate(date)
}

/** An instant in UTC, `YYYY-MM-DDTHH:mm:ssZ`, fractions of a second to the millisecond. */
export function instantCell(value: unknown, place: string): Cell {
  if (value === undefined || value === null) return nullCell
  const instant = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant)) throw misfit(place, 'is no UTC instant YYYY-MM-DDTHH:mm:ssZ')
  const timestamp = new DuckDBTimestampValue(BigInt(instant) * 1000n)
  return (appender) => appender.appendTimestamp(timestamp)
}

/** JSON text with every digit of every number. */
export function jsonCell(value: unknown): Cell {
  if (value === undefined || value === null) return nullCell
  const text = encodeJson(value)
  return (appender) => appender.appendVarchar(text)
}

export function textsCell(values: readonly string[]): Cell {
  const list = listValue([...values])
  return (appender) => appender.appendValue(list, TEXTS_TYPE)
}

function misfit(place: string, problem: string): DataError {
  return new DataError({
    code: 'LEDGER_MISFIT',
    message: `${place} ${problem}`,
    hint: 'Report this to the author of the connector: its record should have refused the value.',
    stops: 'window',
  })
}

const SCALARS = new Set(['string', 'number', 'bigint', 'boolean'])
const WIDTH = LEDGER_DIGITS.integer + LEDGER_DIGITS.fraction
const BOUNDS = `of at most ${LEDGER_DIGITS.integer} digits before and ${LEDGER_DIGITS.fraction} after the point`
// Making a type for every value would take half of the time that an append does.
const DECIMAL_TYPE = DECIMAL(WIDTH, LEDGER_DIGITS.fraction)
const TEXTS_TYPE = LIST(VARCHAR)
const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/
const DAY_MS = 86_400_000
