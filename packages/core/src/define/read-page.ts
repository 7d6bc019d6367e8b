import type { PageContent, PageResult, PageStep, ReplyFacts } from '../contract/definition.js'
import type { PageTurn, Paginator } from '../contract/paginator.js'
import { statedCount } from '../pagination/stated-count.js'

/** One page's records as streams took them out of the reply; `content` validates and projects them. */
export interface TakenPage {
  readonly records: number
  readonly content: () => PageContent
}

/** Decides where to go from a page that has arrived; the projection of its records is left for later. */
export function readPage<C, Body, Page>(
  arrived: Omit<PageTurn<C, Body, Page>, 'records' | 'reply'>,
  { headers, url }: ReplyFacts,
  paginator: Paginator<C, Body, Page>,
  { records, content }: TakenPage,
  step: (page: Page) => PageStep,
): PageResult {
  const { config, page, body, window, nowSeconds } = arrived
  const reply = { headers, url }
  const count = statedCount(paginator.items?.(body), 'items on a page') ?? records
  const turn = { config, page, body, window, nowSeconds, reply, records: count }
  const next = paginator.next(turn)
  return {
    records,
    count,
    content,
    stated: paginator.stated?.(body, reply) ?? {},
    next: next === undefined ? undefined : step(next),
    ahead: () => paginator.ahead?.(turn)?.map(step),
  }
}

/** Several streams may project one list: an element that more than one takes is one record of the page. */
export function countOnce(lists: readonly (readonly unknown[])[]): number {
  const [first] = lists
  if (first !== undefined && lists.every((list) => list === first)) return first.length
  const all = lists.flat()
  const objects = all.filter((element) => typeof element === 'object' && element !== null)
  return all.length - objects.length + new Set(objects).size
}
