import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { connector } from '../define/connector.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { type Money, money } from '../fields/money.js'
import { ordinal } from '../fields/ordinal.js'
import { personal } from '../fields/personal.js'
import { type Secret, secret } from '../fields/secret.js'
import type { CursorPage } from '../pagination/cursor.js'
import type { KeysetPage } from '../pagination/keyset.js'
import type { UrlPage } from '../pagination/next-url.js'
import type { NumberedPage } from '../pagination/numbered.js'
import type { OffsetPage } from '../pagination/offset-limit.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { read } from '../runtime/read.js'
import { SPEC } from '../testing/typed-connector.js'
import type { PageReply, Paginator } from './paginator.js'
import type { ConfigOf, Plugin, StreamsOf } from './plugin.js'
import type { Window } from './window.js'

const CONFIG = z.strictObject({
  apiKey: secret(),
  user: z.string(),
  accountIds: z.array(id()),
  baseUrl: z.url().default('https://x.example'),
})
type Config = z.output<typeof CONFIG>

const { billing } = SPEC
const RESPONSE = z.object({ list: z.array(z.unknown()), total: z.number(), next: z.string().nullish() })
const RECORD = z.object({ account: id(), date: z.iso.date(), n: count(), cost: money('CNY', { minorDigits: 2 }) })
interface Row {
  account: string
  date: string
  n: number
  cost: Money<'CNY'>
}

const x = connector({
  id: 'x',
  title: 'X',
  docs: 'https://x.example',
  config: CONFIG,
  http: { baseUrl: (c) => c.baseUrl },
  auth: (a) =>
    a.all(
      a.bearer((c) => c.apiKey),
      a.query(({ config, clock, random }) => {
        expectTypeOf(config).toEqualTypeOf<Config>()
        return { key: config.apiKey, at: clock.unixSeconds(), nonce: random.hex(8) }
      }),
    ),
  limits: (l) => [l.window({ max: 1, per: '1m', key: (c) => c.apiKey })],
  billing: (c) => {
    expectTypeOf(c).toEqualTypeOf<Config>()
    return billing()
  },
})

const usageGet = x.endpoint(
  {
    name: 'usage',
    partitions: (p) =>
      p.product(
        p.each('accountId', (c) => c.accountIds),
        p.days('day', { timeZone: 'UTC' }),
      ),
    paginate: (p) => p.pageNumber({ size: 100, totalRecords: (body) => body.total }),
    response: RESPONSE,
  },
  ({ config, partition, page, window }) => {
    expectTypeOf(config).toEqualTypeOf<Config>()
    expectTypeOf(partition.accountId).toEqualTypeOf<string>()
    expectTypeOf(partition.day).toEqualTypeOf<Window>()
    expectTypeOf(page).toEqualTypeOf<NumberedPage>()
    expectTypeOf(window).toEqualTypeOf<Window>()
    return { path: '/usage', query: { account: partition.accountId, date: partition.day.date, page: page.number } }
  },
  {
    reconcile: (body, { partition, page }) => {
      expectTypeOf(body.total).toEqualTypeOf<number>()
      expectTypeOf(page).toEqualTypeOf<NumberedPage>()
      return [`${partition.accountId}: ${body.total}`]
    },
  },
)

const usage = usageGet.stream(
  {
    name: 'usage',
    records: (body, { partition }) => {
      expectTypeOf(body).toEqualTypeOf<z.output<typeof RESPONSE>>()
      expectTypeOf(partition.accountId).toEqualTypeOf<string>()
      return body.list
    },
    stamp: (_raw, { partition, page, config }) => ({
      account: partition.accountId,
      page: page.number,
      user: config.user,
    }),
    record: RECORD,
  },
  {
    primaryKey: ['account', 'date', ordinal()],
    time: (r) => Date.parse(r.date) / 1000,
    assemble: (entries) => {
      expectTypeOf(entries[0]?.record).toEqualTypeOf<Row | undefined>()
      return entries
    },
    charge: (r, { config }) => {
      expectTypeOf(r).toEqualTypeOf<Row>()
      expectTypeOf(config).toEqualTypeOf<Config>()
      return { billed: r.cost, period: { start: r.date, end: r.date }, sku: 'x' }
    },
  },
)

