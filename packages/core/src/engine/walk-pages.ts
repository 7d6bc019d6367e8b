import pLimit from 'p-limit'
import type { PageContent, PageResult, PageStep } from '../contract/definition.js'
import { VendorError } from '../contract/errors.js'
import { MAX_PAGES } from '../pagination/paginator-kit.js'

/** Pages of one window under way at once. */
const PAGES_AHEAD = 4

/** The pages of one window in order, and whether the list kept still meanwhile. */
export interface WalkedPages {
  readonly pages: readonly PageContent[]
  /** What the vendor states differs between first and last page, or from what arrived; in words. */
  readonly unsteady: string | undefined
}

/** Fetches one page. */
export type FetchPage = (step: PageStep, signal: AbortSignal) => Promise<PageResult>

/** Walks all pages. Where the first reply tells all others, they are fetched ahead, in parallel, and kept in order. */
export async function walkPages(first: PageStep, fetch: FetchPage, signal: AbortSignal): Promise<WalkedPages> {
  const head = await fetch(first, signal)
  const pages =
    head.ahead === undefined
      ? await followPages(first, head, (step) => fetch(step, signal))
      : [head, ...(await fetchAhead(first, head.ahead, fetch, signal))]
  return { pages, unsteady: unsteadiness(pages) }
}

async function followPages(
  first: PageStep,
  head: PageResult,
  fetch: (step: PageStep) => Promise<PageResult>,
): Promise<PageResult[]> {
  const pages = [head]
  const seen = new Set([first.id])
  for (let step = head.next; step !== undefined; ) {
    if (seen.has(step.id)) throw endless(REPEATED)
    if (pages.length >= MAX_PAGES) throw endless(`the walk did not end after ${MAX_PAGES} pages`)
    seen.add(step.id)
    const page = await fetch(step)
    pages.push(page)
    step = page.next
  }
  return pages
}

/** The first page that fails ends the others; nothing of them goes on behind the walk's back. */
async function fetchAhead(
  first: PageStep,
  steps: readonly PageStep[],
  fetch: FetchPage,
  outer: AbortSignal,
): Promise<PageResult[]> {
  if (steps.length >= MAX_PAGES) throw endless(`the vendor states over ${MAX_PAGES} pages`)
  if (new Set([first, ...steps].map(({ id }) => id)).size <= steps.length) throw endless(REPEATED)
  const limit = pLimit(PAGES_AHEAD)
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const fetchOne = async (step: PageStep): Promise<PageResult> => {
    signal.throwIfAborted()
    try {
      return await fetch(step, signal)
    } catch (error) {
      stop.abort(error)
      throw error
    }
  }
  const settled = await Promise.allSettled(steps.map((step) => limit(() => fetchOne(step))))
  outer.throwIfAborted()
  if (stop.signal.aborted) throw stop.signal.reason
  return settled.flatMap((page) => (page.status === 'fulfilled' ? [page.value] : []))
}

const REPEATED = 'the vendor gave the same page token twice'

function unsteadiness(pages: readonly PageResult[]): string | undefined {
  const first = pages[0]?.stated ?? {}
  const last = pages.at(-1)?.stated ?? {}
  const arrived = pages.reduce((sum, page) => sum + page.records, 0)
  if (first.records !== undefined && first.records !== arrived) {
    return `the vendor states ${first.records} records, ${arrived} arrived`
  }
  return changed('records', first.records, last.records) ?? changed('pages', first.pages, last.pages)
}

/** A page that states nothing contradicts nothing. */
function changed(what: string, first: number | undefined, last: number | undefined): string | undefined {
  if (first === undefined || last === undefined || first === last) return undefined
  return `the stated total changed from ${first} to ${last} ${what}`
}

function endless(problem: string): VendorError {
  return new VendorError({
    code: 'PAGING_ENDLESS',
    category: 'vendor_bug',
    stops: 'window',
    message: `paging was stopped: ${problem}`,
    hint: 'Report this with the connector and the window.',
  })
}
