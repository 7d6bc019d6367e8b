import type { JsonValue } from '../numbers/json-value.js'
import type { Window } from './window.js'

/** A page token: JSON, so that it can be kept and compared. */
export type PageToken = JsonValue | Readonly<Record<string, string | number | boolean | null | undefined>>

/** What a reply says beside its body. */
export interface PageReply {
  /** Lower-case names. A header that came several times is one, joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Absolute, as it was sent, credentials in the query included: for resolving relative links, never to be kept or shown. */
  readonly url: string
}

/** One page that has arrived. */
export interface PageTurn<C, Body, Page> {
  readonly config: C
  readonly page: Page
  readonly body: Body
  readonly reply: PageReply
  /**
   * How many items the page held: what the paginator's `items` says, else the records over all streams of the endpoint,
   * one that several streams take counted once.
   */
  readonly records: number
  readonly window: Window
  /** The clock's reading, Unix seconds: no walk need ask for the future. */
  readonly nowSeconds: number
}

/** What the vendor states about the whole list. */
export interface StatedTotals {
  readonly records?: number | undefined
  readonly pages?: number | undefined
}

/**
 * Pure paging: a token in, a request out; a reply in, the next token out. A plain value; a third party's own is as good
 * as ours. The runtime ends a walk with an error when a token repeats or after 100,000 pages.
 */
export interface Paginator<C, Body, Page> {
  readonly kind: string
  readonly first: (context: { readonly config: C; readonly window: Window }) => Page
  /** The token of the page after this one; undefined ends the walk. */
  readonly next: (turn: PageTurn<C, Body, Page>) => Page | undefined
  /** Deterministic paging only: every page after the first, known from its reply. Absent or undefined: `next` is followed page by page. */
  readonly ahead?: (turn: PageTurn<C, Body, Page>) => readonly Page[] | undefined
  /** How many items the page held, where that is not the records that streams took. Counts in `next` and against the totals. */
  readonly items?: (body: Body) => number
  /** The totals that a reply states. Compared from page to page, and with what arrived. */
  readonly stated?: (body: Body, reply: PageReply) => StatedTotals
}
