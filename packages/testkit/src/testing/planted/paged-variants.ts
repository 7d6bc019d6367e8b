import type { Paginator, PaginatorKit, Plugin } from '@outlay/core'
import type { ContractOptions } from '../../contract/contract-options.js'
import { type PagedBody, type PagedConfig, pagedShop } from '../paged-shop.js'

type Kit = PaginatorKit<PagedConfig, PagedBody>
type LinkPage = ReturnType<ReturnType<Kit['nextUrl']>['first']>
type NumberPage = ReturnType<ReturnType<Kit['pageNumber']>['first']>

/** A list whose replies link to the next page, by its whole address. */
export const linkShop = (change: (right: Paged<LinkPage>) => Paged<LinkPage> = (right) => right): Plugin =>
  pagedShop(
    (p) => change(p.nextUrl({ next: (body) => body.links?.next })),
    ({ url }) => ({ path: url ?? '/lines' }),
  )

/** A list in numbered pages whose replies state how many records there are. */
export const totalShop = (change: (right: Paged<NumberPage>) => Paged<NumberPage> = (right) => right): Plugin =>
  pagedShop(
    (p) => change(p.pageNumber({ size: PAGE_SIZE, totalRecords: (body) => body.total })),
    ({ number, size }) => ({ path: '/lines', query: { page: number, size } }),
  )

type Paged<Page> = Paginator<PagedConfig, PagedBody, Page>

export const PAGE_SIZE = 3

const LIST = '"list":[{"id":"a-1","cost":1.5},{"id":"a-2","cost":2.5}]'

const contract = (samples: ContractOptions['samples']): ContractOptions => ({
  config: { apiKey: 'canary-0123456789' },
  samples,
  errorSamples: { 'wrong key': { status: 401, body: '{"error":"unknown key"}', category: 'auth' } },
})

export const LINK_CONTRACT = contract({
  lines: `{${LIST},"links":{"next":"https://api.paged.example/lines?p=2"}}`,
})
export const TOTAL_CONTRACT = contract({ lines: `{${LIST},"total":2}` })
export const NUMBER_CONTRACT = contract({ lines: `{${LIST}}` })
export const LOOP_CONTRACT = contract({ lines: `{${LIST},"next":"c1"}` })
export const NESTED_CONTRACT = contract({
  accounts: '{"list":[{"id":"acc-1"},{"id":"acc-2"}]}',
  lines: `{${LIST},"next":"c1"}`,
})

export const BALANCE_CONTRACT = contract({
  accounts: '{"list":[{"id":"acc-1","name":"One"},{"id":"acc-2","name":"Two"}],"next":"c1"}',
  balance: '{"amount":12.5}',
})
