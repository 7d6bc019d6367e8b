import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { connector } from '../define/connector.js'
import type { Money } from '../fields/money.js'
import { type PartitionKit, partitionKit } from '../partitions/partition-kit.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { read } from '../runtime/read.js'
import { type CONFIG, plugin, RECORD, RESPONSE, type Row, SPEC, usageGet, x } from '../testing/typed-connector.js'
import type { Charge } from './charge.js'
import type { PageReply } from './paginator.js'

const config = { apiKey: 'k', user: 'u', accountIds: ['1', 2] }

describe('read()', () => {
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
    // @ts-expect-error one connection is read
    read(plugin, 'usage', { config, concurrency: { connections: 2 } })
  })
})

describe('a credential', () => {
  it('must be marked secret()', () => {
    connector({ ...SPEC, auth: (a) => a.bearer((c) => c.apiKey) })
    // @ts-expect-error a plain string is no Secret
    connector({ ...SPEC, auth: (a) => a.bearer((c) => c.user) })
    // @ts-expect-error nor in a header
    connector({ ...SPEC, auth: (a) => a.header('x-key', (c) => c.user) })
    // @ts-expect-error nor as a password
    connector({ ...SPEC, auth: (a) => a.basic((c) => [c.user, c.user]) })
    // @ts-expect-error nor in a body
    connector({ ...SPEC, auth: (a) => a.body(({ config: c }) => ({ user: c.user })) })
    connector({ ...SPEC, auth: (a) => a.basic((c) => [c.user, c.apiKey]) })
    const token = { tokenRequest: () => ({ path: '/token' }), readToken: () => undefined }
    connector({ ...SPEC, auth: (a) => a.oauth2RefreshToken({ ...token, refreshToken: (c) => c.apiKey }) })
    // @ts-expect-error nor is a refresh token
    connector({ ...SPEC, auth: (a) => a.oauth2RefreshToken({ ...token, refreshToken: (c) => c.user }) })
  })

  it('must be one that the config has', () => {
    // @ts-expect-error the config has no key of this name
    connector({ ...SPEC, auth: (a) => a.bearer((c) => c.apikey) })
    // @ts-expect-error nor has it for limits
    connector({ ...SPEC, limits: (l) => [l.interval({ every: '1s', key: (c) => c.apikey })] })
  })

  it('is chosen among modes that exist', () => {
    connector({
      ...SPEC,
      auth: (a) =>
        a.choose((c) => (c.user === '' ? 'none' : 'key'), { none: a.none(), key: a.bearer((c) => c.apiKey) }),
    })
    // @ts-expect-error the config alone decides: no refusal, attempt or other thing is to be seen
    connector({ ...SPEC, auth: (a) => a.choose((_config, _refusal) => 'none', { none: a.none() }) })
    // @ts-expect-error the mode "key" has no authenticator
    connector({ ...SPEC, auth: (a) => a.choose((c) => (c.user === '' ? 'none' : 'key'), { none: a.none() }) })
  })
})

