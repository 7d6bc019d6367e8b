import type { Calendar, Window } from './window.js'

/** One combination of the parts that do not depend on time (an account, a queue), e.g. `{ accountId: '25610' }`. */
export interface PartitionKey<P> {
  /** Identity in state and ledger: names and text values, no secrets. */
  readonly key: Readonly<Record<string, string>>
  /** The value that `request` receives for one window. */
  readonly at: (window: Window) => P
}

/**
 * How an endpoint's data is cut into pieces that are read, committed and resumed on their own.
 * A plain value: `kind`, and pure functions of the config. Without a calendar the endpoint is a snapshot.
 */
export interface Partitioning<C, P> {
  readonly kind: string
  readonly keys: (config: C) => readonly PartitionKey<P>[]
  readonly calendar?: (config: C) => Calendar
}
