import { setMaxListeners } from 'node:events'
import type { PageContent, PageResult, PageStep } from '../contract/definition.js'
import type { StatedTotals } from '../contract/paginator.js'
import { MAX_PAGES } from '../pagination/max-pages.js'
import { pagingError } from '../pagination/paging-error.js'

/** The pages of one window in order, and whether the list kept still meanwhile. */
export interface WalkedPages {
  readonly pages: readonly PageContent[]
  /** What the vendor states differs from page to page, or from what arrived; in words. */
  readonly unsteady: string | undefined
}

/** Fetches one page. */
export type FetchPage = (step: PageStep, signal: AbortSignal) => Promise<PageResult>

/**
 * Walks all pages. Where the first reply tells all others, `ahead` of them are under way at once, and kept in order; else
 * one. Either way the next request leaves before the records of the page that has arrived are looked at. What fails first
 * ends the walk, and nothing of it goes on behind its back.
 */
export async function walkPages(
  first: PageStep,
  fetch: FetchPage,
  ahead: number,
  outer: AbortSignal,
): Promise<WalkedPages> {
  outer.throwIfAborted()
  const stop = new AbortController()
  setMaxListeners(0, stop.signal) // every page under way listens: Node takes more than ten for a leak
  const leave = (): void => stop.abort(outer.reason)
  outer.addEventListener('abort', leave, { once: true })
  try {
    return await walkAll(first, fetch, ahead, stop)
  } finally {
    outer.removeEventListener('abort', leave)
  }
}

async function walkAll(first: PageStep, fetch: FetchPage, ahead: number, stop: AbortController): Promise<WalkedPages> {
  const { signal } = stop
  let head: PageResult | undefined = await fetch(first, signal)
  const others = head.ahead()
  const nextStep = others === undefined ? follow(first) : takeFrom(first, others)
  const walked: Walked[] = []
  let asked = 0
  const ask: Ask = (arrived) => {
    signal.throwIfAborted()
    const step = nextStep(arrived)
    if (step === undefined) return undefined
    asked += 1
    const page = fetch(step, signal)
    page.catch(() => {}) // reported when its turn comes
    return { place: asked, page }
  }
  const told = others?.length ?? 0
  const beside = Array.from({ length: Math.min(ahead, told) - 1 }, () => undefined)
  const lanes = [head, ...beside].map((arrived) => lane(arrived, ask, walked, stop))
  head = undefined // its body may go as soon as its lane is done with it
  const ended = await Promise.allSettled(lanes)
  signal.throwIfAborted()
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return { pages: walked.map(({ content }) => content), unsteady: unsteadiness(walked, 1 + told) }
}

/** One request after the other, each before the page that came by the last one is projected. */
async function lane(arrived: PageResult | undefined, ask: Ask, walked: Walked[], stop: AbortController): Promise<void> {
  let place = 0
  let coming: Coming | undefined
  try {
    for (;;) {
      coming = ask(arrived)
      if (coming !== undefined) await eventLoopTurn()
      if (arrived !== undefined) walked[place] = projected(arrived)
      arrived = undefined // its body may go while the next page is awaited
      if (coming === undefined) return
      place = coming.place
      arrived = await coming.page
    }
  } catch (error) {
    stop.abort(error)
    await coming?.page.catch(() => {})
    throw error
  }
}

/** Issues the next request, now that a page has arrived; undefined where there is none. */
type Ask = (arrived: PageResult | undefined) => Coming | undefined

/** A request under way. */
interface Coming {
  /** Of the page in the walk, from 0. */
  readonly place: number
  readonly page: Promise<PageResult>
}

/** What is kept of a page: its body is not. */
interface Walked extends Pick<PageResult, 'count' | 'stated'> {
  readonly content: PageContent
}

function projected({ content, count, stated }: PageResult): Walked {
  return { content: content(), count, stated }
}

/** Requests that were issued leave in it; without it they would wait for whatever is computed next. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Which page is asked for, now that one has arrived (undefined: that one more may be under way); undefined for none. */
type NextStep = (arrived: PageResult | undefined) => PageStep | undefined

/** Each page tells the next one. */
function follow(first: PageStep): NextStep {
  const unseen = refuseRepeats(first)
  return (arrived) => arrived?.next && unseen(arrived.next)
}

/** The first page told all others. An empty one ends the list all the same: a total is the vendor's word. */
function takeFrom(first: PageStep, steps: readonly PageStep[]): NextStep {
  if (steps.length >= MAX_PAGES) throw endless(`the vendor states over ${MAX_PAGES} pages`)
  const unseen = refuseRepeats(first)
  let place = 0
  return (arrived) => {
    if (arrived?.count === 0) place = steps.length
    const step = steps[place]
    place += 1
    return step && unseen(step)
  }
}

/** Lets each page pass once, and no more of them than a walk may have. */
function refuseRepeats(first: PageStep): (step: PageStep) => PageStep {
  const seen = new Set([first.id])
  return (step) => {
    const { id } = step
    if (seen.has(id)) throw endless('the vendor gave the same page token twice')
    if (seen.size >= MAX_PAGES) throw endless(`the walk did not end after ${MAX_PAGES} pages`)
    seen.add(id)
    return step
  }
}

function unsteadiness(pages: readonly Walked[], promised: number): string | undefined {
  const first = pages[0]?.stated ?? {}
  const last: StatedTotals = pages.at(-1)?.stated ?? {}
  const arrived = pages.reduce((sum, { count }) => sum + count, 0)
  const total = first.records ?? last.records
  if (total !== undefined && total !== arrived) return `the vendor states ${total} records, ${arrived} arrived`
  for (const { stated } of pages) {
    const moved = changed('records', first.records, stated.records) ?? changed('pages', first.pages, stated.pages)
    if (moved !== undefined) return moved
  }
  const stated = Math.max(promised, last.pages ?? 0)
  return stated <= pages.length ? undefined : `the vendor states ${stated} pages, the list ended after ${pages.length}`
}

/** A page that states nothing contradicts nothing. */
function changed(what: string, first: number | undefined, last: number | undefined): string | undefined {
  if (first === undefined || last === undefined || first === last) return undefined
  return `the stated total changed from ${first} to ${last} ${what}`
}

function endless(problem: string): Error {
  return pagingError('PAGING_ENDLESS', `paging was stopped: ${problem}`)
}
