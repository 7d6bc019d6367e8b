import type { OutlayError } from '../contract/errors.js'
import type { WindowRef } from '../contract/observer.js'

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
  /** Figures that the vendor stated and that differ from what arrived. */
  readonly differences: readonly { readonly window: WindowRef; readonly detail: string }[]
  readonly failures: readonly { readonly window: WindowRef | undefined; readonly error: OutlayError }[]
}
