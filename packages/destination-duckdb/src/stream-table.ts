import type { DuckDBConnection } from '@duckdb/node-api'
import { ConfigError, type StreamInfo } from '@outlay/core'
import { type Column, createTable, definition, quoted } from './column.js'
import { allRows } from './read-rows.js'
import { streamColumns, streamTable } from './stream-columns.js'

/**
 * Makes a stream's table, or adds the columns that are new. A column is never dropped or changed. Throws a ConfigError
 * when the name belongs to something else, or when a column holds another type than the field now has.
 */
export async function ensureStreamTable(connection: DuckDBConnection, stream: StreamInfo): Promise<void> {
  const table = streamTable(stream.connector, stream.name)
  const columns = streamColumns(stream)
  const held = await allRows(
    connection,
    'select column_name, data_type from duckdb_columns() where schema_name = $1 and lower(table_name) = $2',
    ['main', table],
  )
  const [owner] = await allRows(connection, 'select connector, stream from _streams where table_name = $1', [table])
  if (held.length > 0 && (owner?.connector !== stream.connector || owner.stream !== stream.name)) {
    const other = owner === undefined ? 'something else' : `the stream "${owner.stream}" of ${owner.connector}`
    throw refused(
      stream,
      `needs the table ${table}, which belongs to ${other}`,
      'Give one of the two a ledger of its own.',
    )
  }
  if (held.length === 0) {
    await connection.run(createTable(table, columns))
    await connection.run('insert into _streams values ($1, $2, $3)', [table, stream.connector, stream.name])
    return
  }
  const types = new Map(held.map((row) => [String(row.column_name).toLowerCase(), String(row.data_type)]))
  for (const column of columns) await ensureColumn(connection, stream, table, column, types)
}

async function ensureColumn(
  connection: DuckDBConnection,
  stream: StreamInfo,
  table: string,
  column: Column<never>,
  types: ReadonlyMap<string, string>,
): Promise<void> {
  const type = types.get(column.name.toLowerCase())
  if (type === column.type) return
  if (type === undefined) {
    await connection.run(`alter table ${quoted(table)} add column ${definition(column)}`)
    return
  }
  throw refused(
    stream,
    `now has ${column.type} in "${column.name}", and the ledger's table ${table} holds ${type}`,
    'Use the version of the connector that made the ledger, or a new ledger.',
  )
}

function refused({ connector, name }: StreamInfo, problem: string, hint: string): ConfigError {
  return new ConfigError({
    code: 'LEDGER_NAME_CLASH',
    message: `${connector}: the stream "${name}" ${problem}`,
    hint,
  })
}
