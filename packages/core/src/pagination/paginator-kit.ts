import type { PageTurn, Paginator, StatedTotals } from '../contract/paginator.js'
import type { Window } from '../contract/window.js'

/** A walk over more pages than this is ended with an error. */
export const MAX_PAGES = 100_000

export interface NumberedPage {
  readonly number: number
  readonly size: number
}

export interface NumberedOptions<C, Body> {
  /** Records a page, or a function of the config that gives them. */
  readonly size: number | ((config: C) => number)
  /** The vendor's count of pages, where it states one. */
  readonly totalPages?: (body: Body) => number | null | undefined
  /** How many items the page held, where a stream leaves some of them out: a page that only looks short must not end the walk. Default: the records that streams took. */
  readonly items?: (body: Body) => number
  /** The vendor's count of records, where it states one. */
  readonly totalRecords?: (body: Body) => number | null | undefined
}

/** The paginators that core knows, for one type of config and of reply; each returns a plain value. */
export interface PaginatorKit<C, Body> {
  /** One reply holds everything. */
  single(): Paginator<C, Body, object>
  /** Pages counted from 1. Ends at the stated total, else at a page shorter than `size`. */
  pageNumber(options: NumberedOptions<C, Body>): Paginator<C, Body, NumberedPage>
  /** Pages counted from 0. Ends at the stated total, else at a page shorter than `size`. */
  pageIndex(options: NumberedOptions<C, Body>): Paginator<C, Body, NumberedPage>
  /** The reply names the next page; null, undefined or '' ends. */
  cursor(options: {
    next: (body: Body) => string | number | null | undefined
  }): Paginator<C, Body, { readonly cursor: string | undefined }>
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
    cursor: ({ next }) => ({
      kind: 'cursor',
      first: () => ({ cursor: undefined }),
      next: ({ body }) => {
        const cursor = next(body)
        return cursor === null || cursor === undefined || cursor === '' ? undefined : { cursor: String(cursor) }
      },
    }),
    walk: ({ first, next }) => ({ kind: 'walk', first, next }),
  }
}

function numbered<C, Body>(
  kind: string,
  base: number,
  options: NumberedOptions<C, Body>,
): Paginator<C, Body, NumberedPage> {
  const stated = (body: Body): StatedTotals => ({
    records: options.totalRecords?.(body) ?? undefined,
    pages: options.totalPages?.(body) ?? undefined,
  })
  /** The number of the last page, where the vendor states a total. */
  const last = (body: Body, size: number): number | undefined => {
    const { pages, records } = stated(body)
    const count = pages ?? (records === undefined ? undefined : Math.ceil(records / size))
    return count === undefined ? undefined : base + count - 1
  }
  return {
    kind,
    stated,
    first: ({ config }) => ({
      number: base,
      size: typeof options.size === 'function' ? options.size(config) : options.size,
    }),
    next: ({ page: { number, size }, body, records }) => {
      const end = last(body, size)
      const held = options.items?.(body) ?? records
      const more = end === undefined ? held >= size : number < end && held > 0
      return more ? { number: number + 1, size } : undefined
    },
    ahead: ({ page: { number, size }, body }) => {
      const end = last(body, size)
      if (end === undefined) return undefined
      const more = Math.min(Math.max(0, end - number), MAX_PAGES) // a total is the vendor's word: no list as long as it likes
      return Array.from({ length: more }, (_, index) => ({ number: number + 1 + index, size }))
    },
  }
}
