import { setImmediate } from 'node:timers/promises'
import type { DuckDBAppender } from '@duckdb/node-api'
import { type Column, inOrder } from './column.js'
import type { WriteConnection } from './write-connection.js'

/**
 * Adds rows to one table within the writer's open transaction; opened by the first row. It must be closed before the
 * commit, or discarded.
 */
export class TableAppender<Source> {
  #open: { readonly appender: DuckDBAppender; readonly columns: readonly Column<Source>[] } | undefined

  constructor(
    private readonly writer: WriteConnection,
    private readonly table: string,
    private readonly columns: readonly Column<Source>[],
  ) {}

  /** Throws a DataError for a value that does not fit; that row is not added. Other work gets its turn now and then. */
  async append(rows: readonly Source[]): Promise<void> {
    if (rows.length === 0) return
    this.#open ??= await this.#opened()
    const { appender, columns } = this.#open
    for (const [index, row] of rows.entries()) {
      if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await setImmediate()
      const cells = columns.map((column) => column.cell(row))
      for (const cell of cells) cell(appender)
      appender.endRow()
    }
  }

  /** Hands the rows to DuckDB, so that statements see them. */
  flush(): void {
    this.#open?.appender.flushSync()
  }

  close(): void {
    this.#open?.appender.closeSync()
    this.#open = undefined
  }

  /**
   * Drops what is not flushed, to be called before the rollback. Left to the garbage collector, an appender would write it
   * after the transaction's end.
   */
  discard(): void {
    const appender = this.#open?.appender
    this.#open = undefined
    appender?.clear()
    try {
      appender?.closeSync()
    } catch {
      // In a transaction that has failed nothing closes without an error; there is nothing left to write.
    }
  }

  async #opened() {
    const appender = await this.writer.connection.createAppender(this.table)
    const names = await this.writer.columnsOf(this.table, appender.columnCount)
    return { appender, columns: inOrder(names, this.columns) }
  }
}

const ROWS_A_TURN = 500
