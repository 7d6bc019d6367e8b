import {
  type Destination,
  encodeJson,
  type LedgerRow,
  type QuarantinedRow,
  type Transaction,
  type WindowId,
  type WindowState,
} from '@outlay/core'

/** What a ledger holds of one window and stream. */
export interface HeldWindow {
  readonly window: WindowId
  readonly stream: string
  readonly rows: readonly LedgerRow[]
  readonly quarantined: readonly QuarantinedRow[]
}

/** A destination in memory whose commit is one assignment; it keeps state with its rows. For tests. */
export class MemoryLedger implements Destination {
  readonly kind = 'memory'
  #held: ReadonlyMap<string, HeldWindow> = new Map()
  #states: ReadonlyMap<string, WindowState> = new Map()

  get windows(): readonly HeldWindow[] {
    return [...this.#held.values()]
  }

  get states(): readonly WindowState[] {
    return [...this.#states.values()]
  }

  rows(connection?: string): readonly LedgerRow[] {
    return this.windows
      .filter(({ window }) => connection === undefined || window.connection === connection)
      .flatMap(({ rows }) => rows)
  }

  quarantined(connection?: string): readonly QuarantinedRow[] {
    return this.windows
      .filter(({ window }) => connection === undefined || window.connection === connection)
      .flatMap(({ quarantined }) => quarantined)
  }

  /** Rows as one readable line each, in order: what two ledgers are compared by. */
  lines(): readonly string[] {
    return this.windows
      .flatMap(({ window: { connection, endpoint, partition, start }, rows }) =>
        rows.map(({ stream, key, record, charge }) =>
          encodeJson([connection, endpoint, partition, start, stream.name, key, record, charge]),
        ),
      )
      .sort()
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  async loadState(connection: string): Promise<readonly WindowState[]> {
    return this.states.filter((state) => state.connection === connection)
  }

  async begin(): Promise<Transaction> {
    const held = new Map(this.#held)
    const add = (window: WindowId, stream: string, more: Partial<HeldWindow>): void => {
      const key = `${idOf(window)} ${stream}`
      const before = held.get(key) ?? { window, stream, rows: [], quarantined: [] }
      const [rows, quarantined] = [more.rows ?? [], more.quarantined ?? []]
      held.set(key, {
        ...before,
        rows: [...before.rows, ...rows],
        quarantined: [...before.quarantined, ...quarantined],
      })
    }
    return {
      clear: async (window, streams) => {
        for (const stream of streams) held.delete(`${idOf(window)} ${stream}`)
      },
      write: async (window, rows) => {
        for (const row of rows) add(window, row.stream.name, { rows: [row] })
      },
      quarantine: async (window, rows) => {
        for (const row of rows) add(window, row.stream.name, { quarantined: [row] })
      },
      commit: async (states) => {
        this.#held = held
        this.#states = new Map([...this.#states, ...states.map((state) => [idOf(state), state] as const)])
      },
      abort: async () => {},
    }
  }
}

function idOf({ connection, endpoint, partition, start }: WindowId): string {
  return JSON.stringify([connection, endpoint, partition, start])
}
