import type * as z from 'zod'
import type { Ordinal } from '../fields/ordinal.js'
import type { JsonValue } from '../numbers/json-value.js'
import type { Charge } from './charge.js'
import type { Window } from './window.js'

/** What a stream's functions know beside the reply. */
export interface StreamContext<C, P, Page> {
  readonly config: C
  readonly partition: P
  /** The page that the reply answers. */
  readonly page: Page
  readonly window: Window
  /** The clock's reading when this reading of the window began, Unix seconds: what ends later was still under way. */
  readonly nowSeconds: number
}

/** A record's schema, or a function of the config that gives it. */
export type RecordSource<C, R extends object> = z.ZodType<R> | ((config: C) => z.ZodType<R>)

/** How a stream's records come out of a reply. */
export interface StreamShape<C, P, Page, Body, N extends string, R extends object> {
  /** Unique within the connector; the vendor's own word where there is one. */
  readonly name: N
  /** One line for lists. */
  readonly title?: string
  /** Off unless the user enables it (deprecated or conditional streams). Default false. */
  readonly optional?: boolean
  readonly records: (body: Body, context: StreamContext<C, P, Page>) => readonly unknown[] | null | undefined
  /** Members that the reply does not state and the request knows; merged over each record before validation, never into raw. */
  readonly stamp?: (raw: JsonValue, context: StreamContext<C, P, Page>) => Readonly<Record<string, unknown>>
  /** The record: only fields that are used, `.nullish()` where the vendor may leave one out. May depend on the config (a currency). */
  readonly record: RecordSource<C, R>
}

/** One record of a window, with the vendor's own beside it. */
export interface Entry<R> {
  readonly record: R
  readonly raw: JsonValue
}

/** What a stream's records mean. */
export interface StreamMeaning<C, R> {
  /** Fields of the record; `ordinal()` last where they do not tell rows apart. */
  readonly primaryKey: readonly ((keyof R & string) | Ordinal)[]
  /** A pure function over all records of one window, e.g. to replace totals by a remainder. */
  readonly assemble?: (
    entries: readonly Entry<R>[],
    context: { readonly config: C; readonly window: Window },
  ) => readonly Entry<R>[]
  /** When the record happened, Unix seconds; `read` keeps to [from, to) by it. Absent: records belong to their whole window. */
  readonly time?: (record: R) => number
  /** Where several streams report the same spend: per sub-account and day only the lowest rank of a group is charged. */
  readonly coverage?: { readonly group: string; readonly rank: number }
  /** What the record costs; null for none. Absent: the stream costs nothing. */
  readonly charge?: (record: R, context: { readonly config: C; readonly window: Window }) => Charge | null
}

export declare const RECORD: unique symbol

/** A declared stream; a part of a plugin. */
export interface Stream<N extends string = string, R = unknown> {
  readonly name: N
  /** The name of its endpoint. */
  readonly endpoint: string
  readonly [RECORD]?: R
}
