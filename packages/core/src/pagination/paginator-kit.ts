import type { PageTurn, Paginator } from '../contract/paginator.js'
import type { Window } from '../contract/window.js'
import type { JsonValue } from '../numbers/json-value.js'
import type { CountedOptions } from './counted.js'
import { type CursorPage, cursor, cursorHeader } from './cursor.js'
import { type KeysetOptions, type KeysetPage, keyset } from './keyset.js'
import { linkHeader } from './link-header.js'
import { nextUrl, type UrlPage } from './next-url.js'
import { type NumberedPage, numbered } from './numbered.js'
import { type OffsetPage, offsetLimit } from './offset-limit.js'

/**
 * The paginators that core knows, for one type of config and of reply; each returns a plain value. Counted pages end at
 * the stated total, else at a page shorter than `size`; with a total they are fetched ahead.
 */
export interface PaginatorKit<C, Body> {
  /** One reply holds everything. */
  single(): Paginator<C, Body, object>
  /** Pages counted from 1. */
  pageNumber(options: CountedOptions<C, Body>): Paginator<C, Body, NumberedPage>
  /** Pages counted from 0. */
  pageIndex(options: CountedOptions<C, Body>): Paginator<C, Body, NumberedPage>
  /** Pages by the number of records before them. */
  offsetLimit(options: CountedOptions<C, Body>): Paginator<C, Body, OffsetPage>
  /** The reply's body names the next page; null, undefined or '' ends. */
  cursor(options: { next: (body: Body) => string | number | null | undefined }): Paginator<C, Body, CursorPage>
  /** A header of the reply, in whatever case, names the next page; without it, or when it is empty, the walk ends. */
  cursorHeader(options: { header: string }): Paginator<C, Body, CursorPage>
  /**
   * The reply's Link header (RFC 8288) leads to the next page; without a link of the relation `rel`, default `next`, the
   * walk ends. A header that breaks the grammar ends it with the error LINK_HEADER_BROKEN; see {@link nextUrl} for others.
   */
  linkHeader(options?: { rel?: string }): Paginator<C, Body, UrlPage>
  /**
   * The reply's body links to the next page; null, undefined or '' ends. Relative links are resolved against the URL that
   * was sent. One that leaves the origin of `baseUrl` ends the walk with the error NEXT_PAGE_REFUSED: nothing is sent there.
   * The request takes it as its path: `path: page.url ?? '/usage'`.
   */
  nextUrl(options: { next: (body: Body) => string | null | undefined }): Paginator<C, Body, UrlPage>
  /**
   * The last record of a page leads to the next one. Ends at a page shorter than `size`, else at an empty one. `items` are
   * the page's records; they come first, so that `after` knows their type.
   */
  keyset<Item, Key extends JsonValue>(
    items: (body: Body) => readonly Item[],
    options: KeysetOptions<C, Body, Item, Key>,
  ): Paginator<C, Body, KeysetPage<Key>>
  /** Any other pure walk: `next` sees the page, its reply and the window. Pages must be JSON. */
  walk<Page>(options: {
    first: (context: { readonly config: C; readonly window: Window }) => Page
    next: (turn: PageTurn<C, Body, Page>) => Page | undefined
  }): Paginator<C, Body, Page>
}

/** The kit for one type of config and of reply. */
export function paginatorKit<C, Body>(): PaginatorKit<C, Body> {
  return {
    single: () => ({ kind: 'single', first: () => ({}), next: () => undefined }),
    pageNumber: (options) => numbered('page-number', 1, options),
    pageIndex: (options) => numbered('page-index', 0, options),
    offsetLimit,
    cursor,
    cursorHeader,
    linkHeader,
    nextUrl,
    keyset,
    walk: ({ first, next }) => ({ kind: 'walk', first, next }),
  }
}
