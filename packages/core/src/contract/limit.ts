import type { Secret } from '../fields/secret.js'
import type { JsonValue } from '../numbers/json-value.js'
import type { HttpRequest } from './request.js'

/** When a request may start, in milliseconds since the epoch, and the budget's state once it has. */
export interface Reservation {
  readonly startsAt: number
  readonly state: JsonValue
  /** True: `observe` wants to hear of this request's reply, whatever it is. Default false: of refusals only, which spares the store a step. */
  readonly watch?: boolean
}

/** A request as limits weigh it. */
export interface LimitedRequest {
  /** The endpoint's name; `(token)` for calls that fetch credentials. */
  readonly endpoint: string
  readonly request: HttpRequest
}

/** What a reply says about the vendor's limits. */
export interface LimitSignal {
  /** `throttled`: a failure of the category `rate_limited`, in-band or not. `failed`: any other. */
  readonly kind: 'ok' | 'failed' | 'throttled'
  /** When the request started, milliseconds since the epoch: a reply to one from before the last lowering says nothing new. */
  readonly sentAt: number
  /** Milliseconds that the vendor asks to wait. */
  readonly retryAfterMs?: number | undefined
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

/** Options of a limit as plain data, by name: what a user's config can say. */
export type LimitOptions = Readonly<Record<string, unknown>>

/** What a user says about one limit: `'off'`, or the options to change. */
export type LimitOverride = 'off' | LimitOptions

/** What a user says about a connector's limits, by their names. */
export type LimitOverrides = Readonly<Record<string, LimitOverride>>

/**
 * A limit that the vendor sets, as data. A plain value: the runtime keeps its state in the budget store, under the
 * connector, the endpoint, its name and an HMAC of `key`, so that connections with the same credential share it, in one
 * process or many. Connections that share a budget may state different options: `reserve` and `observe` must bear that.
 */
export interface Limit<C> {
  readonly kind: string
  /** What users call it in their config; unique within a connector. Default: {@link kind}. */
  readonly name?: string
  /** In words, for plans and messages. */
  readonly describe: string
  /** What the vendor counts by: usually the credential. Default: the whole connector. */
  readonly key?: (config: C) => string | Secret
  /** What one budget spans: every endpoint has its own, or all of them share one. Default `'endpoint'`. */
  readonly across?: 'endpoint' | 'credential'
  /** The endpoints that it holds for, by name. Default: all. */
  readonly endpoints?: readonly string[]
  /** The units that a request costs `reserve`: pure; finite, over 0 and at most {@link capacity}. Default 1. */
  readonly weight?: (request: LimitedRequest) => number
  /** The most units that one request may cost. Default: any. */
  readonly capacity?: number
  /** Pure: takes the next slot out of the budget, for a request of `weight` units. Asked again at `startsAt` before the request starts. */
  readonly reserve?: (state: JsonValue | undefined, now: number, weight: number) => Reservation
  /** Pure: what a reply teaches. The very state that came in means nothing. Default: it learns nothing. */
  readonly observe?: (state: JsonValue | undefined, signal: LimitSignal, now: number) => JsonValue | undefined
  /** At most so many requests under way at once, in one process. */
  readonly concurrent?: number
  /** The same limit with some options changed. Throws a RangeError that names the option. Absent: users can only switch it off. */
  readonly withOptions?: (options: LimitOptions) => Limit<C>
}
