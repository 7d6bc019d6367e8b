import type { Plugin } from '@outlay/core'
import { describe, it } from 'vitest'
import { groupedShop, idOf, loopingShop, nestedShop, pagedShop } from '../testing/paged-shop.js'
import { connectorContract } from './connector-contract.js'

const RULES =
  /^(documented|paging|full|one-page|many|empty|unique|repeated|next-link|total|page-fails|fault-later: .*reset|resume|storm: .*seed 1\)|set-up|new-field|two-tenants)/
const config = { apiKey: 'canary-0123456789' }

/** Only the rules that have to do with paging: the others are the same for all. */
function holds(what: string, plugin: Plugin, sample: string, more: Readonly<Record<string, string>> = {}): void {
  describe(what, () => {
    connectorContract(plugin, {
      describe,
      it: (title, run) => (RULES.test(title) ? it(title, run) : undefined),
      config,
      samples: { lines: sample, ...more },
    })
  })
}

const LIST = '"list":[{"id":"a-1","cost":1.5},{"id":"a-2","cost":2.5}]'

holds(
  'numbers with a total',
  pagedShop(
    (p) => p.pageNumber({ size: 4, totalRecords: (b) => b.total }),
    ({ number, size }) => ({ path: '/lines', query: { page: number, size } }),
  ),
  `{${LIST},"total":2}`,
)
holds(
  'numbers with a count of pages',
  pagedShop(
    (p) => p.pageIndex({ size: 4, totalPages: (b) => b.pages }),
    ({ number }) => ({ path: '/lines', query: { page: number } }),
  ),
  `{${LIST},"pages":1}`,
)
holds(
  'numbers without a total',
  pagedShop(
    (p) => p.pageNumber({ size: 7 }),
    ({ number }) => ({ path: '/lines', query: { page: number } }),
  ),
  `{${LIST}}`,
)
holds(
  'offsets with a total in a header',
  pagedShop(
    (p) =>
      p.offsetLimit({
        size: 3,
        totalRecords: (_b, { headers }) => (headers['x-total'] === undefined ? undefined : Number(headers['x-total'])),
      }),
    ({ offset, limit }) => ({ path: '/lines', query: { offset, limit } }),
  ),
  `{${LIST}}`,
)
holds(
  'a cursor that is null on the last page, as the sample is',
  pagedShop(
    (p) => p.cursor({ next: (b) => b.next }),
    ({ cursor }) => ({ path: '/lines', query: { cursor } }),
  ),
  `{${LIST},"next":null}`,
)
holds(
  'a cursor that is a number',
  pagedShop(
    (p) => p.cursor({ next: (b) => (typeof b.next === 'number' ? b.next : undefined) }),
    ({ cursor }) => ({ path: '/lines', query: { cursor } }),
  ),
  `{${LIST},"next":17}`,
)
holds(
  'a cursor in a header',
  pagedShop(
    (p) => p.cursorHeader({ header: 'X-Next' }),
    ({ cursor }) => ({ path: '/lines', query: { cursor } }),
  ),
  `{${LIST}}`,
)
holds(
  'links in a header',
  pagedShop(
    (p) => p.linkHeader(),
    ({ url }) => ({ path: url ?? '/lines' }),
  ),
  `{${LIST}}`,
)
holds(
  'links in the body',
  pagedShop(
    (p) => p.nextUrl({ next: (b) => b.links?.next }),
    ({ url }) => ({ path: url ?? '/lines' }),
  ),
  `{${LIST},"links":{"self":"/lines","next":"/lines?p=2"}}`,
)
holds(
  'links in the body by their whole address',
  pagedShop(
    (p) => p.nextUrl({ next: (b) => b.links?.next }),
    ({ url }) => ({ path: url ?? '/lines' }),
  ),
  `{${LIST},"links":{"self":"https://api.paged.example/lines","next":"https://api.paged.example/lines?p=2"}}`,
)
holds(
  'keys with a size',
  pagedShop(
    (p) => p.keyset((b) => b.list, { after: idOf, size: 4 }),
    ({ after }) => ({ path: '/lines', query: { after } }),
  ),
  `{${LIST}}`,
)
holds(
  'keys up to an empty page',
  pagedShop(
    (p) => p.keyset((b) => b.list, { after: idOf }),
    ({ after }) => ({ path: '/lines', query: { after } }),
  ),
  `{${LIST}}`,
)
holds(
  'one page',
  pagedShop(
    (p) => p.single(),
    () => ({ path: '/lines' }),
  ),
  `{${LIST}}`,
)
holds('a loop of its own', loopingShop(), `{${LIST},"next":"c1"}`)
holds('accounts out of another endpoint', nestedShop(), `{${LIST},"next":"c1"}`, {
  accounts: '{"list":[{"id":"acc-1"}],"next":"c1"}',
})

holds(
  'records in groups',
  groupedShop(),
  '{"days":[{"day":"2024-01-02","lines":[{"id":"a-1","cost":1.5},{"id":"a-2","cost":2.5}]},{"day":"2024-01-03","lines":[{"id":"b-1","cost":1.5}]}]}',
)
