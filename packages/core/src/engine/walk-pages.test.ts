import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PageResult, PageStep } from '../contract/definition.js'
import type { StatedTotals } from '../contract/paginator.js'
import { MAX_PAGES } from '../pagination/paginator-kit.js'
import { type FetchPage, walkPages } from './walk-pages.js'

const never = new AbortController().signal

function step(id: string): PageStep {
  return {
    id,
    request: () => ({ path: '/' }),
    read: () => {
      throw new Error('not read here')
    },
  }
}

interface Sketch {
  readonly records?: number
  readonly stated?: StatedTotals
  readonly next?: string | undefined
  readonly ahead?: readonly string[]
}

function page(sketch: Sketch): PageResult {
  const { records = 1, stated = {}, next, ahead } = sketch
  return {
    entries: new Map(),
    records,
    differences: [],
    stated,
    next: next === undefined ? undefined : step(next),
    ahead: ahead?.map(step),
  }
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index))

describe('a walk page by page', () => {
  it('follows each page to the next', async () => {
    const asked: string[] = []
    const { pages } = await walkPages(
      step('1'),
      async ({ id }) => {
        asked.push(id)
        return page({ next: Number(id) < 5 ? String(Number(id) + 1) : undefined })
      },
      never,
    )
    expect(asked).toEqual(['1', '2', '3', '4', '5'])
    expect(pages).toHaveLength(5)
  })

  it.each([
    ['the page itself', { '1': '1' }],
    ['the first page', { '1': '2', '2': '1' }],
    ['a page in between', { '1': '2', '2': '3', '3': '4', '4': '2' }],
  ])('ends with an error when the next page is %s', async (_what, nexts: Readonly<Record<string, string>>) => {
    const walk = walkPages(step('1'), async ({ id }) => page({ next: nexts[id] }), never)
    await expect(walk).rejects.toMatchObject({ code: 'PAGING_ENDLESS', category: 'vendor_bug', stops: 'window' })
  })

  it('ends with an error at the page cap', async () => {
    let asked = 0
    const walk = walkPages(
      step('0'),
      async ({ id }) => {
        asked += 1
        return page({ next: String(Number(id) + 1) })
      },
      never,
    )
    await expect(walk).rejects.toThrow(/did not end after 100000 pages/)
    expect(asked).toBe(MAX_PAGES)
  })
})

describe('a walk ahead', () => {
  it('keeps the order of the pages, in whatever order they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.scheduler(), async (last, scheduler) => {
        const answer = scheduler.scheduleFunction(async (id: string) => id)
        const fetch: FetchPage = async ({ id }) => {
          const arrived = id === '1' ? id : await answer(id)
          return page({ records: Number(arrived), ahead: numbers(2, last) })
        }
        const walk = walkPages(step('1'), fetch, never)
        await scheduler.waitFor(walk)
        expect((await walk).pages.map(({ records }) => String(records))).toEqual(numbers(1, last))
      }),
      { numRuns: 60 },
    )
  })

  it('has four pages under way at most', async () => {
    let [underWay, most] = [0, 0]
    const fetch: FetchPage = async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      return page({ ahead: numbers(2, 30) })
    }
    await walkPages(step('1'), fetch, never)
    expect(most).toBe(4)
  })

  it('fails once with the page that failed first, stops the others and leaves none under way', async () => {
    const [asked, ended]: [string[], string[]] = [[], []]
    const fetch: FetchPage = async ({ id }, signal) => {
      asked.push(id)
      if (id === '1') return page({ ahead: numbers(2, 50) })
      if (id === '3') throw new Error('page 3 broke')
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      await new Promise((resolve) => setImmediate(resolve))
      ended.push(id)
      throw new Error('a later complaint')
    }
    await expect(walkPages(step('1'), fetch, never)).rejects.toThrow('page 3 broke')
    expect(asked).toEqual(['1', '2', '3', '4', '5'])
    expect(ended).toEqual(['2', '4', '5'])
  })

  it('ends with the reason of an abort', async () => {
    const stop = new AbortController()
    const fetch: FetchPage = async ({ id }, signal) => {
      if (id === '3') stop.abort(new DOMException('enough', 'AbortError'))
      signal.throwIfAborted()
      return page({ ahead: numbers(2, 50) })
    }
    await expect(walkPages(step('1'), fetch, stop.signal)).rejects.toThrow('enough')
  })

  it('refuses more pages than a walk may have before it asks for the second', async () => {
    const endless = walkPages(step('1'), async () => page({ ahead: numbers(2, MAX_PAGES + 1) }), never)
    await expect(endless).rejects.toMatchObject({ code: 'PAGING_ENDLESS' })
  })

  it.each([
    ['the first', ['2', '1']],
    ['one of its own', ['2', '3', '2']],
  ])('refuses a list of pages that repeats %s', async (_what, ahead) => {
    await expect(walkPages(step('1'), async () => page({ ahead }), never)).rejects.toThrow(/same page token twice/)
  })
})

describe('a list', () => {
  const walked = async (...pages: readonly Sketch[]): Promise<string | undefined> => {
    const next = (id: string): string | undefined => (Number(id) < pages.length ? String(Number(id) + 1) : undefined)
    const fetch: FetchPage = async ({ id }) => page({ ...pages[Number(id) - 1], next: next(id) })
    return (await walkPages(step('1'), fetch, never)).unsteady
  }

  it('that keeps still is steady', async () => {
    expect(await walked({ records: 2, stated: { records: 3, pages: 2 } }, { stated: { records: 3, pages: 2 } })).toBe(
      undefined,
    )
    expect(await walked({ records: 0, stated: { records: 0 } })).toBe(undefined)
    expect(await walked({ records: 7 }, { records: 5 })).toBe(undefined)
  })

  it('whose total is not what arrived is not', async () => {
    expect(await walked({ records: 2, stated: { records: 4 } }, { stated: { records: 4 } })).toBe(
      'the vendor states 4 records, 3 arrived',
    )
  })

  it('whose total changes from the first page to the last is not', async () => {
    expect(await walked({ records: 2, stated: { records: 3 } }, { stated: { records: 4 } })).toMatch(
      /from 3 to 4 records/,
    )
    expect(await walked({ stated: { pages: 2 } }, { stated: { pages: 3 } })).toMatch(/from 2 to 3 pages/)
  })

  it('that states its total on the first page only is judged by what arrived', async () => {
    expect(await walked({ records: 2, stated: { records: 3 } }, {})).toBe(undefined)
    expect(await walked({ records: 2, stated: { records: 9 } }, {})).toMatch(/9 records, 3 arrived/)
  })
})
