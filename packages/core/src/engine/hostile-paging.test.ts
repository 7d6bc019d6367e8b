import 'reflect-metadata'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plugin } from '../contract/plugin.js'
import { pagedConnector, readPaged } from '../testing/paged-connector.js'
import {
  byMark,
  byNumber,
  byOffset,
  type PagedRow,
  pagedVendor,
  rowsOf,
  type Telling,
} from '../testing/paged-vendor.js'
import { scriptedTransport } from '../testing/scripted-transport.js'

const SIZE = 10

/** Counted pages that believe whatever the vendor states. */
const numbered = pagedConnector(
  (p) =>
    p.pageNumber({
      size: SIZE,
      totalRecords: (body) => body.total as number,
      totalPages: (body) => body.pages as number,
    }),
  ({ number, size }) => ({ path: '/list', query: { page: number, size } }),
)
const offset = pagedConnector(
  (p) =>
    p.offsetLimit({
      size: SIZE,
      totalRecords: (body) => (body.total === 'NaN' ? Number(body.total) : (body.total as number)),
      totalPages: (body) => body.pages as number,
    }),
  ({ offset, limit }) => ({ path: '/list', query: { offset, limit } }),
)
const counted = [
  ['pageNumber()', numbered, (telling: Telling) => byNumber(1, telling)],
  ['offsetLimit()', offset, byOffset],
] as const

const linked: readonly (readonly [string, Plugin, (link: string) => object])[] = [
  [
    'nextUrl()',
    pagedConnector(
      (p) => p.nextUrl({ next: (body) => body.next as string }),
      ({ url }) => ({ path: url ?? '/list' }),
    ),
    (next) => ({ body: { list: rowsOf(1), next } }),
  ],
  [
    'linkHeader()',
    pagedConnector(
      (p) => p.linkHeader(),
      ({ url }) => ({ path: url ?? '/list' }),
    ),
    (next) => ({ body: { list: rowsOf(1) }, headers: { link: `<${next}>; rel="next"` } }),
  ],
]

const idsOf = (rows: readonly PagedRow[]): readonly string[] => rows.map(({ id }) => id)

