import type { DuckDBInstance } from '@duckdb/node-api'
import type { ConnectionInfo, Transaction, TransactionContext, WindowState } from '@outlay/core'
import type { ChargeFilter } from './charge-filter.js'
import type { DuckdbDestination } from './duckdb-destination.js'
import type { LedgerCharge } from './ledger-charge.js'
import { ledgerFailed, ledgerMisused } from './ledger-failed.js'
import { ensureSchema } from './ledger-schema.js'
import { LedgerTransaction } from './ledger-transaction.js'
import { type Database, openDatabase } from './open-database.js'
import { readCharges } from './read-charges.js'
import type { TextRow } from './read-rows.js'
import { registerConnection } from './register-connection.js'
import { runQuery } from './run-query.js'
import { ensureStreamTable } from './stream-table.js'
import { type Spend, sumSpend } from './sum-spend.js'
import { sumUnpriced, type UnpricedUnits } from './sum-unpriced.js'
import { loadWindowStates } from './window-states.js'
import { WriteConnection } from './write-connection.js'

/** The ledger behind {@link DuckdbDestination}: one connection writes, each reading has its own. */
export class DuckdbLedger implements DuckdbDestination {
  readonly kind = 'duckdb'
  readonly #path: string
  #database: (Database & { readonly writer: WriteConnection }) | undefined
  #isWriting = false
  #transaction: Transaction | undefined

  constructor(path: string) {
    this.#path = path
  }

  async open(): Promise<void> {
    if (this.#database !== undefined) return
    const { path, instance } = await openDatabase(this.#path)
    try {
      const writer = new WriteConnection(await instance.connect())
      await ensureSchema(writer.connection, path)
      this.#database = { path, instance, writer }
    } catch (error) {
      instance.closeSync()
      throw ledgerFailed(path, 'read', error)
    }
  }

  async prepare(connection: ConnectionInfo): Promise<void> {
    const { writer, path } = this.#opened()
    this.#startWriting()
    const ledger = writer.connection
    try {
      await ledger.run('begin transaction')
      await registerConnection(ledger, connection)
      for (const stream of connection.streams) await ensureStreamTable(ledger, stream)
      await ledger.run('commit')
    } catch (error) {
      await ledger.run('rollback').catch(() => undefined)
      throw ledgerFailed(path, 'written', error)
    } finally {
      this.#isWriting = false
    }
  }

  loadState(connection: string): Promise<readonly WindowState[]> {
    return this.#read((instance) => loadWindowStates(instance, connection))
  }

  async begin(context: TransactionContext): Promise<Transaction> {
    const { writer, path } = this.#opened()
    this.#startWriting()
    const ended = () => {
      this.#isWriting = false
      this.#transaction = undefined
    }
    try {
      this.#transaction = await LedgerTransaction.begin({ writer, path, ended }, context)
      return this.#transaction
    } catch (error) {
      ended()
      throw error
    }
  }

  async *charges(filter: ChargeFilter = {}): AsyncGenerator<LedgerCharge, void, undefined> {
    const { instance, path } = this.#opened()
    try {
      yield* readCharges(instance, filter)
    } catch (error) {
      throw ledgerFailed(path, 'read', error)
    }
  }

  spend(filter: ChargeFilter = {}): Promise<readonly Spend[]> {
    return this.#read((instance) => sumSpend(instance, filter))
  }

  unpricedUnits(filter: ChargeFilter = {}): Promise<readonly UnpricedUnits[]> {
    return this.#read((instance) => sumUnpriced(instance, filter))
  }

  query(sql: string): Promise<readonly TextRow[]> {
    return this.#read((instance) => runQuery(instance, sql))
  }

  /** An open transaction is aborted. Closing what is not open does nothing. */
  async close(): Promise<void> {
    if (this.#database === undefined) return
    await this.#transaction?.abort()
    const { writer, instance } = this.#database
    this.#database = undefined
    writer.connection.closeSync()
    instance.closeSync()
  }

  async #read<T>(work: (instance: DuckDBInstance) => Promise<T>): Promise<T> {
    const { instance, path } = this.#opened()
    try {
      return await work(instance)
    } catch (error) {
      throw ledgerFailed(path, 'read', error)
    }
  }

  #opened() {
    if (this.#database === undefined) throw ledgerMisused(`the ledger ${this.#path} is not open`)
    return this.#database
  }

  #startWriting(): void {
    if (this.#isWriting) throw ledgerMisused(`two transactions overlap in the ledger ${this.#path}`)
    this.#isWriting = true
  }
}