const balanceGet = x.endpoint({ name: 'balance', response: z.object({ balance: z.unknown() }) }, () => ({ path: '/b' }))
const balance = balanceGet.stream(
  {
    name: 'balance',
    records: (body) => [body],
    record: z.object({ balance: money('USD'), who: personal(z.string()) }),
  },
  { primaryKey: [] },
)
const plugin = x.plugin({ streams: [usage, balance], check: usageGet })
const config = { apiKey: 'k', user: 'u', accountIds: ['1', 2] }

describe('types flow from the config to the charge', () => {
  it('and a plugin knows its config as the user writes it, and its rows by name', () => {
    expectTypeOf<ConfigOf<typeof plugin>>().toEqualTypeOf<{
      apiKey: string | Secret
      user: string
      accountIds: (string | number)[]
      baseUrl?: string | undefined
    }>()
    expectTypeOf<keyof StreamsOf<typeof plugin>>().toEqualTypeOf<'usage' | 'balance'>()
    expectTypeOf<StreamsOf<typeof plugin>['usage']>().toEqualTypeOf<Row>()
  })

  it('and hold no any', () => {
    expectTypeOf(usage).not.toBeAny()
    expectTypeOf(plugin).not.toBeAny()
    expectTypeOf<StreamsOf<typeof plugin>['balance']>().not.toBeAny()
    expectTypeOf<StreamsOf<typeof plugin>['balance']['balance']>().toEqualTypeOf<Money<'USD'>>()
    expectTypeOf<StreamsOf<typeof plugin>['balance']['who']>().toEqualTypeOf<string | undefined>()
  })

  it('whatever the order of the keys', () => {
    const lastFirst = x.endpoint(
      {
        response: RESPONSE,
        paginate: (p) => p.cursor({ next: (body) => body.next }),
        partitions: (p) => p.months('month', (c) => ({ timeZone: c.user })),
        name: 'reversed',
      },
      ({ page, partition, config: own }) => {
        expectTypeOf(page).toEqualTypeOf<{ readonly cursor: string | undefined }>()
        expectTypeOf(partition).toEqualTypeOf<{ readonly month: Window }>()
        return { query: { cursor: page.cursor, at: partition.month.date, user: own.user }, path: '/' }
      },
    )
    const shuffled = x.endpoint(
      {
        partitions: (p) => p.each('account', (c) => c.accountIds),
        response: RESPONSE,
        name: 'shuffled',
        paginate: (p) => p.pageIndex({ totalPages: (body) => body.total, size: (c) => c.accountIds.length }),
      },
      ({ page, partition }) => ({ path: `/${partition.account}/${page.number}` }),
      { reconcile: (body, { page, partition }) => [`${body.total} ${page.number} ${partition.account}`] },
    )
    const stream = lastFirst.stream(
      { record: RECORD, stamp: (_raw, { page }) => ({ cursor: page.cursor }), records: (body) => body.list, name: 'r' },
      {
        charge: (r) => ({ sku: 'x', period: { start: r.date, end: r.date }, billed: r.cost }),
        assemble: (entries) => entries,
        primaryKey: ['account', 'n'],
      },
    )
    const other = shuffled.stream({ records: (body) => body.list, name: 's', record: RECORD }, { primaryKey: ['n'] })
    const own = x.plugin({ check: lastFirst, streams: [stream, other] })
    expectTypeOf<StreamsOf<typeof own>>().toEqualTypeOf<{ readonly r: Row; readonly s: Row }>()
  })

  it('whatever the order of the keys of the connector itself', () => {
    connector({
      billing: (c) => ({ ...billing(), accountName: c.user }),
      limits: (l) => [l.concurrent({ key: (c) => c.apiKey, max: 1 })],
      auth: (a) =>
        a.choose((c) => (c.user === '' ? 'none' : 'key'), { none: a.none(), key: a.bearer((c) => c.apiKey) }),
      http: { timeout: '30s', baseUrl: (c) => c.baseUrl },
      config: CONFIG,
      docs: 'https://y.example',
      title: 'Y',
      id: 'y',
    })
  })

  it('through a record that depends on the config', () => {
    const priced = balanceGet.stream(
      {
        name: 'priced',
        records: (body) => [body],
        record: (c) => {
          expectTypeOf(c).toEqualTypeOf<Config>()
          return z.object({ price: money(c.user) })
        },
      },
      { primaryKey: ['price'], charge: (r) => ({ billed: r.price, period: { start: '', end: '' }, sku: 'x' }) },
    )
    const own = x.plugin({ streams: [priced], check: balanceGet })
    expectTypeOf<StreamsOf<typeof own>['priced']>().toEqualTypeOf<{ price: Money<string> }>()
  })

  it('through every paginator to the page that a request and a stream see', () => {
    const listed = { name: 'listed', response: z.object({ list: z.array(z.object({ id: id(), at: z.number() })) }) }
    x.endpoint({ ...listed, paginate: (p) => p.offsetLimit({ size: (c) => c.accountIds.length }) }, ({ page }) => {
      expectTypeOf(page).toEqualTypeOf<OffsetPage>()
      return { path: '/', query: { offset: page.offset, limit: page.limit } }
    })
    x.endpoint({ ...listed, paginate: (p) => p.cursorHeader({ header: 'x-next' }) }, ({ page }) => {
      expectTypeOf(page).toEqualTypeOf<CursorPage>()
      return { path: '/', query: { cursor: page.cursor } }
    })
    const byLinks = x.endpoint({ ...listed, paginate: (p) => p.linkHeader() }, ({ page }) => {
      expectTypeOf(page).toEqualTypeOf<UrlPage>()
      return { path: page.url ?? '/' }
    })
    byLinks.stream(
      {
        name: 'by_links',
        records: (body) => body.list,
        stamp: (_raw, { page }) => ({ from: page.url }),
        record: RECORD,
      },
      { primaryKey: ['n'] },
    )
    x.endpoint(
      { name: 'urls', response: RESPONSE, paginate: (p) => p.nextUrl({ next: (b) => b.next }) },
      ({ page }) => {
        expectTypeOf(page).toEqualTypeOf<UrlPage>()
        return { path: page.url ?? '/' }
      },
    )
    x.endpoint(
      {
        ...listed,
        paginate: (p) =>
          p.keyset((body) => body.list, {
            size: (c) => c.accountIds.length,
            after: (last, body) => {
              expectTypeOf(last).toEqualTypeOf<{ id: string; at: number }>()
              return { id: last.id, at: body.list.length }
            },
          }),
      },
      ({ page }) => {
        expectTypeOf(page).toEqualTypeOf<KeysetPage<{ id: string; at: number }>>()
        return { path: '/', query: { after: page.after?.id } }
      },
    )
  })

  it('through what a reply says beside its body', () => {
    x.endpoint(
      {
        name: 'beside',
        response: RESPONSE,
        paginate: (p) =>
          p.pageNumber({
            size: 10,
            totalRecords: (_body, { headers }) => {
              expectTypeOf(headers).toEqualTypeOf<Readonly<Record<string, string>>>()
              return Number(headers['x-total'])
            },
          }),
      },
      () => ({ path: '/' }),
    )
    x.endpoint(
      {
        name: 'walked',
        response: RESPONSE,
        paginate: (p) =>
          p.walk({
            first: () => ({ at: 0 }),
            next: ({ reply, page, records }) => {
              expectTypeOf(reply).toEqualTypeOf<PageReply>()
              return records === 0 ? undefined : { at: page.at + reply.url.length }
            },
          }),
      },
      ({ page }) => ({ path: `/${page.at}` }),
    )
  })

  it('through a generator of its own, and a paginator of a third party', () => {
    const thirdParty: Paginator<Config, z.output<typeof RESPONSE>, { readonly after: number }> = {
      kind: 'third-party',
      first: () => ({ after: 0 }),
      next: ({ body, page }) => (body.total > page.after ? { after: page.after + 1 } : undefined),
    }
    x.endpoint({ name: 'third', response: RESPONSE, paginate: () => thirdParty }, ({ page }) => {
      expectTypeOf(page).toEqualTypeOf<{ readonly after: number }>()
      return { path: '/', query: { after: page.after } }
    })
    x.endpoint(
      { name: 'own', response: RESPONSE, partitions: (p) => p.hours('hour', { timeZone: 'UTC' }) },
      {
        read: async function* ({ call, partition, config: own }) {
          expectTypeOf(own).toEqualTypeOf<Config>()
          const body = await call({ path: `/${partition.hour.start}` })
          expectTypeOf(body).toEqualTypeOf<z.output<typeof RESPONSE>>()
          yield body
        },
      },
    )
  })
})

