import { calendar, count, money } from '@outlay/core'
import * as z from 'zod'
import { quarryMapsApi, timeZone } from './connection.js'

/** The call itself: a month of lines, page by page. */
export const getLines = quarryMapsApi.endpoint(
  {
    name: 'lines',
    // Corrected until the fifth of the next month, that day included; older than 24 months is refused.
    partitions: (p) => p.months('month', { timeZone, settlesAfter: '5d', available: { from: '-730d' } }),
    paginate: (p) => p.linkHeader(),
    response: z.array(z.unknown()),
  },
  ({ config, partition, page }) =>
    page.url === undefined
      ? {
          path: `/v1/accounts/${encodeURIComponent(config.account)}/lines`,
          query: { month: partition.month.date.slice(0, 7), per_page: 100 },
        }
      : { path: page.url },
)

const days = calendar({ unit: 'day', days: 1 }, { timeZone })

/** What a service cost on a day. */
export const lines = getLines.stream(
  {
    name: 'lines',
    title: 'Requests and cost by day and service',
    records: (body) => body,
    record: z.object({
      line: z.string(),
      day: z.iso.date(),
      service: z.string(),
      requests: count(),
      cost_micros: money('EUR', { minorDigits: 6 }),
      currency: z.literal('EUR'),
    }),
  },
  {
    primaryKey: ['line'],
    time: (line) => days.startOf(line.day) / 1000,
    charge: (line, { config }) => ({
      billed: line.cost_micros,
      sku: line.service,
      quantity: { amount: line.requests, unit: 'Requests' },
      period: dayOf(line.day),
      accountId: config.account,
    }),
  },
)

function dayOf(date: string) {
  const from = days.startOf(date)
  const [day] = days.windows({ from, to: from + 1 })
  if (day === undefined) throw new RangeError(`no day ${date} in ${timeZone}`)
  return { start: day.start, end: day.end }
}
