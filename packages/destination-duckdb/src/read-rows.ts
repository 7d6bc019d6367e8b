import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from '@duckdb/node-api'

/** A row by column, values as DuckDB prints them (`7.495948000000`, `2026-11-01 00:00:00`, `true`), null for NULL. */
export type TextRow = Readonly<Record<string, string | null>>

/**
 * The rows of a query, a few thousand in memory at a time. Each reading has a connection of its own: it sees what was
 * committed when it began, and nothing of a transaction that is open or has failed.
 */
export async function* readRows(
  instance: DuckDBInstance,
  sql: string,
  values: readonly DuckDBValue[] = [],
): AsyncGenerator<TextRow, void, undefined> {
  const connection = await instance.connect()
  try {
    yield* textRows(await connection.stream(sql, [...values]))
  } finally {
    connection.closeSync()
  }
}

/** All rows of a query, on a connection that may have an open transaction. */
export async function allRows(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<readonly TextRow[]> {
  const rows: TextRow[] = []
  for await (const row of textRows(await connection.stream(sql, [...values]))) rows.push(row)
  return rows
}

async function* textRows(result: DuckDBResult): AsyncGenerator<TextRow, void, undefined> {
  const names = result.deduplicatedColumnNames()
  for await (const chunk of result.yieldRows()) {
    for (const values of chunk) {
      yield Object.fromEntries(names.map((name, index) => [name, textOf(values[index])]))
    }
  }
}

function textOf(value: DuckDBValue | undefined): string | null {
  return value === undefined || value === null ? null : String(value)
}

/** The value of a column that is never null. Throws when it is: the file was changed by someone else. */
export function present(row: TextRow, name: string): string {
  const value = row[name]
  if (value === undefined || value === null) throw new TypeError(`the column ${name} holds no value`)
  return value
}
