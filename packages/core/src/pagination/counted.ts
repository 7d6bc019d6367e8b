import type { PageReply, Paginator, StatedTotals } from '../contract/paginator.js'
import { MAX_PAGES } from './max-pages.js'
import { type PageSize, pageSize } from './page-size.js'
import { statedCount } from './stated-count.js'

/** A figure that a reply states; null and undefined for none. Anything but a count ends the walk with an error. */
export type Stated<Body> = (body: Body, reply: PageReply) => number | null | undefined

/** How the pages of a counted list are known. */
export interface CountedOptions<C, Body> {
  /** Records a page, or a function of the config that gives them. At least 1. */
  readonly size: PageSize<C>
  /** The vendor's count of pages, where it states one. Goes before {@link totalRecords} in telling the last page. */
  readonly totalPages?: Stated<Body>
  /** The vendor's count of records, where it states one: compared with what arrived. */
  readonly totalRecords?: Stated<Body>
  /**
   * How many items the page held, where a stream leaves some of them out: a page that only looks short must not end the
   * walk, and the vendor's total counts them, too. Default: the records that streams took.
   */
  readonly items?: (body: Body) => number
}

/** How the pages of a list are named. */
interface Naming<Page> {
  readonly at: (index: number, size: number) => Page
  /** How many pages lie before it. */
  readonly indexOf: (page: Page) => number
  readonly sizeOf: (page: Page) => number
}

/** A list in pages of one size: its end is told by a total, else by a page that is not full. */
export function counted<C, Body, Page extends object>(
  kind: string,
  options: CountedOptions<C, Body>,
  { at, indexOf, sizeOf }: Naming<Page>,
): Paginator<C, Body, Page> {
  const { items } = options
  const stated = (body: Body, reply: PageReply): StatedTotals => ({
    records: statedCount(options.totalRecords?.(body, reply), 'records'),
    pages: statedCount(options.totalPages?.(body, reply), 'pages'),
  })
  /** How many pages there are, where the vendor states a total. */
  const pagesOf = (body: Body, reply: PageReply, size: number): number | undefined => {
    const { pages, records } = stated(body, reply)
    return pages ?? (records === undefined ? undefined : Math.ceil(records / size))
  }
  return {
    kind,
    stated,
    ...(items && { items }),
    first: ({ config }) => at(0, pageSize(options.size, config)),
    next: ({ page, body, reply, records }) => {
      const [size, following] = [sizeOf(page), indexOf(page) + 1]
      const pages = pagesOf(body, reply, size)
      const more = pages === undefined ? records >= size : following < pages && records > 0
      return more ? at(following, size) : undefined
    },
    ahead: ({ page, body, reply }) => {
      const [size, following] = [sizeOf(page), indexOf(page) + 1]
      const pages = pagesOf(body, reply, size)
      if (pages === undefined) return undefined
      const more = Math.min(Math.max(0, pages - following), MAX_PAGES) // a total is the vendor's word: no list as long as it likes
      return Array.from({ length: more }, (_, index) => at(following + index, size))
    },
  }
}
