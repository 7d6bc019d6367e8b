import type {
  Destination,
  LedgerRow,
  QuarantinedRow,
  Transaction,
  TransactionContext,
  WindowId,
  WindowState,
} from '../contract/destination.js'
import type { HeldRow, Restatement } from '../contract/restatement.js'
import { amountFields } from '../engine/row-amounts.js'

/** What the ledger holds for one window and stream. */
interface Held {
  readonly window: WindowId
  readonly rows: readonly LedgerRow[]
  readonly quarantined: readonly QuarantinedRow[]
}

/** A restatement with its window and run. */
export interface KeptRestatement extends Restatement {
  readonly window: WindowId
  readonly runId: string
}

interface Content {
  readonly held: ReadonlyMap<string, Held>
  readonly restatements: readonly KeptRestatement[]
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
  #content: Content = { held: new Map(), restatements: [], states: new Map() }
  #open = false

  /** `keepsState`: false for a destination that leaves state to the state store. */
  constructor(keepsState = true) {
    if (keepsState) this.loadState = async (connection) => this.#loadState(connection)
  }

  /** Rows as one readable line each, in order: what two ledgers are compared by. */
  lines(): readonly string[] {
    const lines = [...this.#content.held.values()].flatMap(({ window, rows }) => {
      const { connection, endpoint, partition, start } = window
      const place = [connection, endpoint, partition, start].join(' ')
      return rows.map((row) => `${place} ${row.stream.name} ${row.key} ${JSON.stringify([row.record, row.charge])}`)
    })
    return lines.sort()
  }

  rows(stream?: string): readonly LedgerRow[] {
    const rows = [...this.#content.held.values()].flatMap((held) => held.rows)
    return stream === undefined ? rows : rows.filter((row) => row.stream.name === stream)
  }

  quarantined(): readonly QuarantinedRow[] {
    return [...this.#content.held.values()].flatMap((held) => held.quarantined)
  }

  restatements(): readonly KeptRestatement[] {
    return this.#content.restatements
  }

  states(): readonly WindowState[] {
    return [...this.#content.states.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  /** Another ledger that holds the same. */
  copy(): MemoryLedger {
    const copy = new MemoryLedger(this.loadState !== undefined)
    copy.#content = this.#content
    return copy
  }

  /** After a crash: what was not committed is gone. */
  reopen(): void {
    this.#open = false
    this.before = () => {}
  }

  async begin({ connection, runId }: TransactionContext): Promise<Transaction> {
    this.before('begin')
    if (this.#open) throw new Error(`transactions overlap: ${connection.connection}`)
    this.#open = true
    const held = new Map(this.#content.held)
    const restatements = [...this.#content.restatements]
    const before = this.before
    const add = (window: WindowId, stream: string, added: Partial<Held>): void => {
      const key = `${idOf(window)} ${stream}`
      const { rows = [], quarantined = [] } = held.get(key) ?? {}
      held.set(key, {
        window,
        rows: [...rows, ...(added.rows ?? [])],
        quarantined: [...quarantined, ...(added.quarantined ?? [])],
      })
    }
    return {
      held: async function* (window, streams) {
        before('held')
        for (const stream of streams) yield* (held.get(`${idOf(window)} ${stream}`)?.rows ?? []).map(heldRow)
      },
      restate: async (window, some) => {
        this.before('restate')
        restatements.push(...some.map((restatement) => ({ ...restatement, window, runId })))
      },
      clear: async (window, streams) => {
        this.before('clear')
        for (const stream of streams) held.delete(`${idOf(window)} ${stream}`)
      },
      write: async (window, rows) => {
        this.before('write')
        for (const [stream, some] of byStream(rows)) add(window, stream, { rows: some })
      },
      quarantine: async (window, rows) => {
        this.before('quarantine')
        for (const [stream, some] of byStream(rows)) add(window, stream, { quarantined: some })
      },
      commit: async (states) => {
        this.before('commit')
        const kept = this.loadState === undefined ? [] : states
        const merged = new Map([...this.#content.states, ...kept.map((state) => [idOf(state), state] as const)])
        this.#content = { held, restatements, states: merged }
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

function heldRow(row: LedgerRow): HeldRow {
  const amounts = amountFields(row.stream).map(({ name, of }) => [name, of(row)] as const)
  return { stream: row.stream.name, key: row.key, amounts: Object.fromEntries(amounts) }
}

function idOf({ connection, endpoint, partition, start }: WindowId): string {
  return JSON.stringify([connection, endpoint, partition, start])
}

function byStream<Row extends LedgerRow | QuarantinedRow>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const grouped = new Map<string, Row[]>()
  for (const row of rows) {
    const group = grouped.get(row.stream.name) ?? []
    group.push(row)
    grouped.set(row.stream.name, group)
  }
  return grouped
}
