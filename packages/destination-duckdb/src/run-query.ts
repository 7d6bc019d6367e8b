import { type DuckDBConnection, type DuckDBInstance, StatementType } from '@duckdb/node-api'
import { ConfigError } from '@outlay/core'
import { allRows, type TextRow } from './read-rows.js'

/** The rows of one statement of the user's that only reads. Throws a ConfigError for anything else, and for SQL that fails. */
export async function runQuery(instance: DuckDBInstance, sql: string): Promise<readonly TextRow[]> {
  const connection = await instance.connect()
  try {
    if (!(await onlyReads(connection, sql))) {
      throw new ConfigError({
        code: 'QUERY_NOT_READ_ONLY',
        message: 'a query reads the ledger with one SELECT, DESCRIBE, SHOW or EXPLAIN; this one does more',
      })
    }
    await connection.run('begin transaction read only')
    return await allRows(connection, sql)
  } catch (error) {
    throw ConfigError.isInstance(error) ? error : queryFailed(error)
  } finally {
    connection.closeSync()
  }
}

async function onlyReads(connection: DuckDBConnection, sql: string): Promise<boolean> {
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1) return false
  const { statementType } = await statements.prepare(0)
  return statementType === StatementType.SELECT || statementType === StatementType.EXPLAIN
}

function queryFailed(cause: unknown): ConfigError {
  const said = cause instanceof Error ? cause.message : 'an unknown failure'
  return new ConfigError({ code: 'QUERY_FAILED', message: `the query failed: ${said}`, cause })
}
