import type { Destination, WindowState } from '@outlay/core'
import type { ChargeFilter } from './charge-filter.js'
import { DuckdbLedger } from './duckdb-ledger.js'
import type { LedgerCharge } from './ledger-charge.js'
import type { TextRow } from './read-rows.js'
import type { Spend } from './sum-spend.js'
import type { UnpricedUnits } from './sum-unpriced.js'

/** What {@link duckdbDestination} takes. */
export interface DuckdbDestinationOptions {
  /** The ledger's file, made on `open` where there is none; its folder must exist. Relative to the working directory. */
  readonly path: string
}

/**
 * A ledger in one DuckDB file, which is destination and state store at once. Reads see what is committed, also while a
 * transaction is open, and may run beside one another. Every method but `open` and `close` needs an open ledger.
 */
export interface DuckdbDestination extends Destination {
  readonly kind: 'duckdb'
  /** What is known about a connection's windows, in no particular order; empty for a connection that never synced. */
  loadState(connection: string): Promise<readonly WindowState[]>
  /**
   * The charges that count: where several streams report the same spend, only those of the best rank (the view
   * `charges`). Ordered by connection, start of the period, SKU, stream and key; memory stays flat however many there are.
   *
   * @throws ConfigError for a bound that is no day or instant, OutlayError `LEDGER_FAILED` when the file cannot be read
   */
  charges(filter?: ChargeFilter): AsyncIterable<LedgerCharge>
  /** Exact sums per connection, currency and accounting day of the charges that count and have a price. Throws as `charges`. */
  spend(filter?: ChargeFilter): Promise<readonly Spend[]>
  /** What the charges that count and have no price add up to, per connection, SKU and unit: never zero cost. Throws as `charges`. */
  unpricedUnits(filter?: ChargeFilter): Promise<readonly UnpricedUnits[]>
  /**
   * The rows of one SELECT (or DESCRIBE, SHOW, EXPLAIN …) as DuckDB prints their values; nothing can be changed by it.
   *
   * @throws ConfigError with DuckDB's own message for SQL that fails, and for statements that do more than read
   */
  query(sql: string): Promise<readonly TextRow[]>
}

/**
 * The embedded ledger, made of one DuckDB file. Nothing is opened before `open`; `close` is the caller's.
 *
 * A file belongs to one process at a time: `open` throws a ConfigError that names the file and the other process. Within a
 * process several destinations may share a file, but not several worker threads.
 *
 * @example
 * import { duckdbDestination } from '@outlay/destination-duckdb'
 *
 * const ledger = duckdbDestination({ path: './outlay.duckdb' })
 * await ledger.open()
 * for (const { day, amount, currency } of await ledger.spend()) console.log(day, amount, currency)
 * await ledger.close()
 */
export function duckdbDestination(options: DuckdbDestinationOptions): DuckdbDestination {
  return new DuckdbLedger(options.path)
}
