import { setImmediate } from 'node:timers/promises'
import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api'
import { DataError } from '@outlay/core'
import { type Cell, Misfit } from './cell.js'
import { type Column, inOrder } from './column.js'
import type { WriteConnection } from './write-connection.js'

/**
 * Adds rows to one table within the writer's open transaction; opened by the first row. It must be closed before the
 * commit, or discarded.
 */
export class TableAppender<Source> {
  #open: OpenAppender<Source> | undefined

  constructor(
    private readonly writer: WriteConnection,
    private readonly table: string,
    private readonly columns: readonly Column<Source>[],
  ) {}

  /** Throws a DataError for a value that does not fit; then it can only be discarded. Other work gets its turn now and then. */
  async append(rows: readonly Source[]): Promise<void> {
    if (rows.length === 0) return
    this.#open ??= await this.#opened()
    for (const [index, row] of rows.entries()) {
      if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await setImmediate()
      addRow(this.#open, row)
    }
  }

  /** Hands the rows to DuckDB, so that statements see them. */
  flush(): void {
    if (this.#open === undefined) return
    handOver(this.#open)
    this.#open.appender.flushSync()
  }

  close(): void {
    if (this.#open !== undefined) handOver(this.#open)
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

  async #opened(): Promise<OpenAppender<Source>> {
    const appender = await this.writer.connection.createAppender(this.table)
    const names = await this.writer.columnsOf(this.table, appender.columnCount)
    const columns = inOrder(names, this.columns)
    return {
      appender,
      columns,
      types: columns.map((_, index) => appender.columnType(index)),
      cells: columns.map(() => []),
      rows: 0,
    }
  }
}

/** An appender and the rows that it has not been given yet, column by column: DuckDB takes many rows at once in less time. */
interface OpenAppender<Source> {
  readonly appender: DuckDBAppender
  readonly columns: readonly Column<Source>[]
  readonly types: readonly DuckDBType[]
  readonly cells: Cell[][]
  rows: number
}

function addRow<Source>(open: OpenAppender<Source>, row: Source): void {
  const { columns, cells } = open
  for (const [index, column] of columns.entries()) {
    try {
      cells[index]?.push(column.cell(row))
    } catch (error) {
      throw error instanceof Misfit ? misfit(column.place(row), error) : error
    }
  }
  open.rows += 1
  if (open.rows === ROWS_A_CHUNK) handOver(open)
}

function handOver<Source>(open: OpenAppender<Source>): void {
  if (open.rows === 0) return
  const chunk = DuckDBDataChunk.create(open.types, open.rows)
  for (const [index, cells] of open.cells.entries()) {
    chunk.setColumnValues(index, cells)
    cells.length = 0
  }
  open.rows = 0
  open.appender.appendDataChunk(chunk)
}

function misfit(place: string, { message }: Misfit): DataError {
  return new DataError({
    code: 'LEDGER_MISFIT',
    message: `${place} ${message}`,
    hint: 'Report this to the author of the connector: its record should have refused the value.',
    stops: 'window',
  })
}

const ROWS_A_TURN = 500

/** The size of DuckDB's own vectors: a chunk holds no more. */
const ROWS_A_CHUNK = 2048
