import type { DuckDBConnection } from '@duckdb/node-api'
import { ConfigError } from '@outlay/core'
import { ADD_RESTATEMENTS } from './add-restatements.js'
import { CHARGE_COLUMNS, CHARGES_VIEW } from './charge-columns.js'
import { createTable } from './column.js'
import { QUARANTINE_COLUMNS } from './quarantine-columns.js'
import { allRows } from './read-rows.js'
import { RESTATEMENT_COLUMNS } from './restatement-columns.js'
import { ADD_PAGES, WINDOW_COLUMNS } from './window-states.js'

/** Each step takes the technical tables from one version to the next, the first of them from version 1. */
const STEPS: readonly (readonly string[])[] = [ADD_PAGES, ADD_RESTATEMENTS]

/** The version of the technical tables, in `_meta`. A change of them is one more step. */
const SCHEMA_VERSION = 1 + STEPS.length

/**
 * Makes the technical tables in a new file; those of an older version are brought up to date, in one transaction. Throws a
 * ConfigError for a ledger of a newer Outlay, and for a database that is none of Outlay's.
 */
export async function ensureSchema(connection: DuckDBConnection, path: string): Promise<void> {
  const tables = await allRows(
    connection,
    "select table_name from duckdb_tables() where schema_name = 'main' and not internal",
  )
  if (tables.some(({ table_name }) => table_name === '_meta')) return updateSchema(connection, path)
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
 * - `_restatements`: amounts that changed in windows that had ended.
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
  createTable('_restatements', RESTATEMENT_COLUMNS),
  CHARGES_VIEW,
  'commit',
]

async function updateSchema(connection: DuckDBConnection, path: string): Promise<void> {
  const [row] = await allRows(connection, "select value from _meta where name = 'schema_version'")
  const held = Number(row?.value)
  if (held === SCHEMA_VERSION) return
  if (!(Number.isInteger(held) && held > 0 && held < SCHEMA_VERSION)) throw otherVersion(path, row?.value)
  await connection.run('begin transaction')
  try {
    for (const statement of STEPS.slice(held - 1).flat()) await connection.run(statement)
    await connection.run(`update _meta set value = '${SCHEMA_VERSION}' where name = 'schema_version'`)
    await connection.run('commit')
  } catch (error) {
    await connection.run('rollback').catch(() => undefined) // why it failed says more than why it could not be undone
    throw error
  }
}

function otherVersion(path: string, version: string | null | undefined): ConfigError {
  return new ConfigError({
    code: 'LEDGER_VERSION',
    message: `the ledger ${path} has schema version ${version ?? 'unknown'}; this Outlay knows version ${SCHEMA_VERSION}`,
    hint: 'Update @outlay/destination-duckdb, or name another path: the file was left as it is.',
  })
}
