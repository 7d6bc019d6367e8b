import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { connector } from '../define/connector.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { type Money, money } from '../fields/money.js'
import { ordinal } from '../fields/ordinal.js'
import { personal } from '../fields/personal.js'
import { type Secret, secret } from '../fields/secret.js'
import type { NumberedPage } from '../pagination/paginator-kit.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { read } from '../runtime/read.js'
import type { BillingProfile, Charge } from './charge.js'
import type { Paginator } from './paginator.js'
import type { ConfigOf, Plugin, StreamsOf } from './plugin.js'
import type { Window } from './window.js'

const CONFIG = z.strictObject({
  apiKey: secret(),
  user: z.string(),
  accountIds: z.array(id()),
  baseUrl: z.url().default('https://x.example'),
})
type Config = z.output<typeof CONFIG>

const http = { baseUrl: (c: Config) => c.baseUrl }
const billing = (): BillingProfile => ({
  provider: 'X',
  service: 'X',
  category: 'Other',
  subcategory: 'Other (Other)',
  timeZone: 'UTC',
  currency: 'USD',
  currencySource: 'assumed',
})
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
    reconcile: (body, { partition, page }) => {
      expectTypeOf(body.total).toEqualTypeOf<number>()
      expectTypeOf(page).toEqualTypeOf<NumberedPage>()
      return [`${partition.accountId}: ${body.total}`]
    },
  },
  ({ config, partition, page, window }) => {
    expectTypeOf(config).toEqualTypeOf<Config>()
    expectTypeOf(partition.accountId).toEqualTypeOf<string>()
    expectTypeOf(partition.day).toEqualTypeOf<Window>()
    expectTypeOf(page).toEqualTypeOf<NumberedPage>()
    expectTypeOf(window).toEqualTypeOf<Window>()
    return { path: '/usage', query: { account: partition.accountId, date: partition.day.date, page: page.number } }
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
        // The one key whose place matters: it reads what `partitions` and `paginate` make, so it stands behind them.
        reconcile: (body, { page, partition }) => [`${body.total} ${page.number} ${partition.account}`],
      },
      ({ page, partition }) => ({ path: `/${partition.account}/${page.number}` }),
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

describe('read()', () => {
  it('gives rows of the type of its stream', () => {
    expectTypeOf(read(plugin, 'usage', { config })).toEqualTypeOf<AsyncGenerator<Row>>()
    const runtime = createRuntime({ connectors: [plugin] })
    expectTypeOf(runtime.read(plugin, 'usage', { config, from: '2026-11-01' })).toEqualTypeOf<AsyncGenerator<Row>>()
    expectTypeOf(runtime.readById('x', 'usage', { config })).toEqualTypeOf<
      AsyncGenerator<Readonly<Record<string, unknown>>>
    >()
  })

  it('refuses a stream that the plugin does not have', () => {
    // @ts-expect-error there is no stream of this name
    read(plugin, 'usages', { config })
    // @ts-expect-error nor here
    createRuntime().read(plugin, 'usages', { config })
  })

  it('refuses a config with a missing, unknown or mistyped key', () => {
    // @ts-expect-error accountIds is missing
    read(plugin, 'usage', { config: { apiKey: 'k', user: 'u' } })
    // @ts-expect-error an unknown key
    read(plugin, 'usage', { config: { ...config, apikey: 'k' } })
    // @ts-expect-error a number is no credential
    read(plugin, 'usage', { config: { ...config, apiKey: 5 } })
    // @ts-expect-error config itself is missing
    read(plugin, 'usage', { from: '2026-11-01' })
  })

  it('takes every plugin in one list', () => {
    const all: readonly Plugin[] = [plugin]
    createRuntime({ connectors: all })
  })
})

describe('a credential', () => {
  const spec = { id: 'y', title: 'Y', docs: 'https://y.example', config: CONFIG, http, billing }

  it('must be marked secret()', () => {
    connector({ ...spec, auth: (a) => a.bearer((c) => c.apiKey) })
    // @ts-expect-error a plain string is no Secret
    connector({ ...spec, auth: (a) => a.bearer((c) => c.user) })
    // @ts-expect-error nor in a header
    connector({ ...spec, auth: (a) => a.header('x-key', (c) => c.user) })
    // @ts-expect-error nor as a password
    connector({ ...spec, auth: (a) => a.basic((c) => [c.user, c.user]) })
    // @ts-expect-error nor in a body
    connector({ ...spec, auth: (a) => a.body(({ config: c }) => ({ user: c.user })) })
    connector({ ...spec, auth: (a) => a.basic((c) => [c.user, c.apiKey]) })
  })

  it('must be one that the config has', () => {
    // @ts-expect-error the config has no key of this name
    connector({ ...spec, auth: (a) => a.bearer((c) => c.apikey) })
    // @ts-expect-error nor has it for limits
    connector({ ...spec, limits: (l) => [l.interval({ every: '1s', key: (c) => c.apikey })] })
  })

  it('is chosen among modes that exist', () => {
    connector({
      ...spec,
      auth: (a) =>
        a.choose((c) => (c.user === '' ? 'none' : 'key'), { none: a.none(), key: a.bearer((c) => c.apiKey) }),
    })
    // @ts-expect-error the mode "key" has no authenticator
    connector({ ...spec, auth: (a) => a.choose((c) => (c.user === '' ? 'none' : 'key'), { none: a.none() }) })
  })
})

