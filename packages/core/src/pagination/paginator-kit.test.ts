import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PageTurn, Paginator } from '../contract/paginator.js'
import type { Window } from '../contract/window.js'
import { MAX_PAGES, type NumberedPage, paginatorKit } from './paginator-kit.js'

interface Body {
  readonly list: readonly number[]
  readonly total?: number | null
  readonly pages?: number | null
  readonly next?: string | number | null
}

const kit = paginatorKit<{ readonly size: number }, Body>()
const window: Window = { start: '', end: '', startSeconds: 0, endSeconds: 0, date: '', lastDate: '' }

function turnOf<Page>(page: Page, body: Body, size = 10): PageTurn<{ readonly size: number }, Body, Page> {
  return { config: { size }, page, body, records: body.list.length, window, nowSeconds: 0 }
}

/** Everything a walk meets, page by page: by `next`, or by what the first page says of the others. */
function walk<Page>(
  paginator: Paginator<{ readonly size: number }, Body, Page>,
  reply: (page: Page) => Body,
  { size = 10, ahead = false } = {},
): { readonly records: readonly number[]; readonly pages: number } {
  const records: number[] = []
  const first = paginator.first({ config: { size }, window })
  const others = ahead ? paginator.ahead?.(turnOf(first, reply(first), size)) : undefined
  if (others !== undefined)
    return { records: [first, ...others].flatMap((page) => reply(page).list), pages: others.length + 1 }
  let pages = 0
  for (let page: Page | undefined = first; page !== undefined; pages += 1) {
    if (pages > 10_000) throw new Error('endless')
    const body = reply(page)
    records.push(...body.list)
    page = paginator.next(turnOf(page, body, size))
  }
  return { records, pages }
}

const all = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
const sizes = fc.record({ count: fc.integer({ min: 0, max: 300 }), size: fc.integer({ min: 1, max: 50 }) })
const slice = (list: readonly number[], from: number, size: number): readonly number[] => list.slice(from, from + size)

describe('numbered pages', () => {
  it('go on after a page that looks short because a stream left items out', () => {
    const paginator = kit.pageNumber({ size: 10, items: (body) => body.list.length })
    const turn = { ...turnOf({ number: 1, size: 10 }, { list: all(10) }), records: 3 }
    expect(paginator.next(turn)).toEqual({ number: 2, size: 10 })
    expect(kit.pageNumber({ size: 10 }).next(turn)).toBeUndefined()
  })

  const kinds = ['records stated', 'pages stated', 'both stated', 'nothing stated'] as const

  it.each(kinds.flatMap((kind) => [1, 0].map((base) => [kind, base] as const)))(
    'cover every record exactly once: %s, counted from %i',
    (kind, base) => {
      fc.assert(
        fc.property(sizes, fc.boolean(), ({ count, size }, ahead) => {
          const list = all(count)
          const options = {
            size: (config: { readonly size: number }) => config.size,
            ...(kind !== 'pages stated' && kind !== 'nothing stated' && { totalRecords: (b: Body) => b.total }),
            ...(kind !== 'records stated' && kind !== 'nothing stated' && { totalPages: (b: Body) => b.pages }),
          }
          const paginator = base === 1 ? kit.pageNumber(options) : kit.pageIndex(options)
          const reply = ({ number, size }: NumberedPage): Body => ({
            list: slice(list, (number - base) * size, size),
            total: count,
            pages: Math.ceil(count / size),
          })
          const walked = walk(paginator, reply, { size, ahead })
          expect(walked.records).toEqual(list)
          const needed = Math.max(1, Math.ceil(count / size))
          expect(walked.pages).toBe(kind === 'nothing stated' && count % size === 0 && count > 0 ? needed + 1 : needed)
        }),
      )
    },
  )

  const stated = kit.pageNumber({ size: 10, totalRecords: (b) => b.total })

  it('end at an empty page even where the total promises more', () => {
    expect(walk(stated, ({ number }) => ({ list: number < 3 ? [number] : [], total: 1000 })).pages).toBe(3)
  })

  it('end at a short page where the vendor states no total after all', () => {
    expect(walk(stated, ({ number }) => ({ list: all(number < 3 ? 10 : 4), total: null })).pages).toBe(3)
  })

  it('count no more pages ahead than a walk may have, whatever the vendor claims', () => {
    const first = stated.first({ config: { size: 10 }, window })
    const claimed = [1e9, Number.MAX_SAFE_INTEGER].map((total) => stated.ahead?.(turnOf(first, { list: [1], total })))
    expect(claimed.map((pages) => pages?.length)).toEqual([MAX_PAGES, MAX_PAGES])
  })

  it('know nothing ahead without a total', () => {
    const first = stated.first({ config: { size: 10 }, window })
    expect(stated.ahead?.(turnOf(first, { list: [1] }))).toBeUndefined()
    expect(stated.stated?.({ list: [] })).toEqual({ records: undefined, pages: undefined })
  })

  it('have JSON for tokens', () => {
    const first = stated.first({ config: { size: 10 }, window })
    expect(JSON.parse(JSON.stringify(first))).toEqual({ number: 1, size: 10 })
  })
})

describe('a cursor', () => {
  const paginator = kit.cursor({ next: (b) => b.next })

  it('covers every record exactly once', () => {
    fc.assert(
      fc.property(sizes, ({ count, size }) => {
        const list = all(count)
        const reply = ({ cursor = '0' }: { readonly cursor: string | undefined }): Body => {
          const end = Number(cursor) + size
          return { list: slice(list, Number(cursor), size), next: end < count ? end : null }
        }
        expect(walk(paginator, reply).records).toEqual(list)
      }),
    )
  })

  it.each([null, undefined, ''])('ends at %o', (next) => {
    expect(
      paginator.next(turnOf({ cursor: undefined }, { list: [1], ...(next !== undefined && { next }) })),
    ).toBeUndefined()
  })

  it('goes on at 0, which is a cursor like any other, and over an empty page', () => {
    expect(paginator.next(turnOf({ cursor: undefined }, { list: [], next: 0 }))).toEqual({ cursor: '0' })
  })
})

describe('the others', () => {
  it('single asks once', () => {
    expect(walk(kit.single(), () => ({ list: [1, 2] }))).toEqual({ records: [1, 2], pages: 1 })
  })

  it('walk hands the page, its reply and the window to next', () => {
    const paginator = kit.walk<{ readonly at: number }>({
      first: ({ window }) => ({ at: window.startSeconds }),
      next: ({ page, body }) => (body.list.length === 0 ? undefined : { at: page.at + body.list.length }),
    })
    const list = all(25)
    expect(walk(paginator, ({ at }) => ({ list: slice(list, at, 7) })).records).toEqual(list)
  })
})
