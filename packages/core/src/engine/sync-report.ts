import type { OutlayError } from '../contract/errors.js'
import type { WindowRef } from '../contract/observer.js'
import type { Money } from '../fields/money.js'
import type { OnDifference } from './sync-run.js'

/** What a sync of one connection did. Counts are of this run. */
export interface SyncReport {
  readonly connection: string
  readonly runId: string
  readonly windows: {
    /** Read and committed. */
    readonly committed: number
    /** Final already: not asked for again. */
    readonly final: number
    readonly failed: number
    /** Newly beyond the vendor's reach. */
    readonly unreachable: number
  }
  readonly rows: number
  readonly quarantined: number
  /** Records let in without the fields that do not fit, under `onDrift` `evolve` and `warn`. */
  readonly drifted: number
  /** Of those, what `warn` tells, by stream. */
  readonly drift: readonly DriftedStream[]
  /** What vendors changed in windows that had ended when they were read before, by stream. */
  readonly restatements: readonly RestatementCount[]
  /** Figures that the vendor stated and that differ from what arrived. `severity` is the connection's `onDifference`: with `fail` the run is no success. */
  readonly differences: readonly {
    readonly window: WindowRef
    readonly detail: string
    readonly severity: OnDifference
  }[]
  readonly failures: readonly { readonly window: WindowRef | undefined; readonly error: OutlayError }[]
}

/** Records of one stream that lost fields. */
export interface DriftedStream {
  readonly stream: string
  readonly count: number
  /** The fields that are null in some of them. */
  readonly fields: readonly string[]
}

/** What the restatements of one stream come to. */
export interface RestatementCount {
  readonly stream: string
  /** Rows that changed, appeared or vanished, window by window. */
  readonly count: number
  /** By how much their charges' worth went up (or down, below zero), per currency; exact. */
  readonly change: readonly Money[]
}
