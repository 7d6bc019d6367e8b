import { connector, encodeJson, id, type Plugin } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { balanceShop } from '../testing/paged-shop.js'
import { BALANCE_CONTRACT } from '../testing/planted/paged-variants.js'
import { SHOP_CONTRACT, shop } from '../testing/planted/shop.js'
import type { VendorOptions } from './simulated-vendor.js'
import { learnVendor, type SimulationOptions } from './simulation.js'
import { virtualClock } from './virtual-clock.js'

const { config, samples } = SHOP_CONTRACT

/** One call, declared twice. */
function twiceShop(): Plugin {
  const twice = connector({
    id: 'twice',
    title: 'Twice',
    docs: 'https://twice.example/docs',
    config: z.strictObject({ baseUrl: z.url().default('https://api.twice.example') }),
    http: { baseUrl: (c) => c.baseUrl },
    billing: () => ({
      provider: 'Twice',
      service: 'Twice',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const call = (name: string) =>
    twice.endpoint({ name, response: z.object({ list: z.array(z.unknown()) }) }, () => ({ path: '/accounts' }))
  const [accounts, owners] = [call('accounts'), call('owners')]
  const list = (name: string) =>
    ({ name, records: (body: { list: unknown[] }) => body.list, record: z.object({ id: id() }) }) as const
  const key = { primaryKey: ['id'] } as const
  return twice.plugin({
    streams: [accounts.stream(list('accounts'), key), owners.stream(list('owners'), key)],
    check: accounts,
  })
}
const TWICE = { config: {}, samples: { accounts: '{"list":[{"id":"a-1"}]}', owners: '{"list":[{"id":"o-1"}]}' } }
const NOW = '2026-11-10T12:00:00Z'

/** What a vendor of the shop has, as text. */
async function booksOf(more: Partial<SimulationOptions> = {}, options: VendorOptions = {}): Promise<readonly string[]> {
  const simulation = await learnVendor(shop(), { config, samples, ...more })
  const books = await simulation.vendor(virtualClock(NOW), options).books()
  return books.map(({ record }) => encodeJson(record))
}

describe('a vendor that is learned', () => {
  it('has the same records every time', async () => {
    expect(await booksOf()).toEqual(await booksOf())
  })

  it("has other records than another customer's", async () => {
    const own = new Set(await booksOf())
    expect((await booksOf({}, { salt: 1_000_000 })).filter((text) => own.has(text))).toEqual([])
  })

  it('has no record twice', async () => {
    const books = await booksOf()
    expect(books.length).toBeGreaterThan(20)
    expect(new Set(books).size).toBe(books.length)
  })

  it("has records of the author's own, digit for digit, where they are given", async () => {
    const record = (serial: number, { ms }: { readonly ms: number }): string =>
      `{"id":9007199254740993${serial},"sku":"own","at":${ms / 1000},"calls":1,"cost":0.10}`
    const books = await booksOf({ records: { orders: record } })
    expect(books.every((text) => /^\{"id":9007199254740993\d+,"sku":"own",.*"cost":0\.10\}$/.test(text))).toBe(true)
  })

  it('has as many windows as it is asked for', async () => {
    const { served } = await learnVendor(shop(), { config, samples, windows: 5 })
    expect(served[0]?.windows).toHaveLength(5)
  })
})

describe('what cannot be learned is told', () => {
  it('names the endpoint that has no sample', async () => {
    await expect(learnVendor(shop(), { config, samples: { order: '{}' } })).rejects.toMatchObject({
      code: 'SAMPLE_MISSING',
      message: 'there is no sample for the endpoint "orders"',
      hint: expect.stringContaining('given are order'),
    })
  })

  it.each([
    ['no JSON', '{"items":', /it is no JSON/],
    ['a refusal', '{"code":4010,"message":"no"}', /error rules take it for the refusal 4010/],
    ['of another form', '{"code":0,"items":"none"}', /the connector cannot read it: .*items/],
  ])('says of a sample that is %s why it cannot be used', async (_what, sample, message) => {
    await expect(learnVendor(shop(), { config, samples: { orders: sample } })).rejects.toThrow(message)
  })

  it('says of two endpoints that send one request which they are', async () => {
    await expect(learnVendor(twiceShop(), TWICE)).rejects.toMatchObject({
      code: 'ENDPOINTS_AMBIGUOUS',
      message: expect.stringMatching(/^the endpoints accounts and owners send the same request, GET \/accounts/),
    })
    const one = { ...TWICE.samples, owners: TWICE.samples.accounts }
    expect((await learnVendor(twiceShop(), { ...TWICE, samples: one })).served).toHaveLength(2)
  })

  it.each([
    ['balance', /records are given for balance, whose sample has no list/],
    ['ballance', /records are given for ballance, which is no endpoint with a sample/],
  ])('refuses records for %s, which nothing would take', async (name, message) => {
    const options = { ...BALANCE_CONTRACT, records: { [name]: () => ({}) } }
    await expect(learnVendor(balanceShop(), options)).rejects.toThrow(message)
  })
})
