import * as z from 'zod'
import { connector } from '../define/connector.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { secret } from '../fields/secret.js'
import { type CalendarOptions, utcSeconds } from '../partitions/calendar.js'

/** What a test can turn on the invented connector. */
export interface HourlyOptions {
  /** The grid of its charges. Default: days in UTC, settled after three days. */
  readonly grid?: CalendarOptions
  /** Snapshots: least time between two. Default `'30s'`. */
  readonly every?: `${number}s`
  /** The vendor's own limit of calls at once, of each endpoint. Default: none. */
  readonly concurrent?: number
}

const charge = z.looseObject({ id: id(), at: count(), cost: money('CNY') })
const reply = z.object({ list: z.array(z.unknown()), total: z.int().nullish(), next: z.int().nullish() })

/**
 * A connector for the invented vendor. Streams: `charges` (numbered pages, total stated); `events` and the optional
 * `event_costs` (one call with a cursor feeds both); `balance` (snapshot). For tests.
 */
export function hourlyConnector({
  grid = { timeZone: 'UTC', settlesAfter: '3d' },
  every = '30s',
  concurrent,
}: HourlyOptions = {}) {
  const hourly = connector({
    id: 'hourly',
    title: 'Hourly',
    docs: 'https://hourly.example/docs',
    config: z.strictObject({
      key: secret(),
      accounts: z.array(id()).default(['A']),
      pageSize: z.int().default(5),
      baseUrl: z.url().default('https://api.hourly.example'),
    }),
    http: { baseUrl: (c) => c.baseUrl },
    auth: (a) => a.header('x-key', (c) => c.key),
    limits: (l) => (concurrent === undefined ? [] : [l.concurrent({ max: concurrent })]),
    billing: () => ({
      provider: 'Hourly',
      service: 'Hourly',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currencySource: 'documented',
      currency: 'CNY',
    }),
  })
  const charges = hourly.endpoint(
    {
      name: 'charges',
      partitions: (p) =>
        p.product(
          p.each('account', (c) => c.accounts),
          p.days('day', grid),
        ),
      paginate: (p) => p.pageNumber({ size: (c) => c.pageSize, totalRecords: (b) => b.total }),
      response: reply,
    },
    ({ partition: { account, day }, page }) => ({
      path: '/charges',
      query: { account, start: day.startSeconds, end: day.endSeconds, page: page.number, size: page.size },
    }),
  )
  const events = hourly.endpoint(
    {
      name: 'events',
      partitions: (p) =>
        p.product(
          p.each('account', (c) => c.accounts),
          p.days('day', grid),
        ),
      paginate: (p) => p.cursor({ next: (b) => b.next }),
      response: reply,
    },
    ({ config, partition: { account, day }, page }) => ({
      path: '/events',
      query: {
        account,
        start: day.startSeconds,
        end: day.endSeconds,
        cursor: page.cursor ?? '0',
        size: config.pageSize,
      },
    }),
  )
  const balance = hourly.endpoint(
    { name: 'balance', response: z.looseObject({ balance: z.unknown() }), every },
    () => ({ path: '/balance' }),
  )
  const period = (at: number) => ({ start: utcSeconds(at * 1000), end: utcSeconds((at + 3600) * 1000) })
  const streams = [
    charges.stream(
      {
        name: 'charges',
        records: (b) => b.list,
        stamp: (_raw, { partition }) => ({ account: partition.account }),
        record: charge.extend({ account: id() }),
      },
      {
        primaryKey: ['account', 'id'],
        time: (r) => r.at,
        charge: (r) => ({ billed: r.cost, period: period(r.at), sku: 'hour' }),
      },
    ),
    events.stream(
      { name: 'events', records: (b) => b.list, record: charge },
      { primaryKey: ['id'], time: (r) => r.at },
    ),
    events.stream(
      { name: 'event_costs', optional: true, records: (b) => b.list, record: charge },
      { primaryKey: ['id'], charge: (r) => ({ billed: r.cost, period: period(r.at), sku: 'hour' }) },
    ),
    balance.stream(
      { name: 'balance', records: (b) => [b], record: z.object({ balance: money('CNY') }) },
      { primaryKey: [] },
    ),
  ] as const
  return hourly.plugin({ streams, check: charges })
}
