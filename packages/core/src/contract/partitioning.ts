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
  /** The keys, each once. `listed` is there where `parents` names any, and gives what they list. */
  readonly keys: (config: C, listed?: Listed) => readonly PartitionKey<P>[]
  readonly calendar?: (config: C) => Calendar
  /** The lists that `keys` asks `listed` for. Whoever wraps a partitioning hands on its parents. Absent: the keys follow from the config alone. */
  readonly parents?: readonly Parent[]
}

/** A list of another endpoint's that partitions are made of. */
export interface Parent {
  /** The member of the partition key that holds one value of the list. */
  readonly name: string
  readonly listing: Listing<never, unknown>
}

/** What a parent lists within one of its own partitions: each value once, in the vendor's order. */
export type Listed = (parent: Parent, partition: PartitionKey<unknown>['key']) => readonly string[]

/** A list that an endpoint's replies hold; made by {@link Listable.listing}. */
export interface Listing<C, P> {
  /** The name of the endpoint. */
  readonly endpoint: string
  /** Tells the lists of one endpoint apart. */
  readonly name: string
  /** Those of the endpoint: it is read once for each. */
  readonly partitions: Partitioning<C, P>
}

/** An endpoint whose replies list what other endpoints are asked for one by one. */
export interface Listable<C, P, Body> {
  /**
   * Declares a list: the records of a reply, and the value that each names; null or undefined for a record that names
   * none. Throws a RangeError for an endpoint with windows: what it lists would depend on the range that is asked for.
   */
  listing<R>(
    records: (body: Body) => readonly R[] | null | undefined,
    value: (record: R) => string | number | null | undefined,
  ): Listing<C, P>
}
