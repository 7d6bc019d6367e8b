import 'reflect-metadata'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plugin } from '../contract/plugin.js'
import type { CountedOptions } from '../pagination/counted.js'
import { type PagedBody, type PagedConfig, pagedConnector, readPaged } from '../testing/paged-connector.js'
import {
  byKey,
  byMark,
  byNumber,
  byOffset,
  type Paging,
  pagedVendor,
  rowsOf,
  type Telling,
} from '../testing/paged-vendor.js'

// Each paginator against a vendor that pages by its own means, through the whole runtime.

/** One case: a list, cut into pages. */
interface Cut {
  readonly count: number
  readonly size: number
  /** Rows whose place divides by it are left out by the stream. */
  readonly hideEvery: number | undefined
  readonly telling: keyof typeof TELLINGS
  readonly promisesMore: boolean
}

const whole = (count: number): number => count
const ceiled = (count: number, size: number): number => Math.ceil(count / size)
/** One page too many where the last is full: it is empty. */
const generous = (count: number, size: number): number => Math.floor(count / size) + 1

const TELLINGS = {
  nothing: {},
  nulls: { total: () => null, pages: () => null },
  rows: { total: whole },
  pages: { pages: ceiled },
  both: { total: whole, pages: ceiled },
  'an empty last page': { pages: generous },
} as const satisfies Readonly<Record<string, Telling>>

const cuts: fc.Arbitrary<Cut> = fc.record({
  count: fc.integer({ min: 0, max: 300 }),
  size: fc.integer({ min: 1, max: 50 }),
  hideEvery: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  telling: fc.constantFrom(...(Object.keys(TELLINGS) as (keyof typeof TELLINGS)[])),
  promisesMore: fc.boolean(),
})

const COUNTED = {
  size: (c: PagedConfig) => c.size,
  totalRecords: (body: PagedBody) => body.total as number | null,
  totalPages: (body: PagedBody) => body.pages as number | null,
}
/** Where the stream leaves rows out. */
const WITH_ITEMS = { ...COUNTED, items: (body: PagedBody) => body.list.length }

/** How many requests a counted list takes. */
function countedRequests({ count, size, telling }: Cut): number {
  if (telling === 'nothing' || telling === 'nulls' || telling === 'an empty last page')
    return Math.floor(count / size) + 1
  return Math.max(1, Math.ceil(count / size))
}

/** How many requests a list takes whose pages say that there is more. */
function markedRequests({ count, size, promisesMore }: Cut): number {
  return promisesMore ? Math.ceil(count / size) + 1 : Math.max(1, Math.ceil(count / size))
}

interface Style {
  readonly plugin: Plugin
  /** Where the stream leaves rows out. Default: {@link plugin}. */
  readonly leavingOut?: Plugin
  readonly vendor: (cut: Cut) => Paging
  readonly requests: (cut: Cut) => number
}

const marked = (url: URL, mark: string): string => {
  const next = new URL(url)
  next.searchParams.set('mark', mark)
  return next.href
}

type Counted = CountedOptions<PagedConfig, PagedBody>
const pageNumber = (options: Counted): Plugin =>
  pagedConnector(
    (p) => p.pageNumber(options),
    ({ number, size }) => ({ path: '/list', query: { page: number, size } }),
  )
const pageIndex = (options: Counted): Plugin =>
  pagedConnector(
    (p) => p.pageIndex(options),
    ({ number, size }) => ({ path: '/list', query: { page: number, size } }),
  )
const offsetLimit = (options: Counted): Plugin =>
  pagedConnector(
    (p) => p.offsetLimit(options),
    ({ offset, limit }) => ({ path: '/list', query: { offset, limit } }),
  )

