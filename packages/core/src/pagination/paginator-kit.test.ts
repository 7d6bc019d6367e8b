import { describe, expect, it } from 'vitest'
import type { PageTurn } from '../contract/paginator.js'
import type { Window } from '../contract/window.js'
import { MAX_PAGES } from './max-pages.js'
import { paginatorKit } from './paginator-kit.js'

// That each walk covers every record once is proven with vendors, in engine/every-record-once.test.ts.

interface Body {
  readonly list: readonly { readonly id: string | null }[]
  readonly total?: unknown
  readonly next?: string | number | null
}

interface Config {
  readonly size: number
}

const kit = paginatorKit<Config, Body>()
const window: Window = { start: '', end: '', startSeconds: 0, endSeconds: 0, date: '', lastDate: '' }
const config = { size: 10 }
const rows = (count: number): Body['list'] => Array.from({ length: count }, (_, index) => ({ id: `r${index}` }))

/** One page that has arrived; what a test is not about has a value all the same. */
function turn<Page>(page: Page, body: Partial<Body> = {}, headers: Readonly<Record<string, string>> = {}) {
  const whole: Body = { list: rows(10), ...body }
  const reply = { headers, url: 'https://x.example/list?page=1' }
  const arrived: PageTurn<Config, Body, Page> = {
    config,
    page,
    body: whole,
    reply,
    records: whole.list.length,
    window,
    nowSeconds: 0,
  }
  return arrived
}

describe('counted pages', () => {
  const page = { number: 1, size: 10 }
  const stated = kit.pageNumber({ size: 10, totalRecords: (b) => b.total as number | null })

  it('carry their place and their size as JSON', () => {
    const options = { size: (c: Config) => c.size }
    expect(kit.pageNumber(options).first({ config, window })).toEqual({ number: 1, size: 10 })
    expect(kit.pageIndex(options).first({ config, window })).toEqual({ number: 0, size: 10 })
    expect(kit.offsetLimit(options).first({ config, window })).toEqual({ offset: 0, limit: 10 })
    expect(kit.pageNumber(options).next(turn(page))).toEqual({ number: 2, size: 10 })
    expect(kit.pageIndex(options).next(turn({ number: 3, size: 10 }))).toEqual({ number: 4, size: 10 })
    expect(kit.offsetLimit(options).next(turn({ offset: 30, limit: 10 }))).toEqual({ offset: 40, limit: 10 })
  })

  it('are all known ahead where a total is stated, in the body or in a header', () => {
    const inHeader = kit.offsetLimit({ size: 10, totalRecords: (_body, { headers }) => Number(headers['x-total']) })
    expect(inHeader.ahead?.(turn({ offset: 0, limit: 10 }, {}, { 'x-total': '31' }))).toEqual([
      { offset: 10, limit: 10 },
      { offset: 20, limit: 10 },
      { offset: 30, limit: 10 },
    ])
    expect(stated.ahead?.(turn(page, { total: 20 }))).toEqual([{ number: 2, size: 10 }])
    expect(stated.ahead?.(turn(page, { total: 0, list: [] }))).toEqual([])
    expect(stated.ahead?.(turn(page, { total: null }))).toBeUndefined()
    expect(stated.stated?.({ list: [] }, turn(page).reply)).toEqual({ records: undefined, pages: undefined })
  })

  it('believe the pages rather than the records that a vendor states', () => {
    const both = kit.pageNumber({ size: 10, totalRecords: () => 100, totalPages: () => 2 })
    expect(both.ahead?.(turn(page))).toEqual([{ number: 2, size: 10 }])
  })

  it('are no more ahead than a walk may have, whatever the vendor claims', () => {
    const claimed = [1e9, Number.MAX_SAFE_INTEGER].map((total) => stated.ahead?.(turn(page, { total })))
    expect(claimed.map((pages) => pages?.length)).toEqual([MAX_PAGES, MAX_PAGES])
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2.5, '25', {}])('refuse a total of %o', (total) => {
    const wanted = expect.objectContaining({ code: 'PAGING_COUNT_INVALID', category: 'vendor_bug' })
    expect(() => stated.next(turn(page, { total }))).toThrow(wanted)
    expect(() => stated.ahead?.(turn(page, { total }))).toThrow(wanted)
    expect(() => stated.stated?.({ list: [], total }, turn(page).reply)).toThrow(wanted)
  })

  it.each([0, -5, 2.5, Number.NaN])('refuse pages of %d records: such a walk would not end', (size) => {
    const sized = kit.offsetLimit({ size: (c) => c.size })
    expect(() => sized.first({ config: { size }, window })).toThrow(
      expect.objectContaining({ category: 'config', message: expect.stringContaining('whole number of at least 1') }),
    )
  })
})

