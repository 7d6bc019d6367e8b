/** Who must act on a failure, and how. */
export type ErrorCategory =
  | 'config'
  | 'auth'
  | 'permission'
  | 'invalid_request'
  | 'not_found'
  | 'rate_limited'
  | 'quota_exhausted'
  | 'transient'
  | 'vendor_bug'
  | 'data'
  | 'bug'

/** How much of a run a failure ends: the window, all windows of the endpoint's streams, or everything of the connection. */
export type Stops = 'window' | 'stream' | 'connection'

/** A reply that is no success, judged. */
export interface Failure {
  readonly category: ErrorCategory
  /** Tried again by the pipeline, within its limits. */
  readonly retryable: boolean
  readonly stops: Stops
  /** The vendor's own code, as text. */
  readonly code: string
  /** The vendor's own words; secrets are removed before anyone sees them. */
  readonly message: string
  /** The vendor's id of the request, for its support. */
  readonly requestId?: string | undefined
  /** Milliseconds that the vendor asks to wait. */
  readonly retryAfterMs?: number | undefined
  /** What the user should do; absent: the category's own advice. */
  readonly hint?: string | undefined
  /** The authenticator may mend it (an expired token): tried once a request. */
  readonly recover?: boolean | undefined
  /** The vendor refuses because of the clock: tried once more, by the time that the reply's Date header states. */
  readonly skew?: boolean | undefined
}

/** The part of a failure that a table of codes decides; what is left out follows from the category. */
export interface FailureClass {
  readonly category: ErrorCategory
  /** Tried again by the pipeline. Default: only `rate_limited` and `transient` are. */
  readonly retryable?: boolean
  /** How much of a run it ends. Default: by the category. */
  readonly stops?: Stops
  /** Milliseconds to wait, where the reply states none. */
  readonly retryAfterMs?: number
  /** What the user should do. Default: the category's own advice. */
  readonly hint?: string
  /** A new token may mend it: tried once a request. */
  readonly recover?: boolean
  /** The vendor's own clock may mend it: tried once a request. */
  readonly skew?: boolean
}

const DEFAULTS: Readonly<Record<ErrorCategory, { readonly retryable: boolean; readonly stops: Stops }>> = {
  config: { retryable: false, stops: 'connection' },
  auth: { retryable: false, stops: 'connection' },
  permission: { retryable: false, stops: 'stream' },
  invalid_request: { retryable: false, stops: 'stream' },
  not_found: { retryable: false, stops: 'stream' },
  rate_limited: { retryable: true, stops: 'connection' },
  quota_exhausted: { retryable: false, stops: 'connection' },
  transient: { retryable: true, stops: 'window' },
  vendor_bug: { retryable: false, stops: 'window' },
  data: { retryable: false, stops: 'window' },
  bug: { retryable: false, stops: 'connection' },
}

/** A whole failure out of a class and the vendor's words. */
export function failure(
  entry: ErrorCategory | FailureClass,
  vendor: Pick<Failure, 'code' | 'message' | 'requestId'> & Pick<Partial<Failure>, 'retryAfterMs'>,
): Failure {
  const own = typeof entry === 'string' ? { category: entry } : entry
  const { retryAfterMs = own.retryAfterMs } = vendor
  return { ...DEFAULTS[own.category], ...own, ...vendor, retryAfterMs }
}
