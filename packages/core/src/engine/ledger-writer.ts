import type {
  ConnectionInfo,
  Destination,
  StateStore,
  Transaction,
  WindowId,
  WindowState,
} from '../contract/destination.js'
import type { RestatedStream } from '../contract/restatement.js'
import type { Mutex } from './mutex.js'
import type { WindowContent } from './read-window.js'
import { restateWindow } from './restate-window.js'

/** Something to commit: a window's new content with its state, or state alone. */
export interface Commit {
  readonly id: WindowId
  readonly state: WindowState
  /** Absent: only the state changes. */
  readonly content?: WindowContent
  /** Streams of which an earlier reading began when the window had ended: what has changed in them since is a restatement. Default: none. */
  readonly comparable?: readonly string[]
}

/** What a commit changed of what was there, by stream. */
type Restated = readonly RestatedStream[]

/** A commit that waits for its transaction. */
interface Pending {
  readonly commit: Commit
  readonly done: (restated: Restated) => void
  readonly failed: (error: unknown) => void
}

/** Commits windows of one connection, several at a time when they are ready together: rows, charges and state at once. */
export class LedgerWriter {
  #queue: Pending[] = []

  constructor(
    private readonly destination: Destination,
    private readonly store: StateStore,
    private readonly context: { readonly runId: string; readonly connection: ConnectionInfo },
    private readonly mutex: Mutex,
  ) {}

  /** Everything that is known about the connection's windows. */
  loadState(): Promise<readonly WindowState[]> {
    const { connection } = this.context.connection
    return this.destination.loadState?.(connection) ?? this.store.load(connection)
  }

  /** Resolves when rows and state are visible, with what the vendor had restated. */
  write(commit: Commit): Promise<Restated> {
    return new Promise<Restated>((done, failed) => {
      this.#queue.push({ commit, done, failed })
      void this.mutex.run(() => this.#flush())
    })
  }

  /** Whatever has come together while another transaction ran goes into one. */
  async #flush(): Promise<void> {
    const batch = this.#queue
    this.#queue = []
    if (batch.length === 0) return
    let restated: readonly Restated[]
    try {
      restated = await this.#commit(batch.map(({ commit }) => commit))
    } catch (error) {
      if (batch.length === 1) batch[0]?.failed(error)
      else await this.#oneByOne(batch)
      return
    }
    await this.#settle(batch, restated)
  }

  async #settle(batch: readonly Pending[], restated: readonly Restated[]): Promise<void> {
    try {
      await this.#saveState(batch.map(({ commit }) => commit))
      for (const [index, { done }] of batch.entries()) done(restated[index] ?? [])
    } catch (error) {
      for (const { failed } of batch) failed(error)
    }
  }

  /** One window that the ledger refuses must not take its neighbours along. */
  async #oneByOne(batch: readonly Pending[]): Promise<void> {
    for (const pending of batch) {
      await this.#commit([pending.commit]).then((restated) => this.#settle([pending], restated), pending.failed)
    }
  }

  /** What each of the commits restated. */
  async #commit(commits: readonly Commit[]): Promise<readonly Restated[]> {
    const transaction = await this.destination.begin(this.context)
    try {
      const restated: Restated[] = []
      for (const commit of commits) restated.push(await this.#stage(transaction, commit))
      await transaction.commit(commits.map(({ state }) => state))
      return restated
    } catch (error) {
      await transaction.abort().catch(() => {}) // why it failed says more than why it could not be undone
      throw error
    }
  }

  async #stage(transaction: Transaction, commit: Commit): Promise<Restated> {
    const { id, content } = commit
    if (content === undefined) return []
    const restated = await restateWindow(transaction, this.context.connection.streams, commit)
    const names = content.streams.map(({ name }) => name)
    await transaction.clear(id, names)
    for (const stream of content.streams) {
      await transaction.write(
        id,
        stream.rows.map(({ row }) => row),
      )
      await transaction.quarantine(id, stream.quarantined)
    }
    return restated
  }

  /** Where the destination keeps no state. After the commit, and apart from it: rows that are in must not be written again. */
  async #saveState(commits: readonly Commit[]): Promise<void> {
    if (this.destination.loadState === undefined) await this.store.save(commits.map(({ state }) => state))
  }
}