describe.each(counted)('a vendor behind %s', (_name, plugin, paging) => {
  it('whose list grows and shrinks meanwhile gives one state of it, or is said to differ', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 45 }), { minLength: 1, maxLength: 12 })
    const tellings = fc.constantFrom<Telling>(
      { total: (count) => count },
      { pages: (count) => Math.ceil(count / SIZE) },
      { total: (count) => count, pages: (count) => Math.ceil(count / SIZE) },
    )
    await fc.assert(
      fc.asyncProperty(sizes, tellings, fc.integer({ min: 1, max: 6 }), async (counts, telling, pages) => {
        const vendor = pagedVendor(paging(telling), (request) => rowsOf(counts[request] ?? counts.at(-1) ?? 0))
        const { ids, differences, error } = await readPaged(plugin, vendor, { concurrency: { pages } })
        expect(error).toBeUndefined()
        if (differences.length === 0) expect(counts.map((count) => idsOf(rowsOf(count)))).toContainEqual(ids)
        expect(vendor.sent.length).toBeLessThanOrEqual(3 * 6)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it.each([-1, 2.5, 1e300, 'NaN', 'Infinity', { count: 5 }, true])(
    'that states a total of %j is refused',
    async (total) => {
      for (const telling of [{ total: () => total }, { pages: () => total }]) {
        const vendor = pagedVendor(paging(telling), () => rowsOf(25))
        const { ids, error } = await readPaged(plugin, vendor)
        expect(error).toMatchObject({ code: 'PAGING_COUNT_INVALID', category: 'vendor_bug', stops: 'window' })
        expect([ids, vendor.sent.length]).toEqual([[], 1])
      }
    },
  )

  it('that states a billion is refused before its second page', async () => {
    for (const telling of [{ total: () => 1e9 }, { pages: () => 1e9 }]) {
      const vendor = pagedVendor(paging(telling), () => rowsOf(25))
      expect((await readPaged(plugin, vendor)).error).toMatchObject({ code: 'PAGING_ENDLESS' })
      expect(vendor.sent).toHaveLength(1)
    }
  })

  it('that states far too much is read to its end, and said to differ', async () => {
    for (const telling of [{ total: () => 50_000 }, { pages: () => 5_000 }]) {
      const vendor = pagedVendor(paging(telling), () => rowsOf(25))
      const { ids, differences, error } = await readPaged(plugin, vendor, { concurrency: { pages: 3 } })
      expect(error).toBeUndefined()
      expect(ids).toEqual(idsOf(rowsOf(25)))
      expect(differences).toEqual([
        expect.stringMatching(/states (50000 records, 25 arrived|5000 pages, the list ended after \d$)/),
      ])
      expect(vendor.sent.length).toBeLessThanOrEqual(3 * (4 + 2)) // thrice, each with what was under way
    }
  })

  it.each([0, 3])('that states %d pages where there are more of them is said to differ', async (total) => {
    const vendor = pagedVendor(paging({ total: () => total }), () => rowsOf(25))
    expect((await readPaged(plugin, vendor)).differences).toEqual([`the vendor states ${total} records, 10 arrived`])
  })
})

describe('a vendor whose pages name the next one', () => {
  const cursor = pagedConnector(
    (p) => p.cursor({ next: (body) => body.next }),
    ({ cursor }) => ({ path: '/list', query: { mark: cursor } }),
  )

  it('at will is read as far as that goes, and never in circles', async () => {
    const graph = fc.array(fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }), { minLength: 13, maxLength: 13 })
    await fc.assert(
      fc.asyncProperty(graph, async (nexts) => {
        const path: number[] = []
        let at: number | null = 0
        while (at !== null && !path.includes(at)) {
          path.push(at)
          at = nexts[at] ?? null
        }
        const vendor = scriptedTransport(({ url }) => {
          const mark = Number(new URL(url).searchParams.get('mark') ?? 0)
          return { body: { list: [{ id: `r${mark}` }], next: nexts[mark] ?? null } }
        })
        const { ids, error } = await readPaged(cursor, vendor)
        expect(vendor.sent).toHaveLength(path.length)
        if (at === null) expect(ids).toEqual(path.map((mark) => `r${mark}`))
        else expect(error).toMatchObject({ code: 'PAGING_ENDLESS' })
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('by the keys of rows that do not move on is stopped', async () => {
    const keyset = pagedConnector(
      (p) => p.keyset((body) => body.list, { after: (last) => last.id }),
      ({ after }) => ({ path: '/list', query: { after } }),
    )
    const vendor = scriptedTransport(() => ({ body: { list: rowsOf(3) } }))
    expect((await readPaged(keyset, vendor)).error).toMatchObject({ code: 'PAGING_ENDLESS' })
    expect(vendor.sent).toHaveLength(2)
  })

  it('over an empty page is read on', async () => {
    const marks: Readonly<Record<string, object>> = {
      '': { list: rowsOf(1), next: 'a' },
      a: { list: [], next: 'b' },
      b: { list: rowsOf(2).slice(1) },
    }
    const vendor = scriptedTransport(({ url }) => ({ body: marks[new URL(url).searchParams.get('mark') ?? ''] }))
    expect((await readPaged(cursor, vendor)).ids).toEqual(idsOf(rowsOf(2)))
  })
})

describe.each(linked)('a vendor behind %s', (_name, plugin, reply) => {
  it.each([
    ['https://evil.example/v1/list?page=2', 'the next page is on https://evil.example;'],
    ['//evil.example/list', 'the next page is on https://evil.example;'],
    ['http://api.paged.example/v1/list?page=2', 'the next page is on http://api.paged.example;'],
    ['https://api.paged.example:8443/list', 'the next page is on https://api.paged.example:8443;'],
    ['https://api.paged.example@evil.example/', 'the next page is on https://evil.example;'],
    ['javascript:alert(document.domain)', 'the next page is at no http address'],
    ['https://user:pass@api.paged.example/v1/list?page=2', 'the next page has a user name in its address'],
    ['https://[', 'the next page is at an address that is none'],
  ])('that leads to %s gets nothing sent there, and no record passes for all', async (link, problem) => {
    const vendor = scriptedTransport(() => reply(link))
    const { ids, error } = await readPaged(plugin, vendor, { key: 'sk-canary-4711' })
    expect(error).toMatchObject({ code: 'NEXT_PAGE_REFUSED', category: 'vendor_bug', stops: 'window' })
    expect(error?.message).toContain(problem)
    expect(String(error)).not.toMatch(/pass|page=2|document/)
    expect([ids, vendor.sent.length]).toEqual([[], 1])
  })

  it('that leads in a circle is stopped', async () => {
    const vendor = scriptedTransport(({ url }) => reply(url.includes('page=2') ? '/v1/list?page=3' : '/v1/list?page=2'))
    expect((await readPaged(plugin, vendor)).error).toMatchObject({ code: 'PAGING_ENDLESS' })
    expect(vendor.sent).toHaveLength(3)
  })

  it('that leads to the page itself is stopped at once, though its nonce changes every time', async () => {
    const vendor = scriptedTransport(({ url }) => reply(`${url}#again`))
    expect((await readPaged(plugin, vendor)).error).toMatchObject({ code: 'NEXT_PAGE_REFUSED' })
    expect(vendor.sent).toHaveLength(1)
  })
})

describe('a broken Link header', () => {
  it('ends the reading with an error, not with half of the records', async () => {
    const [, plugin] = linked[1] ?? []
    if (plugin === undefined) throw new RangeError('no plugin')
    const vendor = pagedVendor(
      byMark(2, {}, (mark) => ({ headers: { link: `<?mark=${mark}>; rel="next` } })),
      () => rowsOf(5),
    )
    const { ids, error } = await readPaged(plugin, vendor)
    expect(error).toMatchObject({ code: 'LINK_HEADER_BROKEN', category: 'vendor_bug' })
    expect([ids, vendor.sent.length]).toEqual([[], 1])
  })
})
