// The vendor of the benchmarks as a connector: what an author would write, with everything on.
import { connector, count, id, inBand, money, secret } from '@outlay/core'
import * as z from 'zod'

const vendor = connector({
  id: 'bench',
  title: 'Bench vendor',
  docs: 'https://bench.example/docs',
  config: z.strictObject({
    key: secret(),
    baseUrl: z.url(),
    /** Pages a day. */
    pages: z.int(),
  }),
  http: { baseUrl: (c) => c.baseUrl },
  auth: (a) => a.header('x-key', (c) => c.key),
  limits: (l) => [l.window({ max: 10_000, per: '1s', key: (c) => c.key })],
  errors: inBand({
    envelope: z.object({ code: z.int(), message: z.string(), request_id: z.string() }),
    ok: (b) => b.code === 0,
    code: (b) => b.code,
    message: (b) => b.message,
    requestId: (b) => b.request_id,
    classes: { 42901: 'rate_limited' },
  }),
  billing: () => ({
    provider: 'Bench',
    service: 'Bench',
    category: 'Compute',
    subcategory: 'Virtual Machines',
    timeZone: 'UTC',
    currencySource: 'documented',
    currency: 'USD',
  }),
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

const shape = {
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

/** The same records twice: on their own, and with the charge that each of them is. */
export const benchVendor = vendor.plugin({
  streams: [
    records.stream({ ...shape, name: 'records' }, { primaryKey: ['id'] }),
    records.stream(
      { ...shape, name: 'charges', optional: true },
      {
        primaryKey: ['id'],
        charge: (r) => ({
          billed: r.cost,
          period: { start: `${r.day}T00:00:00Z`, end: `${r.day}T23:59:59Z` },
          sku: r.sku,
          subAccountId: r.account,
          quantity: { amount: r.units, unit: 'Hours' },
        }),
      },
    ),
  ],
  check: records,
})
