import type { Secret } from '../fields/secret.js'
import type { JsonValue } from '../numbers/json-value.js'

/** When a request may start, in milliseconds since the epoch, and the budget's state once it has. */
export interface Reservation {
  readonly startsAt: number
  readonly state: JsonValue
}

/**
 * A limit that the vendor sets, as data. A plain value: the runtime keeps its state in the budget store, under the
 * connector, the endpoint and an HMAC of `key`, so that connections with the same credential share it.
 */
export interface Limit<C> {
  readonly kind: string
  /** In words, for plans and messages. */
  readonly describe: string
  /** What the vendor counts by: usually the credential. Default: the whole connector. */
  readonly key?: (config: C) => string | Secret
  /** Pure: takes the next slot out of the budget. */
  readonly reserve?: (state: JsonValue | undefined, now: number) => Reservation
  /** At most so many requests under way at once. */
  readonly concurrent?: number
}
