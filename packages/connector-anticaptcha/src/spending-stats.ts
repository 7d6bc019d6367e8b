import { count, ExactNumber, isZeroMoney, money, utcSeconds } from '@outlay/core'
import * as z from 'zod'
import { currencyOf } from './config.js'
import { antiCaptcha } from './connection.js'
import { replaceTotalByRemainder } from './other-queues.js'
import { findOddities, firstPage, type Hour, isProvisional, nextPage, ownHours } from './walk-hours.js'

/** Instants, which may be text; more than 11 digits are no seconds (but milliseconds, say). */
const seconds = z.union([z.int().nonnegative().max(99_999_999_999), z.string().regex(/^\d{1,11}$/)])
const bounds = z.object({ dateFrom: seconds, dateTill: seconds })
/** Checked, not parsed: the raw record stays as it came. */
const hour = z.custom<Hour>((value) => bounds.safeParse(value).success, 'expected dateFrom and dateTill in seconds')

/** getSpendingStats: 24 hours of spend from `date` on, of one queue or of all. */
export const getSpendingStats = antiCaptcha.endpoint(
  {
    name: 'getSpendingStats',
    // Refunds for reported images arrive late: a day counts as settled three days after its end.
    partitions: (p) => p.days('day', { timeZone: 'UTC', settlesAfter: '3d' }),
    response: z.object({ data: z.array(hour).nullish() }),
    paginate: (p) => p.walk({ first: firstPage, next: nextPage }),
  },
  ({ config, page }) => ({
    path: '/getSpendingStats',
    json: { date: page.from, queue: page.queue ?? undefined, softId: softwareId(config.softId), ip: config.ip },
  }),
  { reconcile: (body, { page, window, nowSeconds }) => findOddities({ page, body, window, nowSeconds }) },
)

/** Spend and volume by the hour: one row an hour, or with `queues` one a queue and hour and one for the other queues. */
export const spendingStats = getSpendingStats.stream(
  {
    name: 'spending_stats',
    title: 'Spend and solved tasks by the hour',
    records: (body, { page, window }) => ownHours(body.data ?? [], page, window),
    // The reply repeats no filter: without these, a filtered figure would pass for the whole.
    stamp: (raw, { config, page, nowSeconds }) => ({
      queue: page.queue,
      softId: config.softId ?? null,
      ip: config.ip ?? null,
      provisional: isProvisional(hour.parse(raw), nowSeconds),
    }),
    record: (config) =>
      z
        .object({
          queue: z.string().nullable(),
          softId: z.string().nullable(),
          ip: z.string().nullable(),
          dateFrom: count(),
          dateTill: count(),
          volume: count(),
          money: money(currencyOf(config)),
          provisional: z.boolean(),
        })
        .refine(({ dateFrom, dateTill }) => dateFrom <= dateTill, 'dateTill lies before dateFrom'),
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
        status: r.provisional ? 'estimated' : 'reported',
        attributes: { QueueName: r.queue, SoftwareId: r.softId, ClientAddress: r.ip },
      }
    },
  },
)

/** The SKU of a total that no queue was asked for. */
const ALL_QUEUES = 'all queues'

/** The vendor wants an integer; as text it keeps every digit until it is written. */
function softwareId(id: string | undefined): ExactNumber | undefined {
  return id === undefined ? undefined : new ExactNumber(id)
}
