import { count, isZeroMoney, money, utcSeconds } from '@outlay/core'
import * as z from 'zod'
import { antiCaptcha } from './connection.js'
import { replaceTotalByRemainder } from './other-queues.js'
import { firstPage, nextPage } from './walk-hours.js'

/** The vendor's numbers may be text; checked here and read later, so that the raw record stays as it came. */
const seconds = z.union([z.int(), z.string().regex(/^\d+$/)])

/** getSpendingStats: 24 hours of spend from `date` on, of one queue or of all. */
export const getSpendingStats = antiCaptcha.endpoint(
  {
    name: 'getSpendingStats',
    // Refunds for reported images arrive late: a day counts as settled three days after its end.
    partitions: (p) => p.days('day', { timeZone: 'UTC', settlesAfter: '3d' }),
    response: z.object({ data: z.array(z.looseObject({ dateFrom: seconds, dateTill: seconds })).nullish() }),
    paginate: (p) => p.walk({ first: firstPage, next: nextPage }),
    reconcile: (body, { page, nowSeconds }) =>
      (body.data ?? []).length === 0 && page.from < nowSeconds
        ? [`no hours from ${utcSeconds(page.from * 1000)} on`]
        : [],
  },
  ({ config, page }) => ({
    path: '/getSpendingStats',
    json: { date: page.from, queue: page.queue ?? undefined, softId: softwareId(config.softId), ip: config.ip },
  }),
)

/** Spend and volume by the hour: one row an hour, or with `queues` one a queue and hour and one for the other queues. */
export const spendingStats = getSpendingStats.stream(
  {
    name: 'spending_stats',
    title: 'Spend and solved tasks by the hour',
    records: (body, { window }) => body.data?.filter(({ dateFrom }) => Number(dateFrom) < window.endSeconds),
    // The reply repeats no filter: without these, a filtered figure would pass for the whole.
    stamp: (_raw, { config, page }) => ({ queue: page.queue, softId: config.softId ?? null, ip: config.ip ?? null }),
    record: (config) =>
      z.object({
        queue: z.string().nullable(),
        softId: z.string().nullable(),
        ip: z.string().nullable(),
        dateFrom: count(),
        dateTill: count(),
        volume: count(),
        money: money(config.currency),
      }),
  },
  {
    primaryKey: ['queue', 'softId', 'ip', 'dateFrom'],
    assemble: (entries, { config }) => (config.queues.length === 0 ? entries : replaceTotalByRemainder(entries)),
    time: (r) => r.dateFrom,
    charge: (r) => {
      if (r.volume === 0 && isZeroMoney(r.money)) return null
      const queue = r.queue ?? ALL_QUEUES
      return {
        billed: r.money,
        period: { start: utcSeconds(r.dateFrom * 1000), end: utcSeconds((r.dateTill + 1) * 1000) },
        sku: queue,
        description: `${queue} tasks`,
        quantity: { amount: r.volume, unit: 'Tasks' },
        attributes: { QueueName: r.queue, SoftwareId: r.softId, ClientAddress: r.ip },
      }
    },
  },
)

/** The SKU of a total that no queue was asked for. */
const ALL_QUEUES = 'all queues'

/** The vendor wants an integer; the config takes text as well. */
function softwareId(id: string | undefined): number | undefined {
  return id === undefined ? undefined : Number(id)
}
