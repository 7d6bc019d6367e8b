// The vendor of the benchmarks as a connector: what an author would write, with everything on.
import { connector, count, id, inBand, money, secret } from '@outlay/core'
import * as z from 'zod'

/** So high that it is asked and never waited for. */
const UNHINDERED = { max: 10_000, per: '1s' }

/** The plugin. `limit` is what the vendor allows; null where its author does not know. Streams: `records`, `charges` (the same with their charges) and `giant`. */
export function benchVendor(limit = UNHINDERED) {
  const vendor = connector({
    id: 'bench',
    title: 'Bench vendor',
    docs: 'https://bench.example/docs',
    config: z.strictObject({
      key: secret(),
      baseUrl: z.url(),
      pages: z.int().default(1).describe('pages a day'),
      giant: z.int().default(0).describe('records in the giant reply'),
    }),
    http: { baseUrl: (c) => c.baseUrl, timeout: '5m' },
    auth: (a) => a.header('x-key', (c) => c.key),
    limits: (l) => (limit === null ? [] : [l.window({ ...limit, key: (c) => c.key })]),
    errors: inBand({
      envelope: z.object({ code: z.int(), message: z.string(), request_id: z.string() }),
      ok: (b) => b.code === 0,
      code: (b) => b.code,
      message: (b) => b.message,
      requestId: (b) => b.request_id,
      classes: { 42901: 'rate_limited' },
    }),
    billing: () => BILLING,
  })
  const records = vendor.endpoint(
    {
      name: 'records',
      partitions: (p) => p.days('day', { timeZone: 'UTC' }),
      paginate: (p) => p.pageNumber({ size: 100, totalPages: (b) => b.data.pages, totalRecords: (b) => b.data.total }),
      response: z.object({ data: z.object({ list: z.array(z.unknown()), pages: z.int(), total: z.int() }) }),
    },
    ({ config, partition, page }) => ({
      path: `/lists/${config.pages}/records`,
      query: { day: partition.day.date, page: page.number },
    }),
  )
  const giant = vendor.endpoint(
    {
      name: 'giant',
      partitions: (p) => p.days('day', { timeZone: 'UTC' }),
      response: z.object({ data: z.object({ list: z.array(z.unknown()) }) }),
    },
    ({ config }) => ({ path: `/giant/${config.giant}` }),
  )
  const streams = [
    records.stream({ ...SHAPE, name: 'records' }, { primaryKey: ['id'] }),
    records.stream({ ...SHAPE, name: 'charges' }, { primaryKey: ['id'], charge: chargeOf }),
    giant.stream({ ...SHAPE, name: 'giant' }, { primaryKey: ['id'] }),
  ]
  return vendor.plugin({ streams, check: records })
}

const SHAPE = {
  optional: true,
  records: (body) => body.data.list,
  record: z.object({
    id: id(),
    account: z.string(),
    day: z.iso.date(),
    sku: z.string(),
    units: count(),
    cost: money('USD'),
  }),
}

function chargeOf(record) {
  return {
    billed: record.cost,
    period: { start: `${record.day}T00:00:00Z`, end: `${record.day}T23:59:59Z` },
    sku: record.sku,
    subAccountId: record.account,
    quantity: { amount: record.units, unit: 'Hours' },
  }
}

const BILLING = {
  provider: 'Bench',
  service: 'Bench',
  category: 'Compute',
  subcategory: 'Virtual Machines',
  timeZone: 'UTC',
  currencySource: 'documented',
  currency: 'USD',
}
