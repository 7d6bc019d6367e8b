import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PageResult, PageStep } from '../contract/definition.js'
import type { StatedTotals } from '../contract/paginator.js'
import { MAX_PAGES } from '../pagination/max-pages.js'
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
  /** Items as the vendor counts them. Default: `records`. */
  readonly count?: number
  /** Called when the records are projected. */
  readonly project?: () => void
}

function page(sketch: Sketch): PageResult {
  const { records = 1, count = records, stated = {}, next, ahead, project } = sketch
  return {
    records,
    count,
    content: () => {
      project?.()
      return { entries: new Map(), records, differences: [] }
    },
    stated,
    next: next === undefined ? undefined : step(next),
    ahead: () => ahead?.map(step),
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
      4,
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
    const walk = walkPages(step('1'), async ({ id }) => page({ next: nexts[id] }), 4, never)
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
      4,
      never,
    )
    await expect(walk).rejects.toThrow(/did not end after 100000 pages/)
    expect(asked).toBe(MAX_PAGES)
  })
})

describe('a walk by opaque tokens', () => {
  /** Keeps what happens, in order; page 3 is the last. */
  function recorded(projected: (id: string) => void = () => {}) {
    const order: string[] = []
    const fetch: FetchPage = async ({ id }, signal) => {
      order.push(`ask ${id}`)
      const abort = (): void => void order.push(`abort ${id}`)
      signal.addEventListener('abort', abort, { once: true })
      await new Promise((resolve) => setImmediate(resolve))
      signal.removeEventListener('abort', abort)
      signal.throwIfAborted()
      order.push(`got ${id}`)
      const project = (): void => {
        order.push(`project ${id}`)
        projected(id)
      }
      return page({ next: id === '3' ? undefined : String(Number(id) + 1), project })
    }
    return { order, fetch }
  }

  it('asks for one page more before the records of this one are projected, and never for two', async () => {
    const { order, fetch } = recorded()
    await walkPages(step('1'), fetch, 4, never)
    const asking = order.filter((what) => !what.startsWith('got'))
    expect(asking).toEqual(['ask 1', 'ask 2', 'project 1', 'ask 3', 'project 2', 'project 3'])
    expect(order.indexOf('got 2')).toBeLessThan(order.indexOf('ask 3'))
  })

  it('lets the request leave: it yields a turn of the event loop before it projects', async () => {
    let left = false
    const { fetch } = recorded((id) => {
      if (id === '1') expect(left).toBe(true)
    })
    await walkPages(
      step('1'),
      async (one, signal) => {
        if (one.id === '2') setImmediate(() => (left = true)) // as a socket writes
        return fetch(one, signal)
      },
      4,
      never,
    )
    expect(left).toBe(true)
  })

  it('ends with a projection that fails: the page that was asked for meanwhile is aborted', async () => {
    const { order, fetch } = recorded((id) => {
      if (id === '2') throw new TypeError('stamp broke')
    })
    const silent: FetchPage = async (one, signal) => {
      if (one.id !== '3') return fetch(one, signal)
      order.push('ask 3')
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve))
      order.push('abort 3')
      throw signal.reason
    }
    await expect(walkPages(step('1'), silent, 4, never)).rejects.toThrow('stamp broke')
    expect(order.slice(-3)).toEqual(['ask 3', 'project 2', 'abort 3'])
  })

  it('tells what came first where both a projection and the page after it fail', async () => {
    const { fetch } = recorded((id) => {
      if (id === '1') throw new TypeError('stamp broke')
    })
    const failing: FetchPage = (one, signal) =>
      one.id === '2' ? Promise.reject(new Error('page 2 broke')) : fetch(one, signal)
    await expect(walkPages(step('1'), failing, 4, never)).rejects.toThrow('stamp broke')
  })

  it('lets go of the bodies of pages that are done with', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const bodies: WeakRef<object>[] = []
    let most = 0
    const fetch: FetchPage = async ({ id }) => {
      for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve))
      for (let times = 0; times < 2; times += 1) collectGarbage() // the first may end a marking that began too early
      most = Math.max(most, bodies.filter((body) => body.deref() !== undefined).length)
      const body = { rows: Array(1_000).fill(id) }
      bodies.push(new WeakRef(body))
      return page({ next: id === '9' ? undefined : String(Number(id) + 1), project: () => void body.rows.length })
    }
    const { pages } = await walkPages(step('1'), fetch, 4, never)
    expect(pages).toHaveLength(9)
    expect(most).toBe(0)
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
        const walk = walkPages(step('1'), fetch, 4, never)
        await scheduler.waitFor(walk)
        expect((await walk).pages.map(({ records }) => String(records))).toEqual(numbers(1, last))
      }),
      { numRuns: 60 },
    )
  })

  it.each([1, 4, 10, 50])('has as many pages under way as it may: %i', async (ahead) => {
    let [underWay, most] = [0, 0]
    const fetch: FetchPage = async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      return page({ ahead: numbers(2, 30) })
    }
    const { pages } = await walkPages(step('1'), fetch, ahead, never)
    expect([pages.length, most]).toEqual([30, Math.min(ahead, 29)])
  })

  it('warns of no leak, however many pages listen for its end', async () => {
    const warnings: Error[] = []
    const keep = (warning: Error): void => void warnings.push(warning)
    process.on('warning', keep)
    const fetch: FetchPage = async (_step, signal) => {
      const listen = (): void => {}
      signal.addEventListener('abort', listen)
      await new Promise((resolve) => setImmediate(resolve))
      signal.removeEventListener('abort', listen)
      return page({ ahead: numbers(2, 60) })
    }
    await walkPages(step('1'), fetch, 30, never)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', keep)
    expect(warnings).toEqual([])
  })

  it('asks for nothing more after an empty page, and says that more was stated', async () => {
    const asked: string[] = []
    const fetch: FetchPage = async ({ id }) => {
      asked.push(id)
      return page({ count: Number(id) < 6 ? 5 : 0, records: 0, ahead: numbers(2, 5_000) })
    }
    const { pages, unsteady } = await walkPages(step('1'), fetch, 3, never)
    expect(asked).toEqual(numbers(1, 8))
    expect([pages.length, unsteady]).toEqual([8, 'the vendor states 5000 pages, the list ended after 8'])
  })

  it('asks for the next page before it projects the one that came, on every lane', async () => {
    const order: string[] = []
    const fetch: FetchPage = async ({ id }) => {
      order.push(`ask ${id}`)
      await new Promise((resolve) => setImmediate(resolve))
      return page({ ahead: numbers(2, 8), project: () => order.push(`project ${id}`) })
    }
    await walkPages(step('1'), fetch, 3, never)
    expect(order.slice(0, 5)).toEqual(['ask 1', 'ask 2', 'ask 3', 'ask 4', 'project 1'])
    for (const id of [2, 3, 4, 5]) expect(order.indexOf(`ask ${id + 3}`)).toBeLessThan(order.indexOf(`project ${id}`))
    expect(order.filter((what) => what.startsWith('project'))).toHaveLength(8)
  })

  it('ends with a projection that fails: what is under way is aborted, and nothing more is asked for', async () => {
    const [asked, aborted]: [string[], string[]] = [[], []]
    const fetch: FetchPage = async ({ id }, signal) => {
      asked.push(id)
      const project = (): void => {
        if (id === '2') throw new TypeError('stamp broke')
      }
      if (Number(id) <= 2) return page({ ahead: numbers(2, 50), project })
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      aborted.push(id)
      throw signal.reason
    }
    await expect(walkPages(step('1'), fetch, 3, never)).rejects.toThrow('stamp broke')
    expect(asked).toEqual(['1', '2', '3', '4', '5'])
    expect(aborted).toEqual(['3', '4', '5'])
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
    await expect(walkPages(step('1'), fetch, 4, never)).rejects.toThrow('page 3 broke')
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
    await expect(walkPages(step('1'), fetch, 4, stop.signal)).rejects.toThrow('enough')
  })

  it('refuses more pages than a walk may have before it asks for the second', async () => {
    const endless = walkPages(step('1'), async () => page({ ahead: numbers(2, MAX_PAGES + 1) }), 4, never)
    await expect(endless).rejects.toMatchObject({ code: 'PAGING_ENDLESS' })
  })

  it.each([
    ['the first', ['2', '1', ...numbers(3, 50)]],
    ['one of its own', ['2', '3', '2', ...numbers(4, 50)]],
  ])('ends with an error, and all lanes with it, at a list of pages that repeats %s', async (_what, ahead) => {
    let asked = 0
    const fetch: FetchPage = async () => {
      asked += 1
      await new Promise((resolve) => setImmediate(resolve))
      return page({ ahead })
    }
    await expect(walkPages(step('1'), fetch, 2, never)).rejects.toThrow(/same page token twice/)
    expect(asked).toBeLessThan(6)
  })
})

