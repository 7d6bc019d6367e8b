import type { OutlayError } from '../contract/errors.js'
import type { WindowRef } from '../contract/observer.js'
import type { RestatedStream } from '../contract/restatement.js'
import { addDecimals, subtractDecimals } from '../numbers/decimal.js'
import type { WindowContent } from './read-window.js'
import type { DriftedStream, RestatementCount, SyncReport } from './sync-report.js'
import type { SyncRequest } from './sync-run.js'

/** Counts what a sync does, for its report. */
export class SyncTally {
  final = 0
  unreachable = 0
  #committed = 0
  #rows = 0
  #quarantined = 0
  #drifted = 0
  #index = 0
  readonly #drift = new Map<string, DriftedStream>()
  readonly #restatements = new Map<string, RestatementCount>()
  readonly #failures: { readonly window: WindowRef | undefined; readonly error: OutlayError }[] = []
  readonly #differences: SyncReport['differences'][number][] = []

  constructor(
    private readonly connection: string,
    private readonly runId: string,
  ) {}

  /** Numbers windows in the order in which they start. */
  nextIndex(): number {
    this.#index += 1
    return this.#index
  }

  commit(
    window: WindowRef,
    content: WindowContent,
    restated: readonly RestatedStream[],
    { onDrift, onDifference }: Pick<SyncRequest, 'onDrift' | 'onDifference'>,
  ): void {
    this.#committed += 1
    for (const { name, rows, quarantined, drifted } of content.streams) {
      this.#rows += rows.length
      this.#quarantined += quarantined.length
      if (drifted === undefined) continue
      this.#drifted += drifted.count
      if (onDrift(name) === 'warn') this.#drift.set(name, moreDrift(this.#drift.get(name), name, drifted))
    }
    for (const more of restated) {
      this.#restatements.set(more.stream, moreRestated(this.#restatements.get(more.stream), more))
    }
    this.differ(window, content.differences, onDifference)
  }

  differ(window: WindowRef, details: readonly string[], severity: SyncRequest['onDifference']): void {
    for (const detail of details) this.#differences.push({ window, detail, severity })
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
      drifted: this.#drifted,
      drift: [...this.#drift.values()],
      restatements: [...this.#restatements.values()],
      differences: this.#differences,
      failures: this.#failures,
    }
  }
}

function moreDrift(
  so: DriftedStream | undefined,
  stream: string,
  more: { readonly count: number; readonly fields: readonly string[] },
): DriftedStream {
  const fields = new Set([...(so?.fields ?? []), ...more.fields])
  return { stream, count: (so?.count ?? 0) + more.count, fields: [...fields].sort() }
}

function moreRestated(so: RestatementCount | undefined, { stream, count, sums }: RestatedStream): RestatementCount {
  const changes = new Map(so?.change.map(({ currency, amount }) => [currency, amount]))
  for (const { currency, before, after } of sums) {
    changes.set(currency, addDecimals(changes.get(currency) ?? '0', subtractDecimals(after, before)))
  }
  const change = [...changes].map(([currency, amount]) => ({ amount, currency }))
  return { stream, count: (so?.count ?? 0) + count, change }
}