describe('money', () => {
  const stream = (charge: (r: Row) => Charge | null) =>
    usageGet.stream({ name: 's', records: (body) => body.list, record: RECORD }, { primaryKey: ['n'], charge })
  const period = { start: '', end: '' }

  it('is money, never a number or text', () => {
    stream((r) => ({ billed: r.cost, period, sku: 'x' }))
    stream(() => ({ billed: null, period, sku: 'x' }))
    // @ts-expect-error a float is no money
    stream(() => ({ billed: 1.25, period, sku: 'x' }))
    // @ts-expect-error nor is a count
    stream((r) => ({ billed: r.n, period, sku: 'x' }))
    // @ts-expect-error nor is its text
    stream((r) => ({ billed: r.cost.amount, period, sku: 'x' }))
    // @ts-expect-error nor is an amount that is a number
    stream(() => ({ billed: { amount: 1.25, currency: 'CNY' }, period, sku: 'x' }))
    // @ts-expect-error nor is it left out
    stream(() => ({ period, sku: 'x' }))
  })

  it('has no arithmetic', () => {
    // @ts-expect-error money does not add up with +
    stream((r) => ({ billed: r.cost + r.cost, period, sku: 'x' }))
    // @ts-expect-error nor does its text multiply
    stream((r) => ({ billed: { amount: r.cost.amount * 2, currency: 'CNY' }, period, sku: 'x' }))
  })

  it('of two currencies is not the same type', () => {
    expectTypeOf<Money<'CNY'>>().not.toExtend<Money<'USD'>>()
    expectTypeOf<Money<'CNY'>>().toExtend<Money>()
  })
})

describe('a stream', () => {
  it('has a primary key of its own fields', () => {
    const shape = { name: 's', records: (body: z.output<typeof RESPONSE>) => body.list, record: RECORD }
    usageGet.stream(shape, { primaryKey: ['account', 'n'] })
    // @ts-expect-error the record has no field of this name
    usageGet.stream(shape, { primaryKey: ['account', 'Date'] })
    // @ts-expect-error a stamp that no field takes is none either
    usageGet.stream({ ...shape, stamp: () => ({ page: 1 }) }, { primaryKey: ['page'] })
    // @ts-expect-error without a key rows could not be told apart
    usageGet.stream(shape, {})
  })

  it('reads only what its reply and record have', () => {
    // @ts-expect-error the reply has no such member
    usageGet.stream({ name: 's', records: (body) => body.records, record: RECORD }, { primaryKey: ['n'] })
    usageGet.stream(
      { name: 's', records: (body) => body.list, record: RECORD },
      {
        primaryKey: ['n'],
        // @ts-expect-error the record has no such field
        charge: (r) => ({ billed: r.price, period: { start: r.date, end: r.date }, sku: 'x' }),
      },
    )
    // @ts-expect-error a record is an object
    usageGet.stream({ name: 's', records: (body) => body.list, record: z.string() }, { primaryKey: [] })
  })
})

describe('an endpoint', () => {
  const base = { name: 'e', response: RESPONSE }

  it('reads only the partition that it declares', () => {
    const own = {
      ...base,
      partitions: (p: Parameters<NonNullable<Parameters<typeof x.endpoint>[0]['partitions']>>[0]) =>
        p.each('uid', () => ['1']),
    }
    x.endpoint(own, ({ partition }) => ({ path: `/${partition.uid}` }))
    x.endpoint(
      { ...base, partitions: (p) => p.each('uid', (c) => c.accountIds) },
      // @ts-expect-error a typo in the partition's name
      ({ partition }) => ({ path: `/${partition.userId}` }),
    )
    // @ts-expect-error without partitions there is none
    x.endpoint(base, ({ partition }) => ({ path: `/${partition.uid}` }))
    // @ts-expect-error a config key that does not exist
    x.endpoint({ ...base, partitions: (p) => p.each('uid', (c) => c.accounts) }, () => ({ path: '/' }))
  })

  it('reads only the page that its paginator has', () => {
    x.endpoint(
      { ...base, paginate: (p) => p.cursor({ next: (body) => body.next }) },
      // @ts-expect-error cursor pages have no number
      ({ page }) => ({ path: '/', query: { page: page.number } }),
    )
    x.endpoint(
      { ...base, paginate: (p) => p.pageNumber({ size: 1 }) },
      // @ts-expect-error numbered pages have no cursor
      ({ page }) => ({ path: '/', query: { cursor: page.cursor } }),
    )
    // @ts-expect-error without a paginator there is no page token
    x.endpoint(base, ({ page }) => ({ path: '/', query: { page: page.number } }))
    // @ts-expect-error the reply has no such member
    x.endpoint({ ...base, paginate: (p) => p.cursor({ next: (body) => body.cursor }) }, () => ({ path: '/' }))
    // @ts-expect-error a total that is text is none
    x.endpoint({ ...base, paginate: (p) => p.pageNumber({ size: 1, totalPages: (b) => b.next }) }, () => ({
      path: '/',
    }))
  })

  it('states durations with their unit', () => {
    x.endpoint({ ...base, every: '30s' }, () => ({ path: '/' }))
    // @ts-expect-error a bare number is no duration
    x.endpoint({ ...base, every: 30 }, () => ({ path: '/' }))
    // @ts-expect-error nor is an unknown unit
    x.endpoint({ ...base, every: '30 seconds' }, () => ({ path: '/' }))
  })

  it('sends a request, not a URL', () => {
    // @ts-expect-error a path is missing
    x.endpoint(base, () => ({ query: {} }))
    // @ts-expect-error a method that no vendor's billing API needs
    x.endpoint(base, () => ({ path: '/', method: 'DELETE' }))
  })
})