describe('a list', () => {
  const walked = async (...pages: readonly Sketch[]): Promise<string | undefined> => {
    const next = (id: string): string | undefined => (Number(id) < pages.length ? String(Number(id) + 1) : undefined)
    const fetch: FetchPage = async ({ id }) => page({ ...pages[Number(id) - 1], next: next(id) })
    return (await walkPages(step('1'), fetch, 4, never)).unsteady
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

  it('is counted as the vendor counts, whatever streams took of it', async () => {
    expect(await walked({ records: 1, count: 2, stated: { records: 3 } }, { records: 0, count: 1 })).toBe(undefined)
    expect(await walked({ records: 3, count: 4, stated: { records: 3 } })).toMatch(/states 3 records, 4 arrived/)
  })

  it('whose total changes for one page in between is not', async () => {
    expect(await walked({ stated: { pages: 3 } }, { stated: { pages: 2 } }, { stated: { pages: 3 } })).toMatch(
      /from 3 to 2 pages/,
    )
  })

  it('that ends before the pages that it states is not', async () => {
    expect(await walked({}, { stated: { pages: 3 } })).toBe('the vendor states 3 pages, the list ended after 2')
  })

  it('that states its total on the first page only is judged by what arrived', async () => {
    expect(await walked({ records: 2, stated: { records: 3 } }, {})).toBe(undefined)
    expect(await walked({ records: 2, stated: { records: 9 } }, {})).toMatch(/9 records, 3 arrived/)
    expect(await walked({ records: 2 }, { stated: { records: 9 } })).toMatch(/9 records, 3 arrived/)
  })
})