describe('what a vendor is', () => {
  it('is a category of FOCUS, with a subcategory of its own', () => {
    const billing = SPEC.billing()
    connector({ ...SPEC, billing: () => ({ ...billing, category: 'Compute', subcategory: 'Virtual Machines' }) })
    // @ts-expect-error no category of FOCUS
    connector({ ...SPEC, billing: () => ({ ...billing, category: 'Computers', subcategory: 'Other (Other)' }) })
    // @ts-expect-error the subcategory is one of Compute
    connector({ ...SPEC, billing: () => ({ ...billing, category: 'Storage', subcategory: 'Virtual Machines' }) })
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
      partitions: (p: PartitionKit<z.output<typeof CONFIG>>) => p.each('uid', () => ['1']),
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

  it('makes partitions only of what its parent lists', () => {
    const listed = z.object({ ids: z.array(z.object({ id: z.string() })), flags: z.array(z.boolean()) })
    const parent = x.endpoint({ name: 'parent', response: listed }, () => ({ path: '/' }))
    const p = partitionKit<z.output<typeof CONFIG>>()
    const idOf = (record: { readonly id: string }): string => record.id
    const same = (flag: boolean): boolean => flag
    p.parent('id', parent, (b) => b.ids, idOf)
    // @ts-expect-error the reply has no such member
    p.parent('id', parent, (b) => b.list, idOf)
    // @ts-expect-error its records are none of these
    p.parent('id', parent, (b) => b.flags, idOf)
    // @ts-expect-error a boolean names nothing
    p.parent('id', parent, (b) => b.flags, same)
    const other = connector({ ...SPEC, config: z.strictObject({ other: z.string() }) })
    const strange = other.endpoint(
      { name: 'strange', partitions: (q) => q.each('o', (c) => [c.other]), response: listed },
      () => ({ path: '/' }),
    )
    // @ts-expect-error an endpoint of a connector with another config
    p.parent('id', strange, (b) => b.ids, idOf)
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

  it('walks only over what its reply has, by what its paginator takes', () => {
    const path = () => ({ path: '/' })
    // @ts-expect-error offset pages have no number
    x.endpoint({ ...base, paginate: (p) => p.offsetLimit({ size: 1 }) }, ({ page: { number } }) => ({
      path: `/${number}`,
    }))
    // @ts-expect-error without a size there is no next offset
    x.endpoint({ ...base, paginate: (p) => p.offsetLimit({ totalRecords: (b) => b.total }) }, path)
    // @ts-expect-error a link is text
    x.endpoint({ ...base, paginate: (p) => p.nextUrl({ next: (b) => b.total }) }, path)
    // @ts-expect-error the first page has no address: the path is the connector's own
    x.endpoint({ ...base, paginate: (p) => p.linkHeader() }, ({ page: { url } }) => ({ path: url }))
    // @ts-expect-error a header has a name
    x.endpoint({ ...base, paginate: (p) => p.cursorHeader({}) }, path)
    const total = (_body: unknown, { headers }: PageReply) => headers['x-total']
    // @ts-expect-error a total in a header is text, until it is made a number
    x.endpoint({ ...base, paginate: (p) => p.pageIndex({ size: 1, totalRecords: total }) }, path)
  })

  it('walks by keys that its records have and JSON can hold', () => {
    const rows = { name: 'r', response: z.object({ list: z.array(z.object({ id: z.string() })) }) }
    const path = () => ({ path: '/' })
    x.endpoint({ ...rows, paginate: (p) => p.keyset((b) => b.list, { after: (last) => last.id }) }, path)
    // @ts-expect-error the records have no such field
    x.endpoint({ ...rows, paginate: (p) => p.keyset((b) => b.list, { after: (last) => last.at }) }, path)
    // @ts-expect-error a date is no JSON
    x.endpoint({ ...rows, paginate: (p) => p.keyset((b) => b.list, { after: () => new Date(0) }) }, path)
    // @ts-expect-error a key per record is not the last one's
    x.endpoint({ ...rows, paginate: (p) => p.keyset((b) => b.list, { after: (last) => () => last.id }) }, path)
    // @ts-expect-error one record is no list
    x.endpoint({ ...rows, paginate: (p) => p.keyset((b) => b.list[0], { after: () => '' }) }, path)
  })

  it('states limits by what the vendor counts', () => {
    connector({
      ...SPEC,
      limits: (l) => [
        l.window({ max: 9, per: '1s', across: 'credential', weight: ({ request }) => Number(request.query?.size) }),
        l.rate({ max: 9, per: '1s', endpoints: ['usage'] }),
        l.remaining({ read: (headers) => ({ remaining: Number(headers['x-left']) }) }),
      ],
    })
    // @ts-expect-error a budget spans an endpoint or a credential
    connector({ ...SPEC, limits: (l) => [l.window({ max: 9, per: '1s', across: 'connection' })] })
    // @ts-expect-error a place is one place, however heavy the request
    connector({ ...SPEC, limits: (l) => [l.concurrent({ max: 9, weight: () => 2 })] })
    // @ts-expect-error a weight is a number
    connector({ ...SPEC, limits: (l) => [l.window({ max: 9, per: '1s', weight: () => '2' })] })
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
