// The embedded ledger: one DuckDB file that holds rows and state.
export type { ChargeFilter } from './charge-filter.js'
export { type DuckdbDestination, type DuckdbDestinationOptions, duckdbDestination } from './duckdb-destination.js'
export type { LedgerCharge } from './ledger-charge.js'
export type { TextRow } from './read-rows.js'
export type { Spend } from './sum-spend.js'
export type { UnpricedUnits } from './sum-unpriced.js'
