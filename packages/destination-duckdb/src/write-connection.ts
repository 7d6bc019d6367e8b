import type { DuckDBConnection } from '@duckdb/node-api'
import { quoted } from './column.js'

/** The one connection of a ledger that writes, and what it has learnt about the tables. */
export class WriteConnection {
  readonly #columns = new Map<string, readonly string[]>()

  constructor(readonly connection: DuckDBConnection) {}

  /**
   * The names of a table's columns, in its order: versions of a connector may have added some. Columns are only ever added,
   * so that their number tells whether the known ones are all.
   */
  async columnsOf(table: string, count: number): Promise<readonly string[]> {
    const known = this.#columns.get(table)
    if (known?.length === count) return known
    const names = (await this.connection.run(`select * from ${quoted(table)} limit 0`)).columnNames()
    this.#columns.set(table, names)
    return names
  }
}
