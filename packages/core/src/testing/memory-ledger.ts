import type {
  Destination,
  LedgerRow,
  QuarantinedRow,
  Transaction,
  TransactionContext,
  WindowId,
  WindowState,
} from '../contract/destination.js'

interface Stored<T> {
  readonly window: WindowId
  readonly row: T
}

interface Content {
  readonly rows: readonly Stored<LedgerRow>[]
  readonly quarantined: readonly Stored<QuarantinedRow>[]
  readonly states: ReadonlyMap<string, WindowState>
}

/** A destination in memory whose commits are one assignment. Each of its calls can be made to fail. For tests. */
export class MemoryLedger implements Destination {
  readonly kind = 'memory'
  /** How many transactions were committed. */
  commits = 0
  /** Called before anything is done, by the name of the call; throw to make it fail. */
  before: (call: string) => void = () => {}
  loadState?: (connection: string) => Promise<readonly WindowState[]>
  #content: Content = { rows: [], quarantined: [], states: new Map() }
  #open = false

  /** `keepsState`: false for a destination that leaves state to the state store. */
  constructor(keepsState = true) {
    if (keepsState) this.loadState = async (connection) => this.#loadState(connection)
  }

  /** Rows as one readable line each, in order: what two ledgers are compared by. */
  lines(): readonly string[] {
    const key = ({ connection, endpoint, partition, start }: WindowId): string =>
      [connection, endpoint, partition, start].join(' ')
    return this.#content.rows
      .map(
        ({ window, row }) => `${key(window)} ${row.stream.name} ${row.key} ${JSON.stringify([row.record, row.charge])}`,
      )
      .sort()
  }

  rows(stream?: string): readonly LedgerRow[] {
    return this.#content.rows.map(({ row }) => row).filter((row) => stream === undefined || row.stream.name === stream)
  }

  quarantined(): readonly QuarantinedRow[] {
    return this.#content.quarantined.map(({ row }) => row)
  }

  states(): readonly WindowState[] {
    return [...this.#content.states.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  /** After a crash: what was not committed is gone. */
  reopen(): void {
    this.#open = false
    this.before = () => {}
  }

  async begin({ connection }: TransactionContext): Promise<Transaction> {
    this.before('begin')
    if (this.#open) throw new Error(`transactions overlap: ${connection.connection}`)
    this.#open = true
    let { rows, quarantined } = this.#content
    return {
      clear: async (window, streams) => {
        this.before('clear')
        const stays = (stored: Stored<LedgerRow | QuarantinedRow>): boolean =>
          idOf(stored.window) !== idOf(window) || !streams.includes(stored.row.stream.name)
        rows = rows.filter(stays)
        quarantined = quarantined.filter(stays)
      },
      write: async (window, added) => {
        this.before('write')
        rows = [...rows, ...added.map((row) => ({ window, row }))]
      },
      quarantine: async (window, added) => {
        this.before('quarantine')
        quarantined = [...quarantined, ...added.map((row) => ({ window, row }))]
      },
      commit: async (states) => {
        this.before('commit')
        const kept = this.loadState === undefined ? [] : states
        const merged = new Map([...this.#content.states, ...kept.map((state) => [idOf(state), state] as const)])
        this.#content = { rows, quarantined, states: merged }
        this.commits += 1
        this.#open = false
      },
      abort: async () => {
        this.before('abort')
        this.#open = false
      },
    }
  }

  #loadState(connection: string): readonly WindowState[] {
    this.before('loadState')
    return this.states().filter((state) => state.connection === connection)
  }
}

function idOf({ connection, endpoint, partition, start }: WindowId): string {
  return JSON.stringify([connection, endpoint, partition, start])
}
