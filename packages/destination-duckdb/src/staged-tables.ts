import type { LedgerRow, QuarantinedRow, Restatement, WindowId } from '@outlay/core'
import type { AccountingDay } from './accounting-day.js'
import { CHARGE_COLUMNS } from './charge-columns.js'
import { QUARANTINE_COLUMNS } from './quarantine-columns.js'
import { RESTATEMENT_COLUMNS } from './restatement-columns.js'
import type { Origin, StagedRow } from './staged-row.js'
import { streamColumns, streamTable } from './stream-columns.js'
import { TableAppender } from './table-appender.js'
import { isWindow } from './window-filter.js'
import type { WriteConnection } from './write-connection.js'

/** The rows of one transaction on their way into the tables: one appender a table. */
export class StagedTables {
  readonly #streams = new Map<string, TableAppender<StagedRow>>()
  readonly #charges
  readonly #quarantine
  readonly #restatements

  constructor(
    private readonly writer: WriteConnection,
    private readonly dayOf: AccountingDay,
  ) {
    this.#charges = new TableAppender(writer, '_charges', CHARGE_COLUMNS)
    this.#quarantine = new TableAppender(writer, '_quarantine', QUARANTINE_COLUMNS)
    this.#restatements = new TableAppender(writer, '_restatements', RESTATEMENT_COLUMNS)
  }

  /** Adds rows and what they cost. */
  async write(origin: Origin, rows: readonly LedgerRow[]): Promise<void> {
    for (const name of new Set(rows.map(({ stream }) => stream.name))) {
      const own = rows.filter(({ stream }) => stream.name === name).map((row) => ({ origin, row }))
      if (own[0] !== undefined) await this.#appenderOf(own[0]).append(own)
    }
    const { dayOf } = this
    await this.#charges.append(
      rows.flatMap((row) => (row.charge === null ? [] : [{ origin, row, charge: row.charge, dayOf }])),
    )
  }

  async quarantine(origin: Origin, rows: readonly QuarantinedRow[]): Promise<void> {
    await this.#quarantine.append(rows.map((quarantined) => ({ origin, quarantined })))
  }

  /** Adds restatements. Nothing clears them. */
  async restate(origin: Origin, restatements: readonly Restatement[]): Promise<void> {
    await this.#restatements.append(restatements.map((restatement) => ({ origin, restatement })))
  }

  /** Deletes what the tables hold for a window. Rows that were added and not flushed stay: call `flush` where there are any. */
  async clear(
    { connection, partition, start }: WindowId,
    connector: string,
    streams: readonly string[],
  ): Promise<void> {
    const window = [connection, partition, start]
    for (const name of streams) {
      const table = streamTable(connector, name)
      await this.writer.connection.run(`delete from "${table}" where ${isWindow('_')}`, window)
      for (const own of ['_charges', '_quarantine']) {
        await this.writer.connection.run(`delete from ${own} where ${isWindow('')} and stream = $4`, [...window, name])
      }
    }
  }

  flush(): void {
    for (const appender of this.#all()) appender.flush()
  }

  close(): void {
    for (const appender of this.#all()) appender.close()
  }

  discard(): void {
    for (const appender of this.#all()) appender.discard()
  }

  #all(): readonly Pick<TableAppender<never>, 'flush' | 'close' | 'discard'>[] {
    return [...this.#streams.values(), this.#charges, this.#quarantine, this.#restatements]
  }

  #appenderOf({ origin, row }: StagedRow): TableAppender<StagedRow> {
    const table = streamTable(origin.connector, row.stream.name)
    const appender =
      this.#streams.get(table) ?? new TableAppender<StagedRow>(this.writer, table, streamColumns(row.stream))
    this.#streams.set(table, appender)
    return appender
  }
}
