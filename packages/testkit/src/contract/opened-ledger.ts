import {
  type Destination,
  encodeJson,
  type HeldRow,
  type LedgerRow,
  type Transaction,
  type WindowState,
} from '@outlay/core'
import type { FoundRow } from './destination-contract.js'
import { connectionInfo, windowOf } from './sample-rows.js'
import { stateOf } from './state-store-contract.js'

/** One scenario's ledger: an opened destination and short ways of writing to it. */
export class OpenedLedger<D extends Destination> {
  constructor(
    readonly destination: D,
    readonly readRows: ((destination: D, connection: string) => Promise<readonly FoundRow[]>) | undefined,
  ) {}

  async write(
    rows: readonly LedgerRow[],
    { connection = 'main', day = 1, end = 'commit' as 'commit' | 'abort' | 'leave', streams = ['usage'] } = {},
  ): Promise<Transaction> {
    const info = connectionInfo(connection)
    await this.destination.prepare?.(info)
    const transaction = await this.destination.begin({ runId: 'run-1', connection: info })
    const window = windowOf(connection, day)
    await transaction.clear(window, streams)
    await transaction.write(window, rows)
    if (end === 'commit') await transaction.commit([{ ...stateOf(connection, day), rows: rows.length }])
    if (end === 'abort') await transaction.abort()
    return transaction
  }

  /** The visible rows of one window, or of a connection where the author says how. */
  async rows(connection = 'main', day = 1): Promise<readonly FoundRow[]> {
    if (this.readRows !== undefined) return sorted(await this.readRows(this.destination, connection))
    return sorted(
      (await this.held(connection, day)).map(({ stream, key, amounts }) => ({
        stream,
        key,
        billed: amountText(amounts['charge.billed']),
      })),
    )
  }

  async held(connection = 'main', day = 1): Promise<readonly HeldRow[]> {
    const info = connectionInfo(connection)
    await this.destination.prepare?.(info)
    const transaction = await this.destination.begin({ runId: 'run-2', connection: info })
    const found: HeldRow[] = []
    try {
      for await (const row of transaction.held?.(windowOf(connection, day), ['usage', 'other_usage']) ?? [])
        found.push(row)
    } finally {
      await transaction.abort()
    }
    return found
  }

  async states(connection = 'main'): Promise<readonly WindowState[]> {
    return (await this.destination.loadState?.(connection)) ?? []
  }
}

function sorted(rows: readonly FoundRow[]): readonly FoundRow[] {
  return [...rows].sort((a, b) => (encodeJson([a.stream, a.key]) < encodeJson([b.stream, b.key]) ? -1 : 1))
}

function amountText(amount: HeldRow['amounts'][string] | undefined): string | null {
  if (amount === null || amount === undefined) return null
  return typeof amount === 'string' ? amount : amount.amount
}
