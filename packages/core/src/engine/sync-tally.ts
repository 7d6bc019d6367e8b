import type { OutlayError } from '../contract/errors.js'
import type { WindowRef } from '../contract/observer.js'
import type { WindowContent } from './read-window.js'
import type { SyncReport } from './sync-report.js'

/** Counts what a sync does, for its report. */
export class SyncTally {
  final = 0
  unreachable = 0
  #committed = 0
  #rows = 0
  #quarantined = 0
  #index = 0
  readonly #failures: { readonly window: WindowRef | undefined; readonly error: OutlayError }[] = []
  readonly #differences: { readonly window: WindowRef; readonly detail: string }[] = []

  constructor(
    private readonly connection: string,
    private readonly runId: string,
  ) {}

  /** Numbers windows in the order in which they start. */
  nextIndex(): number {
    this.#index += 1
    return this.#index
  }

  commit(window: WindowRef, content: WindowContent): void {
    this.#committed += 1
    for (const stream of content.streams) {
      this.#rows += stream.rows.length
      this.#quarantined += stream.quarantined.length
    }
    this.differ(window, content.differences)
  }

  differ(window: WindowRef, details: readonly string[]): void {
    for (const detail of details) this.#differences.push({ window, detail })
  }

  fail(window: WindowRef | undefined, error: OutlayError): void {
    this.#failures.push({ window, error })
  }

  /** True when a failure of this very window has been told. */
  hasFailed(window: WindowRef): boolean {
    return this.#failures.some((failure) => failure.window === window)
  }

  report(): SyncReport {
    return {
      connection: this.connection,
      runId: this.runId,
      windows: {
        committed: this.#committed,
        final: this.final,
        failed: this.#failures.length,
        unreachable: this.unreachable,
      },
      rows: this.#rows,
      quarantined: this.#quarantined,
      differences: this.#differences,
      failures: this.#failures,
    }
  }
}
