import { OutlayError } from '@outlay/core'
import { loopingShop } from '../paged-shop.js'
import {
  LINK_CONTRACT,
  LOOP_CONTRACT,
  linkShop,
  NUMBER_CONTRACT,
  PAGE_SIZE,
  TOTAL_CONTRACT,
  totalShop,
} from './paged-variants.js'
import { fault, type PlantedFault } from './planted-fault.js'
import { byCursor } from './shop.js'

/** What a shop takes: another paginator in the place of the right one. */
type Change<Shop extends (...parts: never) => unknown> = Parameters<Shop>[0]

const linkFault = (what: string, rule: string, change: Change<typeof linkShop>): PlantedFault => ({
  what,
  rule,
  plugin: () => linkShop(change),
  options: LINK_CONTRACT,
})
const totalFault = (what: string, rule: string, change: Change<typeof totalShop>): PlantedFault => ({
  what,
  rule,
  plugin: () => totalShop(change),
  options: TOTAL_CONTRACT,
})

/** What goes wrong from page to page. */
export const PAGING_FAULTS: readonly PlantedFault[] = [
  fault('looks for the last record of a day that has none', 'empty-list', () => ({
    assemble: (entries) => {
      const last = entries.reduce((one, other) => (one.record.at > other.record.at ? one : other))
      return entries.filter(({ record }) => record.at <= last.record.at)
    },
  })),
  fault('takes an empty page behind others for a broken list', 'empty-last-page', () => ({
    paginate: (p) => {
      const right = byCursor(p)
      return {
        ...right,
        next: (turn) => {
          if (turn.records === 0 && turn.page.cursor !== undefined) throw new RangeError('the list broke off')
          return right.next(turn)
        },
      }
    },
  })),
  totalFault('asks for a second page before it knows that there is one', 'one-page', (right) => ({
    ...right,
    ahead: (turn) => {
      const others = right.ahead?.(turn) ?? []
      return others.length > 0 ? others : [{ number: 2, size: PAGE_SIZE }]
    },
  })),
  {
    what: 'takes an empty page behind a full one for an error',
    rule: 'full-last-page',
    plugin: () =>
      totalShop((right) => ({
        ...right,
        next: (turn) => {
          if (turn.records === 0 && turn.page.number > 1) throw new RangeError('the list broke off')
          return right.next(turn)
        },
      })),
    options: NUMBER_CONTRACT,
  },
  totalFault('reads five pages at most', 'many-pages', (right) => ({
    ...right,
    ahead: () => undefined,
    next: (turn) => (turn.page.number < 5 ? right.next(turn) : undefined),
  })),
  linkFault('drops a next page that is elsewhere', 'next-link-abroad', (right) => ({
    ...right,
    next: ({ body, reply }) => {
      if (!body.links?.next) return undefined
      const url = new URL(body.links.next, reply.url)
      return url.origin === new URL(reply.url).origin ? { url: url.href } : undefined
    },
  })),
  linkFault('goes to whatever address it is given', 'next-link-relative', (right) => ({
    ...right,
    next: ({ body }) => (body.links?.next ? { url: new URL(body.links.next).href } : undefined),
  })),
  totalFault('looks at the total of the first page only', 'total-grows', (right) => ({
    ...right,
    stated: (body, { url }) => (new URL(url).searchParams.get('page') === '1' ? { records: body.total ?? 0 } : {}),
  })),
  totalFault('counts each page as full', 'total-wrong', (right) => ({ ...right, items: () => PAGE_SIZE })),
  {
    what: 'takes a page that fails for the end of the list',
    rule: 'page-fails',
    plugin: () => loopingShop((call, isFirst) => (isFirst ? call() : call().catch(endOf))),
    options: LOOP_CONTRACT,
  },
]

/** What the vendor refuses is no page. */
function endOf(error: unknown): undefined {
  if (!OutlayError.isInstance(error)) throw error
}
