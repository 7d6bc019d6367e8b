import { count, id, money, personal } from '@outlay/core'
import * as z from 'zod'
import { nimbusMailApi } from './connection.js'

/** The call itself: a day of usage, page by page. */
export const getUsage = nimbusMailApi.endpoint(
  {
    name: 'usage',
    partitions: (p) => p.days('day', { timeZone: 'UTC', settlesAfter: '2d' }),
    paginate: (p) => p.cursor({ next: (body) => body.next_cursor }),
    response: z.object({ items: z.array(z.unknown()), next_cursor: z.string().nullable() }),
  },
  ({ partition, page }) => ({
    path: '/v2/billing/usage',
    query: { from: partition.day.start, to: partition.day.end, limit: 200, cursor: page.cursor },
  }),
)

/** What was sent, and what was refunded. */
export const usage = getUsage.stream(
  {
    name: 'usage',
    title: 'Messages and refunds, one by one',
    records: (body) => body.items,
    record: z.object({
      id: id(),
      sent_at: z.iso.datetime(),
      domain: z.string(),
      plan: z.string(),
      messages: count(),
      amount: money('USD'),
      currency: z.literal('USD'),
      kind: z.string(),
      recipient_sample: personal(z.string().nullable()),
    }),
  },
  {
    primaryKey: ['id'],
    time: (line) => Date.parse(line.sent_at) / 1000,
    charge: (line, { window }) => ({
      billed: line.amount,
      sku: line.plan,
      description: line.kind,
      quantity: { amount: line.messages, unit: 'Messages' },
      period: { start: window.start, end: window.end },
      subAccountId: line.domain,
    }),
  },
)
