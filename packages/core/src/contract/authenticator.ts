import type { Secret } from '../fields/secret.js'
import type { JsonValue } from '../numbers/json-value.js'
import type { Failure } from './failure.js'
import type { EncodedRequest, HttpRequest } from './request.js'
import type { Random, StoredToken } from './services.js'

/** The clock as connectors see it: a reading, never a timer. Corrected by the vendor's own where that has refused ours. */
export interface ReadingClock {
  /** Milliseconds since the epoch. */
  now(): number
  unixSeconds(): number
}

/** Minted tokens of one connection. Whatever is loaded or saved is redacted from logs and errors from then on. */
export interface TokenCache {
  load(key: string): Promise<StoredToken | undefined>
  save(key: string, token: StoredToken): Promise<void>
  delete(key: string): Promise<void>
  /**
   * The vendor has refused this access token: `load` gives it as expired until another is saved. What is kept with it, a
   * refresh token above all, stays; and another that was saved meanwhile is not touched.
   */
  expire(key: string, accessToken: string): void
  /** Runs `mint` once for all requests of the connection that ask for `key` meanwhile, and never beside another connection's. */
  single<T>(key: string, mint: () => Promise<T>): Promise<T>
}

/** What an authenticator may use. */
export interface AuthContext<C> {
  readonly config: C
  readonly clock: ReadingClock
  readonly random: Random
  readonly signal: AbortSignal
  readonly tokens: TokenCache
  /** One unauthenticated call to the connector's own origin (a token endpoint), through limits, retry and classification. */
  readonly call: (request: HttpRequest) => Promise<JsonValue>
}

/**
 * Puts credentials on a request, anew on every attempt. A plain value.
 * `apply` sees the encoded request and returns the one that is sent; it never changes its input.
 */
export interface Authenticator<C> {
  readonly kind: string
  /** Where the credentials go, in words, without showing them. */
  readonly describe: (config: C) => string
  /**
   * Called on every attempt before it waits for its limits: fetches or renews what `apply` will need, so that requests
   * which wait for one token do not leave in a burst when it comes. `apply` must do without: much may happen in between.
   */
  readonly prepare?: (context: AuthContext<C>) => void | Promise<void>
  readonly apply: (request: EncodedRequest, context: AuthContext<C>) => EncodedRequest | Promise<EncodedRequest>
  /**
   * Called at most once per request, whatever the number of attempts, after a failure that is marked `recover`, with what
   * was sent; true means "try once more, at once" (the refused token was thrown away).
   */
  readonly recover?: (failure: Failure, sent: EncodedRequest, context: AuthContext<C>) => Promise<boolean>
  /** How a user lets the application in, where tokens come of that; absent, or undefined for a config, where none do. */
  readonly authorization?: (config: C) => Authorization<C> | undefined
}

/** The authorization code grant (RFC 6749 §4.1) of one strategy: a page to allow the application on, and a code in return. */
export interface Authorization<C> {
  /** The page, for a browser; `state` is to come back beside the code. */
  readonly url: (config: C, state: string) => string
  /** The query parameter of the redirect that has the code. */
  readonly codeParameter: string
  /** Exchanges a code and keeps the tokens that come of it. */
  readonly redeem: (code: Secret, context: AuthContext<C>) => Promise<StoredToken>
}
