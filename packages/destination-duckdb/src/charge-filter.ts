import type { DuckDBValue } from '@duckdb/node-api'
import { ConfigError } from '@outlay/core'

/** Which charges are meant. Absent members leave out nothing. */
export interface ChargeFilter {
  /** Names of connections. An empty list means none. */
  readonly connections?: readonly string[] | undefined
  /**
   * Inclusive, by the start of the charge's period: an accounting day `YYYY-MM-DD` of the connection's own calendar, or an
   * instant in ISO 8601 with its zone.
   */
  readonly from?: string | undefined
  /** Exclusive, otherwise as {@link ChargeFilter.from}. */
  readonly to?: string | undefined
}

/** A condition in SQL on the columns of `charges`, and the values of its parameters from $1 on. */
export interface Condition {
  readonly sql: string
  readonly values: readonly DuckDBValue[]
}

/** The filter in SQL. Throws a ConfigError for a bound that is neither a day nor an instant. */
export function condition({ connections, from, to }: ChargeFilter): Condition {
  const values: DuckDBValue[] = [...(connections ?? [])]
  const named = values.map((_, index) => `$${index + 1}`)
  const parts = connections === undefined ? [] : [named.length === 0 ? 'false' : `connection in (${named.join(', ')})`]
  for (const [name, sign, text] of [
    ['from', '>=', from],
    ['to', '<', to],
  ] as const) {
    if (text === undefined) continue
    const { column, type, value } = bound(name, text)
    values.push(value)
    parts.push(`${column} ${sign} $${values.length}::${type}`)
  }
  return { sql: parts.length === 0 ? 'true' : parts.join(' and '), values }
}

function bound(name: string, text: string): { readonly column: string; readonly type: string; readonly value: string } {
  const instant = DAY.test(text) || INSTANT.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(instant)) {
    const value = new Date(instant).toISOString()
    if (!DAY.test(text)) return { column: 'period_start', type: 'TIMESTAMP', value }
    // JavaScript takes 2026-02-30 for March 2.
    if (value.startsWith(text)) return { column: 'accounting_day', type: 'DATE', value: text }
  }
  throw new ConfigError({
    message: `${name}: "${text}" is no date`,
    hint: 'Write a day (2026-11-01) or an instant with its zone (2026-11-01T08:00:00+08:00).',
  })
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/