describe('a cursor', () => {
  const first = { cursor: undefined }
  const inBody = kit.cursor({ next: (b) => b.next })
  const inHeader = kit.cursorHeader({ header: 'X-Next-Cursor' })

  it.each([null, undefined, ''])('ends at %o', (next) => {
    expect(inBody.next(turn(first, next === undefined ? {} : { next }))).toBeUndefined()
  })

  it('goes on at 0, which is a cursor like any other, and over an empty page', () => {
    expect(inBody.next(turn(first, { list: [], next: 0 }))).toEqual({ cursor: '0' })
  })

  it('is found in a header, too', () => {
    expect(inHeader.next(turn(first, {}, { 'x-next-cursor': ' c/2= ' }))).toEqual({ cursor: 'c/2=' })
    expect(inHeader.next(turn(first, {}, { 'x-next-cursor': ' ' }))).toBeUndefined()
    expect(inHeader.next(turn(first))).toBeUndefined()
  })
})

describe('links', () => {
  const first = { url: undefined }
  const linked = (link: string) => kit.linkHeader().next(turn(first, {}, { link }))

  it('lead on from where the reply came from', () => {
    const urls = kit.nextUrl({ next: (b) => b.next as string | null })
    expect(urls.next(turn(first, { next: '?page=2' }))).toEqual({ url: 'https://x.example/list?page=2' })
    expect(['', null].map((next) => urls.next(turn(first, { next })))).toEqual([undefined, undefined])
    expect(linked('<?page=2>; rel=next')).toEqual({ url: 'https://x.example/list?page=2' })
  })

  it('of a header are told by their relation, one word among several, in any case', () => {
    expect(linked('</9>; rel=last, </2>; rel="start\t NEXT  more"')).toEqual({ url: 'https://x.example/2' })
    const other = kit.linkHeader({ rel: 'Older' })
    expect(other.next(turn(first, {}, { link: '</2>; rel=next, </3>; rel=older' }))).toEqual({
      url: 'https://x.example/3',
    })
  })

  it('of a header end the walk where none leads on', () => {
    expect(['', '</1>; rel=prev, </9>; rel="last nextish"'].map(linked)).toEqual([undefined, undefined])
    expect(kit.linkHeader().next(turn(first))).toBeUndefined()
  })

  it('of a header may say the same twice, but not two things', () => {
    expect(linked('</2>; rel=next, </2>; rel="next last"')).toEqual({ url: 'https://x.example/2' })
    expect(() => linked('</2>; rel=next, </3>; rel=next')).toThrow('it gives two different next pages')
  })

  it.each([
    ['</2>; rel', 'it has a link without a relation'],
    ['</2>; title="next"', 'it has a link without a relation'],
    ['</2>; rel=next; anchor="/other"', 'its next page has an anchor'],
    ['<>; rel=next', 'its next page has no address'],
    ['</2>; rel="next', 'its " has no end'],
  ])('of a header that says %j end the walk with an error', (link, problem) => {
    expect(() => linked(link)).toThrow(problem)
  })
})

describe('a keyset', () => {
  const byId = kit.keyset((b) => b.list, { after: (last) => last.id })
  const first = { after: undefined }

  it('goes on after the last record until a page is empty', () => {
    expect(byId.next(turn(first, { list: rows(2) }))).toEqual({ after: 'r1' })
    expect(byId.next(turn({ after: 'r1' }, { list: [] }))).toBeUndefined()
    expect(byId.items?.({ list: rows(7) })).toBe(7)
  })

  it('ends at a page shorter than its size, where it has one', () => {
    const sized = kit.keyset((b) => b.list, {
      after: (last, b) => ({ id: last.id, of: b.list.length }),
      size: (c) => c.size,
    })
    expect(sized.next(turn(first, { list: rows(9) }))).toBeUndefined()
    expect(sized.next(turn(first, { list: rows(10) }))).toEqual({ after: { id: 'r9', of: 10 } })
    expect(sized.next(turn(first, { list: rows(11) }))).toEqual({ after: { id: 'r10', of: 11 } })
  })

  it('ends with an error where the last record has no key: the rest could not be reached', () => {
    expect(() => byId.next(turn(first, { list: [{ id: 'r1' }, { id: null }] }))).toThrow(
      expect.objectContaining({ code: 'PAGING_KEY_MISSING', category: 'vendor_bug' }),
    )
  })
})

describe('the others', () => {
  it('single has no next page', () => {
    expect(kit.single().next(turn(kit.single().first({ config, window })))).toBeUndefined()
  })

  it('walk hands the page, its reply, what was sent and the window to next', () => {
    const own = kit.walk({
      first: ({ window: { startSeconds } }) => ({ at: startSeconds }),
      next: ({ page, body, reply }) => ({ at: page.at + body.list.length + reply.url.length }),
    })
    expect(own.next(turn(own.first({ config, window })))).toEqual({ at: 39 })
  })
})
