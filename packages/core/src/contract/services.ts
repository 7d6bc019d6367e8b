import type { JsonValue } from '../numbers/json-value.js'
import type { EncodedRequest } from './request.js'

/** Time. Replace it to run on a clock of your own. Token: CLOCK. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Chance. Replace it for reproducible nonces and retries. Token: RANDOM. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** `bytes` random bytes as lower-case hex, two characters a byte. */
  hex(bytes: number): string
}

/** A reply as it came over the wire, decompressed. */
export interface WireReply {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Sends one request and never follows a redirect. What it throws counts as a network failure and is tried again. Token: TRANSPORT. */
export interface Transport {
  send(request: EncodedRequest, options: TransportOptions): Promise<WireReply>
  close?(): Promise<void>
}

/** Bounds of one exchange. */
export interface TransportOptions {
  readonly signal: AbortSignal
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number
  /** Bytes of a body after decompression; more is an error. */
  readonly maxBodyBytes: number
}

/** Structured logs. Everything that reaches it has been redacted by value. Token: LOGGER. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** Whether lines of a level are kept at all: those that are not need not be made. Absent: all are. */
  isOn?(level: LogLevel): boolean
}

/** From the gravest on. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** What a line says besides its message. */
export type LogFields = Readonly<Record<string, unknown>>

/**
 * Minted tokens, kept by a key that holds no secret; the tokens themselves are secrets. A store that outlives the process
 * is needed where a vendor rotates refresh tokens: what the config has is then worth nothing after the first renewal.
 * Token: TOKEN_STORE.
 */
export interface TokenStore {
  load(key: string): Promise<StoredToken | undefined>
  save(key: string, token: StoredToken): Promise<void>
  delete(key: string): Promise<void>
}

/** What a token store keeps, member by member. */
export interface StoredToken {
  readonly accessToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** Milliseconds since the epoch: with {@link expiresAt} it tells how early to renew. Absent: a minute. */
  readonly issuedAt?: number
  /** The one to renew with, where it is not the config's own: the vendor gave another. */
  readonly refreshToken?: string
}

/**
 * Rate budgets, by a key that holds no secret. Token: BUDGET_STORE.
 * `update` must be atomic per key: it hands the key's state to `step`, keeps the state that comes back and returns its result.
 */
export interface BudgetStore {
  update<T>(
    key: string,
    step: (state: JsonValue | undefined) => { readonly state: JsonValue; readonly result: T },
  ): Promise<T>
}
