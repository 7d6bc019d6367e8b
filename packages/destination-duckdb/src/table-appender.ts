import { setImmediate } from 'node:timers/promises'
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import { type Column, inOrder } from './column.js'

/** Adds rows to one table within the connection's open transaction. It must be closed before the commit, or discarded. */
export class TableAppender<Source> {
  private constructor(
    private readonly appender: DuckDBAppender,
    private readonly columns: readonly Column<Source>[],
  ) {}

  /** @param names - the table's columns, in its order */
  static async open<Source>(
    connection: DuckDBConnection,
    table: string,
    names: readonly string[],
    columns: readonly Column<Source>[],
  ): Promise<TableAppender<Source>> {
    return new TableAppender(await connection.createAppender(table), inOrder(names, columns))
  }

  /** Throws a DataError for a value that does not fit; that row is not added. Other work gets its turn now and then. */
  async append(rows: readonly Source[]): Promise<void> {
    for (const [index, row] of rows.entries()) {
      if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await setImmediate()
      const cells = this.columns.map((column) => column.cell(row))
      for (const cell of cells) cell(this.appender)
      this.appender.endRow()
    }
  }

  /** Hands the rows to DuckDB, so that statements see them. */
  flush(): void {
    this.appender.flushSync()
  }

  close(): void {
    this.appender.closeSync()
  }

  /** Drops what is not flushed. Left to the garbage collector, an appender would write it after the transaction's end. */
  discard(): void {
    this.appender.clear()
    this.appender.closeSync()
  }
}

const ROWS_A_TURN = 500
