import type { ConnectionInfo, Destination, StateStore, WindowId, WindowState } from '../contract/destination.js'
import type { Mutex } from './mutex.js'
import type { WindowContent } from './read-window.js'

/** Something to commit: a window's new content with its state, or state alone. */
export interface Commit {
  readonly id: WindowId
  readonly state: WindowState
  /** Absent: only the state changes. */
  readonly content?: WindowContent
  /** False for observations of a snapshot, which add to what is there. Default true. */
  readonly replaces?: boolean
}

/** A commit that waits for its transaction. */
interface Pending {
  readonly commit: Commit
  readonly done: () => void
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

  /** Resolves when rows and state are visible. */
  async write(commit: Commit): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.#queue.push({ commit, done, failed })
      void this.mutex.run(() => this.#flush())
    })
  }

  /** Whatever has come together while another transaction ran goes into one. */
  async #flush(): Promise<void> {
    const batch = this.#queue
    this.#queue = []
    if (batch.length === 0) return
    const commits = batch.map(({ commit }) => commit)
    try {
      await this.#commit(commits)
    } catch (error) {
      if (batch.length === 1) batch[0]?.failed(error)
      else await this.#oneByOne(batch)
      return
    }
    await this.#settle(batch)
  }

  async #settle(batch: readonly Pending[]): Promise<void> {
    try {
      await this.#saveState(batch.map(({ commit }) => commit))
      for (const { done } of batch) done()
    } catch (error) {
      for (const { failed } of batch) failed(error)
    }
  }

  /** One window that the ledger refuses must not take its neighbours along. */
  async #oneByOne(batch: readonly Pending[]): Promise<void> {
    for (const pending of batch) {
      await this.#commit([pending.commit]).then(() => this.#settle([pending]), pending.failed)
    }
  }

  async #commit(commits: readonly Commit[]): Promise<void> {
    const transaction = await this.destination.begin(this.context)
    try {
      for (const { id, content, replaces = true } of commits) {
        if (content === undefined) continue
        if (replaces)
          await transaction.clear(
            id,
            content.streams.map(({ name }) => name),
          )
        for (const stream of content.streams) {
          await transaction.write(
            id,
            stream.rows.map(({ row }) => row),
          )
          await transaction.quarantine(id, stream.quarantined)
        }
      }
      await transaction.commit(commits.map(({ state }) => state))
    } catch (error) {
      await transaction.abort().catch(() => {}) // why it failed says more than why it could not be undone
      throw error
    }
  }

  /** Where the destination keeps no state. After the commit, and apart from it: rows that are in must not be written again. */
  async #saveState(commits: readonly Commit[]): Promise<void> {
    if (this.destination.loadState === undefined) await this.store.save(commits.map(({ state }) => state))
  }
}
