import type { ErrorCategory, Stops } from './failure.js'

const MARK = Symbol.for('outlay/error')

/** What an error knows beside its message. Secrets are removed from every text before it gets here. */
export interface ErrorFacts {
  /** Stable, for programs: `CONFIG_INVALID`, `VENDOR_AUTH`, `NETWORK_TIMEOUT` … */
  readonly code: string
  readonly category: ErrorCategory
  readonly message: string
  /** What the user should do. */
  readonly hint?: string | undefined
  readonly stops?: Stops | undefined
  readonly vendor?:
    | { readonly code: string; readonly message: string; readonly requestId?: string | undefined }
    | undefined
  /**
   * One line an attempt, oldest first: its number, its code and what came before the next, such as
   * `1: HTTP 503, then waited 480 ms`, `2: 11000, then renewed the credentials`, `3: HTTP 503`.
   */
  readonly attempts?: readonly string[] | undefined
  /** When a suspended run may go on, ISO 8601 UTC. */
  readonly resumeAt?: string | undefined
  readonly cause?: unknown
}

/** Every error that Outlay raises. `category` says who must act; `code` is stable; `hint` says what to do. */
export class OutlayError extends Error {
  readonly code: string
  readonly category: ErrorCategory
  readonly hint: string | undefined
  readonly stops: Stops
  readonly vendor: ErrorFacts['vendor']
  readonly attempts: readonly string[]
  readonly resumeAt: string | undefined
  readonly [MARK] = true

  constructor(facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = new.target.name
    this.code = facts.code
    this.category = facts.category
    this.hint = facts.hint
    this.stops = facts.stops ?? 'connection'
    this.vendor = facts.vendor
    this.attempts = facts.attempts ?? []
    this.resumeAt = facts.resumeAt
  }

  /** True for an error of Outlay's, also one raised by another copy of core. */
  static isInstance(value: unknown): value is OutlayError {
    return typeof value === 'object' && value !== null && MARK in value
  }

  /** The error itself, or the bug that any other thrown value is. */
  static from(thrown: unknown): OutlayError {
    if (OutlayError.isInstance(thrown)) return thrown
    const message = thrown instanceof Error ? thrown.message : 'an unknown error'
    return new OutlayError({ code: 'BUG', category: 'bug', message, hint: 'Please report this.', cause: thrown })
  }
}

/** The user's config, flags or files are wrong: nothing was sent. */
export class ConfigError extends OutlayError {
  constructor(facts: Omit<ErrorFacts, 'category' | 'code'> & { readonly code?: string }) {
    super({ code: 'CONFIG_INVALID', ...facts, category: 'config' })
  }
}

/** The vendor answered, and it is no success; or it could not be reached. */
export class VendorError extends OutlayError {}

/** A reply, a record or the ledger does not hold what it should. */
export class DataError extends OutlayError {
  constructor(facts: Omit<ErrorFacts, 'category'>) {
    super({ ...facts, category: 'data' })
  }
}

/** Going on would mean to wait for more than 15 minutes: state is kept, `resumeAt` says when to start again. */
export class SuspendedError extends OutlayError {
  constructor(facts: Omit<ErrorFacts, 'category' | 'code'> & { readonly resumeAt: string }) {
    super({ ...facts, code: 'LIMIT_SUSPENDED', category: 'rate_limited' })
  }
}