describe('types flow from a parent to its children', () => {
  const campaignsGet = x.endpoint(
    {
      name: 'campaigns',
      partitions: (p) => p.each('account', (c) => c.accountIds),
      response: z.object({ list: z.array(z.looseObject({ id: id(), parts: z.array(z.number()).nullish() })) }),
    },
    () => ({ path: '/campaigns' }),
  )

  it('with its own partitions, and the value as text', () => {
    x.endpoint(
      {
        partitions: (p) =>
          p.product(
            p.days('day', { timeZone: 'UTC' }),
            p.parent(
              'campaign',
              campaignsGet,
              (body) => {
                expectTypeOf(body.list).not.toBeAny()
                return body.list
              },
              (record) => {
                expectTypeOf(record.id).toEqualTypeOf<string>()
                return record.id
              },
            ),
          ),
        name: 'spend',
        response: RESPONSE,
      },
      ({ partition }) => {
        expectTypeOf(partition.account).toEqualTypeOf<string>()
        expectTypeOf(partition.campaign).toEqualTypeOf<string>()
        expectTypeOf(partition.day).toEqualTypeOf<Window>()
        return { path: '/spend', query: { ...partition, day: partition.day.date } }
      },
    )
  })

  it('through a list of lists, a parent below a parent, and a snapshot without partitions', () => {
    const adsGet = x.endpoint(
      {
        name: 'ads',
        partitions: (p) =>
          p.parent(
            'campaign',
            campaignsGet,
            (body) => body.list.flatMap((one) => one.parts ?? []),
            (part) => {
              expectTypeOf(part).toEqualTypeOf<number>()
              return part
            },
          ),
        response: z.object({ ids: z.array(z.string()).nullish() }),
      },
      ({ partition }) => ({ path: `/${partition.account}/${partition.campaign}` }),
    )
    x.endpoint(
      {
        name: 'costs',
        partitions: (p) =>
          p.parent(
            'ad',
            adsGet,
            (body) => body.ids,
            (ad) => ad,
          ),
        response: RESPONSE,
      },
      ({ partition }) => {
        expectTypeOf(partition.ad).toEqualTypeOf<string>()
        expectTypeOf(partition.campaign).toEqualTypeOf<string>()
        return { path: `/${partition.account}/${partition.campaign}/${partition.ad}` }
      },
    )
    x.endpoint(
      {
        name: 'single',
        partitions: (p) =>
          p.parent(
            'b',
            balanceGet,
            (body) => [body],
            () => 1,
          ),
        response: RESPONSE,
      },
      ({ partition }) => {
        expectTypeOf(partition.b).toEqualTypeOf<string>()
        return { path: '/' }
      },
    )
  })
})

describe('read()', () => {
  it('gives rows of the type of its stream', () => {
    expectTypeOf(read(plugin, 'usage', { config })).toEqualTypeOf<AsyncGenerator<Row>>()
    const runtime = createRuntime({ connectors: [plugin] })
    expectTypeOf(runtime.read(plugin, 'usage', { config, from: '2026-11-01' })).toEqualTypeOf<AsyncGenerator<Row>>()
    expectTypeOf(runtime.readById('x', 'usage', { config })).toEqualTypeOf<
      AsyncGenerator<Readonly<Record<string, unknown>>>
    >()
  })

  it('takes every plugin in one list', () => {
    const all: readonly Plugin[] = [plugin]
    createRuntime({ connectors: all })
    read(plugin, 'usage', { config, concurrency: { windows: 1, pages: 10 } })
  })
})
