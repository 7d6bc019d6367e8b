import type { JsonValue } from '../numbers/json-value.js'
import type { Window } from './window.js'

/** A page token: JSON, so that it can be kept and compared. */
export type PageToken = JsonValue | Readonly<Record<string, string | number | boolean | null | undefined>>

/** One page that has arrived. */
export interface PageTurn<C, Body, Page> {
  readonly config: C
  readonly page: Page
  readonly body: Body
  /** How many records the page held, over all streams of the endpoint; one that several streams take counts once. */
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
  /** The totals that a reply states. Compared between first and last page, and with what arrived. */
  readonly stated?: (body: Body) => StatedTotals
}
