import pLimit from 'p-limit'
import type { PageContent, PageResult, PageStep } from '../contract/definition.js'
import { VendorError } from '../contract/errors.js'

/** Ends a walk that never ends. */
const MAX_PAGES = 100_000

/** Pages of one window under way at once. */
const PAGES_AHEAD = 4

/** The pages of one window in order, and whether the list kept still meanwhile. */
export interface WalkedPages {
  readonly pages: readonly PageContent[]
  /** What the vendor states differs between first and last page, or from what arrived; in words. */
  readonly unsteady: string | undefined
}

/** Walks all pages. Where the first reply tells all others, they are fetched ahead, in parallel, and kept in order. */
export async function walkPages(
  first: PageStep,
  fetch: (step: PageStep) => Promise<PageResult>,
  signal: AbortSignal,
): Promise<WalkedPages> {
  const head = await fetch(first)
  const pages =
    head.ahead === undefined
      ? await followPages(first, head, fetch)
      : [head, ...(await fetchAhead(head.ahead, fetch, signal))]
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
    if (seen.has(step.id)) throw endless('the vendor gave the same page token twice')
    if (pages.length >= MAX_PAGES) throw endless(`the walk did not end after ${MAX_PAGES} pages`)
    seen.add(step.id)
    const page = await fetch(step)
    pages.push(page)
    step = page.next
  }
  return pages
}

async function fetchAhead(
  steps: readonly PageStep[],
  fetch: (step: PageStep) => Promise<PageResult>,
  signal: AbortSignal,
): Promise<PageResult[]> {
  if (steps.length >= MAX_PAGES) throw endless(`the vendor states ${steps.length + 1} pages`)
  const limit = pLimit(PAGES_AHEAD)
  let failed = false
  const fetchUnlessFailed = async (step: PageStep): Promise<PageResult | undefined> => {
    if (failed) return undefined
    signal.throwIfAborted()
    try {
      return await fetch(step)
    } catch (error) {
      failed = true
      throw error
    }
  }
  const pages = await Promise.all(steps.map((step) => limit(() => fetchUnlessFailed(step))))
  return pages.filter((page) => page !== undefined)
}

function unsteadiness(pages: readonly PageResult[]): string | undefined {
  const first = pages[0]?.stated
  const last = pages.at(-1)?.stated
  const arrived = pages.reduce((sum, page) => sum + page.records, 0)
  if (first?.records !== undefined && first.records !== arrived) {
    return `the vendor states ${first.records} records, ${arrived} arrived`
  }
  if (first?.records !== last?.records)
    return `the stated total changed from ${first?.records} to ${last?.records} records`
  return undefined
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
