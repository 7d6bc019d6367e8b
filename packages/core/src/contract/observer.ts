import type { WindowId } from './destination.js'

/** What a run tells a host while it goes on. All instants UTC in ISO 8601. */
export type RunEvent =
  | { readonly type: 'window_started' | 'window_committed'; readonly window: WindowRef; readonly rows?: number }
  | { readonly type: 'window_failed'; readonly window: WindowRef; readonly code: string; readonly message: string }
  | { readonly type: 'window_unreachable'; readonly window: WindowRef }
  | { readonly type: 'page_fetched'; readonly window: WindowRef; readonly records: number }
  | { readonly type: 'waiting'; readonly endpoint: string; readonly reason: 'limit' | 'retry'; readonly until: string }
  | {
      readonly type: 'retry'
      readonly endpoint: string
      readonly attempt: number
      readonly code: string
      readonly category: string
    }
  /** The vendor refused the clock: what is signed is dated so many milliseconds later than this machine's time from now on. */
  | { readonly type: 'clock_corrected'; readonly endpoint: string; readonly offsetMs: number }
  | {
      readonly type: 'quarantined'
      readonly window: WindowRef
      readonly stream: string
      readonly count: number
      readonly reasons: readonly string[]
    }
  | { readonly type: 'difference'; readonly window: WindowRef; readonly detail: string }

/** The place of a window in the ledger of intervals. */
export type WindowRef = WindowId

/** Receives every event, redacted. It must not throw; what it throws is logged and dropped. Token: OBSERVER. */
export interface Observer {
  notify(event: RunEvent): void
}
