import type {
  HeldRow,
  LedgerRow,
  QuarantinedRow,
  Restatement,
  Transaction,
  TransactionContext,
  WindowId,
  WindowState,
} from '@outlay/core'
import { accountingDays } from './accounting-day.js'
import { heldRows } from './held-rows.js'
import { ledgerFailed, ledgerMisused } from './ledger-failed.js'
import { type Origin, originOf } from './staged-row.js'
import { StagedTables } from './staged-tables.js'
import { saveWindowStates } from './window-states.js'
import type { WriteConnection } from './write-connection.js'

/** What a transaction works on. */
export interface TransactionScope {
  /** In no transaction yet. */
  readonly writer: WriteConnection
  /** The file, for messages. */
  readonly path: string
  /** Called once, after the commit or the abort. */
  readonly ended: () => void
}

/** A transaction of the ledger. After a failure it can only be aborted: DuckDB would take a commit for a rollback, in silence. */
export class LedgerTransaction implements Transaction {
  readonly #tables: StagedTables
  readonly #written = new Set<string>()
  #state: 'open' | 'failed' | 'ended' = 'open'

  private constructor(
    private readonly scope: TransactionScope,
    private readonly context: TransactionContext,
  ) {
    this.#tables = new StagedTables(scope.writer, accountingDays(context.connection.billing))
  }

  static async begin(scope: TransactionScope, context: TransactionContext): Promise<LedgerTransaction> {
    const transaction = new LedgerTransaction(scope, context)
    await transaction.#attempt(() => scope.writer.connection.run('begin transaction'))
    return transaction
  }

  async *held(window: WindowId, streams: readonly string[]): AsyncGenerator<HeldRow, void, undefined> {
    this.#checkOpen()
    try {
      if (this.#written.has(identity(window))) this.#tables.flush()
      for (const stream of this.context.connection.streams) {
        if (streams.includes(stream.name)) yield* heldRows(this.scope.writer.connection, stream, window)
      }
    } catch (error) {
      throw this.#failed(error)
    }
  }

  restate(window: WindowId, restatements: readonly Restatement[]): Promise<void> {
    return this.#attempt(() => this.#tables.restate(this.#origin(window), restatements))
  }

  clear(window: WindowId, streams: readonly string[]): Promise<void> {
    return this.#attempt(async () => {
      if (this.#written.has(identity(window))) this.#tables.flush()
      await this.#tables.clear(window, this.context.connection.connector, streams)
    })
  }

  write(window: WindowId, rows: readonly LedgerRow[]): Promise<void> {
    return this.#attempt(async () => {
      this.#written.add(identity(window))
      await this.#tables.write(this.#origin(window), rows)
    })
  }

  quarantine(window: WindowId, rows: readonly QuarantinedRow[]): Promise<void> {
    return this.#attempt(async () => {
      this.#written.add(identity(window))
      await this.#tables.quarantine(this.#origin(window), rows)
    })
  }

  async commit(state: readonly WindowState[]): Promise<void> {
    await this.#attempt(async () => {
      await saveWindowStates(this.scope.writer, state)
      // Rows still in an appender at the commit would fall outside the transaction.
      this.#tables.close()
      await this.scope.writer.connection.run('commit')
    })
    this.#end()
  }

  async abort(): Promise<void> {
    if (this.#state === 'ended') return
    try {
      this.#tables.discard()
      await this.scope.writer.connection.run('rollback')
    } catch (error) {
      // A failed commit has rolled back already.
      if (!String(error).includes('no transaction is active')) throw ledgerFailed(this.scope.path, 'written', error)
    } finally {
      this.#end()
    }
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    this.#checkOpen()
    try {
      await work()
    } catch (error) {
      throw this.#failed(error)
    }
  }

  #checkOpen(): void {
    if (this.#state !== 'open') throw ledgerMisused(`the ledger's transaction has ${this.#state}`)
  }

  #failed(error: unknown): Error {
    this.#state = 'failed'
    return ledgerFailed(this.scope.path, 'written', error)
  }

  #end(): void {
    this.#state = 'ended'
    this.scope.ended()
  }

  #origin(window: WindowId): Origin {
    return originOf(this.context.connection.connector, this.context.runId, window)
  }
}

function identity({ connection, partition, start }: WindowId): string {
  return JSON.stringify([connection, partition, start])
}
