import type { WindowId } from './destination.js'
import type { ErrorCategory } from './failure.js'
import type { RestatedStream } from './restatement.js'

/** The place of a window in the ledger of intervals. */
export type WindowRef = WindowId

/** What a run does: bring a ledger up to date, read one stream without state, or prove the credentials with one call. */
export type RunKind = 'sync' | 'read' | 'check'

/** Which request an event is about: one page asked for, with all of its attempts. */
export interface RequestPlace {
  /** The endpoint's name; `(token)` for calls that fetch credentials. */
  readonly endpoint: string
  /** Counts the requests of a run from 1. */
  readonly request: number
  /** What the request is made for; absent for tokens and checks. */
  readonly window?: WindowRef
}

/** Which attempt at a request an event is about. */
export interface AttemptPlace extends RequestPlace {
  /** From 1. */
  readonly attempt: number
  /** The HTTP method. */
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
}

/**
 * Every kind of event by its type, and what it says beside {@link RunContext}. Instants are UTC,
 * `YYYY-MM-DDTHH:mm:ss.sssZ`; `ms` are milliseconds on the runtime's clock; `bytes` are those of reply bodies after
 * decompression; `rows` are records that fit. No event holds a URL's path or query, a header or a body, but for what the
 * connector reads out of a reply as its receipt.
 */
export interface RunEvents {
  /** One connection starts. A sync of three connections is three runs that share one run id. */
  readonly run_started: { readonly kind: RunKind; readonly connector: string }
  /** The end of what `run_started` began, whatever happened; nothing of the run is told after it. */
  readonly run_finished: {
    readonly kind: RunKind
    readonly connector: string
    /** `failed`: something in it did, see `code`; `stopped`: by the caller's signal, or its reader took no more. */
    readonly outcome: 'completed' | 'failed' | 'stopped'
    /** Stable code of the first failure; null where there was none. */
    readonly code: string | null
    readonly ms: number
    /** Windows committed; of a reading, windows handed over. */
    readonly windows: number
    /** Records committed; of a reading, records handed over. */
    readonly rows: number
    /** Records kept aside because they do not fit. */
    readonly quarantined: number
  }
  /** A window's first page is about to be asked for. */
  readonly window_started: { readonly window: WindowRef }
  /** Every page of the window is here and judged. Of a sync, nothing is in the ledger yet; a reading hands it over next. */
  readonly window_read: {
    readonly window: WindowRef
    readonly rows: number
    readonly quarantined: number
    /** Of the pages that count: a list that moved while it was read is read again. */
    readonly bytes: number
    /** Since `window_started`: waits, retries and pauses included. */
    readonly ms: number
  }
  /** A checkpoint: the window's rows and its state are visible in the ledger. Only of a sync. */
  readonly window_committed: { readonly window: WindowRef; readonly rows: number }
  /** The window could not be read or committed; what the ledger held of it stays. */
  readonly window_failed: {
    readonly window: WindowRef
    /** Stable code of the error. */
    readonly code: string
    readonly category: ErrorCategory
    readonly message: string
  }
  /** The vendor no longer answers for the window: it is not asked for. A sync tells this once a window. */
  readonly window_unreachable: { readonly window: WindowRef }
  /** A page is here and judged. */
  readonly page_fetched: {
    readonly window: WindowRef
    /** Over all streams; one that several take counts once. */
    readonly records: number
    readonly bytes: number
    /** Since the page was wanted: waits and retries included. */
    readonly ms: number
  }
  /** A request is wanted. Its limits come next, then its first attempt. */
  readonly request_started: RequestPlace
  /** An attempt goes out: credentials are on it, the transport has it. */
  readonly attempt_sent: AttemptPlace
  /** An attempt's reply is here and judged, or none came. */
  readonly attempt_finished: AttemptPlace & {
    /** The HTTP status; null where no reply came. */
    readonly status: number | null
    readonly bytes: number
    /** From sending to the last byte of the reply. */
    readonly ms: number
    /** The vendor's code, or ours (`NETWORK_TIMEOUT`, `REPLY_HTML`, `ABORTED`); null for a reply that is accepted. */
    readonly code: string | null
    /** Of the failure; null for a reply that is accepted, and for an abort. */
    readonly category: ErrorCategory | null
    /** The vendor's id of the call, for its support; absent where none is known. */
    readonly requestId?: string
    /** What the call used up of a balance or an allowance, in the vendor's own unit and words; absent where none is known. */
    readonly units?: string
  }
  /** The end of what `request_started` began. */
  readonly request_finished: RequestPlace & {
    /** How many were sent. */
    readonly attempts: number
    /** Since `request_started`: waits and retries included. */
    readonly ms: number
    /** Stable code of the error that it ended with, `ABORTED` for an abort; null where it succeeded. */
    readonly code: string | null
  }
  /** Nothing is sent before `until`: a limit of the vendor's, or the pause before a retry. */
  readonly waiting: RequestPlace & {
    readonly reason: 'limit' | 'retry'
    readonly until: string
    /** How long that is. */
    readonly ms: number
  }
  /** An attempt failed and another will follow. */
  readonly retry: RequestPlace & {
    /** The attempt to come. */
    readonly attempt: number
    /** Why the last one failed: the vendor's code or ours. */
    readonly code: string
    readonly category: ErrorCategory
  }
  /** The vendor refused the clock: what is signed is dated so many milliseconds later than this machine's time from now on. */
  readonly clock_corrected: RequestPlace & { readonly offsetMs: number }
  /** A token was minted and kept. */
  readonly token_refreshed: {
    /** When it expires; absent where the vendor does not say. */
    readonly expiresAt?: string
  }
  /** Records of a committed window do not fit their schema: they are kept aside, and the window is read again. */
  readonly quarantined: {
    readonly window: WindowRef
    readonly stream: string
    readonly count: number
    /** What is wrong and where, without quoting values; the first five. */
    readonly reasons: readonly string[]
  }
  /** Records of a stream whose `onDrift` is `warn` were let in without these fields. */
  readonly drifted: {
    readonly window: WindowRef
    readonly stream: string
    readonly count: number
    readonly fields: readonly string[]
  }
  /** A figure that the vendor states differs from what arrived. */
  readonly difference: { readonly window: WindowRef; readonly detail: string }
  /** Amounts of a window that had ended when it was read before have changed. */
  readonly restated: { readonly window: WindowRef } & RestatedStream
}

/** Whose event it is: on every one of them. */
export interface RunContext {
  /** The connection's name. */
  readonly connection: string
  /** The run's id, the same in the report and the ledger. */
  readonly runId: string
}

/** What a run tells a host while it goes on; see {@link RunEvents}. */
export type RunEvent = {
  readonly [Type in keyof RunEvents]: RunContext & { readonly type: Type } & RunEvents[Type]
}[keyof RunEvents]

/** An event before its context is added to it. */
export type EventDetail = {
  readonly [Type in keyof RunEvents]: { readonly type: Type } & RunEvents[Type]
}[keyof RunEvents]

/** Receives every event, redacted. It must not throw; what it throws is logged and dropped. Token: OBSERVER. */
export interface Observer {
  notify(event: RunEvent): void
}
