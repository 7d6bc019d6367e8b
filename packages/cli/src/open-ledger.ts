import type { DuckdbDestination } from '@outlay/destination-duckdb'
import type { DestinationValues } from './config/outlay-config.js'

/** Opens the ledger; DuckDB is loaded here and no earlier. Throws a ConfigError where the file cannot be used. Close it when done. */
export async function openLedger({ path }: DestinationValues): Promise<DuckdbDestination> {
  const { duckdbDestination } = await import('@outlay/destination-duckdb')
  const destination = duckdbDestination({ path })
  await destination.open()
  return destination
}
