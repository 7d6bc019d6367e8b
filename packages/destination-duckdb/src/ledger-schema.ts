import type { DuckDBConnection } from '@duckdb/node-api'
import { ConfigError } from '@outlay/core'
import { CHARGE_COLUMNS, CHARGES_VIEW } from './charge-columns.js'
import { createTable } from './column.js'
import { QUARANTINE_COLUMNS } from './quarantine-columns.js'
import { allRows } from './read-rows.js'
import { WINDOW_COLUMNS } from './window-states.js'

/** The version of the technical tables, in `_meta`. A change of them raises it. */
export const SCHEMA_VERSION = 1

/**
 * Makes the technical tables in a new file; in a ledger it only checks the version. Throws a ConfigError for a ledger of
 * a newer Outlay, and for a database that is none of Outlay's.
 */
export async function ensureSchema(connection: DuckDBConnection, path: string): Promise<void> {
  const tables = await allRows(
    connection,
    "select table_name from duckdb_tables() where schema_name = 'main' and not internal",
  )
  if (tables.some(({ table_name }) => table_name === '_meta')) return checkVersion(connection, path)
  if (tables.length > 0) {
    throw new ConfigError({
      code: 'LEDGER_FOREIGN',
      message: `${path} is a DuckDB database, but no ledger of Outlay's`,
      hint: 'Name another path: the file was left as it is.',
    })
  }
  for (const statement of STATEMENTS) await connection.run(statement)
}

/**
 * - `_meta`: facts about the file; `schema_version`.
 * - `_connections`: what `prepare` was told of each connection, its billing profile as JSON.
 * - `_streams`: which stream a table belongs to.
 * - `_windows`: the state, one row a window.
 * - `_charges` and the view `charges`: what records cost, and the part of it that counts.
 * - `_quarantine`: records that do not fit, with the reasons.
 */
const STATEMENTS: readonly string[] = [
  'begin transaction',
  'create table _meta (name VARCHAR, value VARCHAR)',
  `insert into _meta values ('schema_version', '${SCHEMA_VERSION}')`,
  'create table _connections (connection VARCHAR, connector VARCHAR, billing JSON)',
  'create table _streams (table_name VARCHAR, connector VARCHAR, stream VARCHAR)',
  createTable('_windows', WINDOW_COLUMNS),
  createTable('_charges', CHARGE_COLUMNS),
  createTable('_quarantine', QUARANTINE_COLUMNS),
  CHARGES_VIEW,
  'commit',
]

async function checkVersion(connection: DuckDBConnection, path: string): Promise<void> {
  const [row] = await allRows(connection, "select value from _meta where name = 'schema_version'")
  if (row?.value === String(SCHEMA_VERSION)) return
  throw new ConfigError({
    code: 'LEDGER_VERSION',
    message: `the ledger ${path} has schema version ${row?.value ?? 'unknown'}; this Outlay knows version ${SCHEMA_VERSION}`,
    hint: 'Update @outlay/destination-duckdb, or name another path: the file was left as it is.',
  })
}