const styles: Readonly<Record<string, Style>> = {
  'pageNumber()': {
    plugin: pageNumber(COUNTED),
    leavingOut: pageNumber(WITH_ITEMS),
    vendor: ({ telling }) => byNumber(1, TELLINGS[telling]),
    requests: countedRequests,
  },
  'pageIndex()': {
    plugin: pageIndex(COUNTED),
    leavingOut: pageIndex(WITH_ITEMS),
    vendor: ({ telling }) => byNumber(0, TELLINGS[telling]),
    requests: countedRequests,
  },
  'offsetLimit()': {
    plugin: offsetLimit(COUNTED),
    leavingOut: offsetLimit(WITH_ITEMS),
    vendor: ({ telling }) => byOffset(TELLINGS[telling]),
    requests: countedRequests,
  },
  'cursor()': {
    plugin: pagedConnector(
      (p) => p.cursor({ next: (body) => body.next }),
      ({ cursor }) => ({ path: '/list', query: { mark: cursor } }),
    ),
    vendor: (cut) => byMark(cut.size, cut, (next) => ({ next })),
    requests: markedRequests,
  },
  'cursorHeader()': {
    plugin: pagedConnector(
      (p) => p.cursorHeader({ header: 'X-Next-Mark' }),
      ({ cursor }) => ({ path: '/list', query: { mark: cursor } }),
    ),
    vendor: (cut) => byMark(cut.size, cut, (mark) => ({ headers: mark === undefined ? {} : { 'x-next-mark': mark } })),
    requests: markedRequests,
  },
  'linkHeader()': {
    plugin: pagedConnector(
      (p) => p.linkHeader(),
      ({ url }) => ({ path: url ?? '/list' }),
    ),
    vendor: (cut) =>
      byMark(cut.size, cut, (mark, url) => {
        const first = `<${url.pathname}>; rel="first start"; title="a, b; c=\\"d\\""`
        return { headers: { link: mark === undefined ? first : `${first} , <${marked(url, mark)}>;REL=Next` } }
      }),
    requests: markedRequests,
  },
  'nextUrl()': {
    plugin: pagedConnector(
      (p) => p.nextUrl({ next: (body) => body.next as string | null }),
      ({ url }) => ({ path: url ?? '/list' }),
    ),
    vendor: (cut) => byMark(cut.size, cut, (mark, url) => ({ next: mark && new URL(marked(url, mark)).search })),
    requests: markedRequests,
  },
  'keyset() to a short page': {
    plugin: pagedConnector(
      (p) => p.keyset((body) => body.list, { after: (last) => last.id, size: (c) => c.size }),
      ({ after }) => ({ path: '/list', query: { after } }),
    ),
    vendor: ({ size }) => byKey(size),
    requests: ({ count, size }) => Math.floor(count / size) + 1,
  },
  'keyset() to an empty page': {
    plugin: pagedConnector(
      (p) => p.keyset((body) => body.list, { after: (last) => last.id }),
      ({ after }) => ({ path: '/list', query: { after } }),
    ),
    vendor: ({ size }) => byKey(size),
    requests: ({ count, size }) => Math.ceil(count / size) + 1,
  },
}

describe('a walk by', () => {
  it.each(Object.entries(styles))(
    '%s covers every record once and asks for nothing after the end',
    async (_name, style) => {
      await fc.assert(
        fc.asyncProperty(cuts, fc.integer({ min: 1, max: 12 }), async (cut, pages) => {
          const { count, hideEvery } = cut
          const rows = rowsOf(count, (index) => hideEvery !== undefined && index % hideEvery === 0)
          const vendor = pagedVendor(style.vendor(cut), () => rows)
          const plugin = hideEvery === undefined ? style.plugin : (style.leavingOut ?? style.plugin)
          const read = await readPaged(plugin, vendor, { size: cut.size, concurrency: { pages } })
          expect(read).toMatchObject({ error: undefined, differences: [] })
          expect(read.ids).toEqual(rows.filter(({ hidden }) => !hidden).map(({ id }) => id))
          expect(vendor.sent).toHaveLength(style.requests(cut))
        }),
        { numRuns: 40 },
      )
    },
    60_000,
  )

  it('pageNumber() gives a list that looks shorter than its total away as different', async () => {
    const unaware = pagedConnector(
      (p) => p.pageNumber({ size: 10, totalRecords: (body) => body.total as number }),
      ({ number, size }) => ({ path: '/list', query: { page: number, size } }),
    )
    const rows = rowsOf(30, (index) => index % 3 === 0)
    const read = await readPaged(
      unaware,
      pagedVendor(byNumber(1, { total: whole }), () => rows),
    )
    expect(read.differences).toEqual(['the vendor states 30 records, 20 arrived'])
  })
})
