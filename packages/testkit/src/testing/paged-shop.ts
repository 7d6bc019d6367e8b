import {
  connector,
  DataError,
  type ErrorRules,
  type HttpRequest,
  id,
  type Limit,
  type LimitKit,
  money,
  type Paginator,
  type PaginatorKit,
  type Plugin,
  secret,
} from '@outlay/core'
import * as z from 'zod'

const config = z.strictObject({ apiKey: secret(), baseUrl: z.url().default('https://api.paged.example') })
const item = z.looseObject({})
const response = z.looseObject({
  list: z.array(item),
  total: z.int().nullish(),
  pages: z.int().nullish(),
  next: z.union([z.string(), z.int()]).nullish(),
  links: z.looseObject({ next: z.string().nullish() }).nullish(),
})

export type PagedConfig = z.output<typeof config>
export type PagedBody = z.output<typeof response>

/** A connector of one list that is paged as it is told. */
export function pagedShop<Page>(
  paginate: (kit: PaginatorKit<PagedConfig, PagedBody>) => Paginator<PagedConfig, PagedBody, Page>,
  request: (page: Page) => HttpRequest,
): Plugin {
  const paged = declare()
  const list = paged.endpoint(
    { name: 'lines', partitions: (p) => p.days('day', { timeZone: 'UTC' }), response, paginate },
    ({ page, window }) => withDay(request(page), window.date),
  )
  return paged.plugin({ streams: [list.stream(SHAPE, MEANING)], check: list })
}

/** The same list by a loop of the connector's own; `ask` asks for a page, and gives undefined to end the loop. */
export function loopingShop(ask: AskPage = (call) => call()): Plugin {
  const paged = declare()
  const list = paged.endpoint(
    { name: 'lines', partitions: (p) => p.days('day', { timeZone: 'UTC' }), response },
    {
      read: async function* ({ call, window }) {
        const asked = new Set<string>()
        for (let cursor: string | undefined = ''; cursor !== undefined; ) {
          // Whoever brings a loop sees to its end.
          if (asked.has(cursor)) throw new DataError({ code: 'CURSOR_REPEATED', message: 'the cursor repeats itself' })
          asked.add(cursor)
          const isFirst = cursor === ''
          const request = withDay({ path: '/lines', query: { cursor } }, window.date)
          const body: PagedBody | undefined = await ask(() => call(request), isFirst)
          if (body === undefined) return
          yield body
          cursor = body.next === null || body.next === undefined || body.next === '' ? undefined : String(body.next)
        }
      },
    },
  )
  return paged.plugin({ streams: [list.stream(SHAPE, MEANING)], check: list })
}

type AskPage = (call: () => Promise<PagedBody>, isFirst: boolean) => Promise<PagedBody | undefined>

/** Records in groups: the day stands above them. */
export function groupedShop(): Plugin {
  const paged = declare()
  const response = z.object({ days: z.array(z.object({ day: z.string(), lines: z.array(item) })) })
  const list = paged.endpoint(
    { name: 'lines', partitions: (p) => p.days('day', { timeZone: 'UTC' }), response },
    ({ window }) => withDay({ path: '/lines' }, window.date),
  )
  const records = (body: z.output<typeof response>) =>
    body.days.flatMap(({ day, lines }) => lines.map((line) => ({ ...line, day })))
  const record = z.object({ id: id(), day: z.iso.date(), cost: money('USD') })
  return paged.plugin({
    streams: [list.stream({ name: 'lines', records, record }, { primaryKey: ['id'] })],
    check: list,
  })
}

/** Accounts are listed by one endpoint, and another, with `errors` of its own, is asked for each of them. */
export function nestedShop(errors?: ErrorRules): Plugin {
  const paged = declare()
  const accounts = paged.endpoint(
    { name: 'accounts', response, paginate: (p) => p.cursor({ next: (b) => b.next }) },
    ({ page }) => ({ path: '/accounts', query: { cursor: page.cursor } }),
  )
  const lines = paged.endpoint(
    {
      name: 'lines',
      partitions: (p) =>
        p.product(
          p.parent('account', accounts, (b) => b.list, idOf),
          p.days('day', { timeZone: 'UTC' }),
        ),
      response,
      paginate: (p) => p.cursor({ next: (b) => b.next }),
      ...(errors && { errors }),
    },
    ({ page, partition, window }) =>
      withDay({ path: `/accounts/${partition.account}/lines`, query: { cursor: page.cursor } }, window.date),
  )
  return paged.plugin({ streams: [lines.stream(SHAPE, MEANING)], check: accounts })
}

/**
 * Accounts are a stream of their own, and balances are asked for account by account; the limit spreads them over seconds.
 * `strict`: one odd account spoils the reply.
 */
export function balanceShop({ strict = false } = {}): Plugin {
  const paged = declare((l) => [l.window({ max: 3, per: '1s', key: (c) => c.apiKey })])
  const accounts = paged.endpoint(
    {
      name: 'accounts',
      response: strict ? response.extend({ list: z.array(z.looseObject({ id: id() })) }) : response,
      paginate: (p) => p.cursor({ next: (b) => b.next }),
    },
    ({ page }) => ({ path: '/accounts', query: { cursor: page.cursor } }),
  )
  const balance = paged.endpoint(
    { name: 'balance', partitions: (p) => p.parent('account', accounts, (b) => b.list, idOf), response: item },
    ({ partition }) => ({ path: `/accounts/${partition.account}/balance` }),
  )
  const listed = accounts.stream(
    { name: 'accounts', records: (body) => body.list, record: z.object({ id: id(), name: z.string() }) },
    MEANING,
  )
  const held = balance.stream(
    {
      name: 'balance',
      records: (body) => [body],
      stamp: (_raw, { partition }) => ({ account: partition.account }),
      record: z.object({ account: id(), amount: money('USD') }),
    },
    { primaryKey: ['account'] },
  )
  return paged.plugin({ streams: [listed, held], check: accounts })
}

const SHAPE = {
  name: 'lines',
  records: (body: PagedBody) => body.list,
  record: z.object({ id: id(), cost: money('USD') }),
} as const
/** The id of what is listed, where it has one. */
export function idOf(listed: object): string | undefined {
  return z.object({ id: id() }).safeParse(listed).data?.id
}

const MEANING = { primaryKey: ['id'] } as const

function withDay(request: HttpRequest, day: string): HttpRequest {
  return request.path.startsWith('http') ? request : { ...request, query: { ...request.query, day } }
}

function declare(limits?: (kit: LimitKit<PagedConfig>) => readonly Limit<PagedConfig>[]) {
  return connector({
    id: 'paged',
    title: 'Paged',
    docs: 'https://paged.example/docs',
    config,
    http: { baseUrl: (c) => c.baseUrl },
    auth: (a) => a.header('x-api-key', (c) => c.apiKey),
    ...(limits && { limits }),
    billing: () => ({
      provider: 'Paged',
      service: 'Paged',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
}
