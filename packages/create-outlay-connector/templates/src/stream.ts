//? windows: not snapshot
import { count, id, money } from '@outlay/core'
//? windows: snapshot
import { id, money } from '@outlay/core'
//? end
import * as z from 'zod'
import { {{api}} } from './connection.js'

/** The call itself: its pieces, its pages, and what of the reply is used. */
export const {{endpoint}} = {{api}}.endpoint(
  {
    name: '{{stream}}',
//? windows: days
    // FILL IN: the zone of the vendor's days, and how long after its end a day may still change
    partitions: (p) => p.days('day', { timeZone: 'UTC', settlesAfter: '2d' }),
//? windows: hours
    // FILL IN: the zone of the vendor's clock, and how long after its end an hour may still change
    partitions: (p) => p.hours('hour', { timeZone: 'UTC', settlesAfter: '1d' }),
//? windows: months
    // FILL IN: the zone of the vendor's months, and how long after its end a month may still change
    partitions: (p) => p.months('month', { timeZone: 'UTC', settlesAfter: '5d' }),
//? windows: spans
    // FILL IN: how many days a call may span, in which zone, and how long after their end they may still change
    partitions: (p) => p.spans('span', { days: 7, timeZone: 'UTC', settlesAfter: '2d' }),
//? windows: snapshot
    // FILL IN: the least time between two observations
    every: '1h',
//? paging: none
    // FILL IN: the member of the reply that lists the records
    response: z.object({ data: z.array(z.unknown()) }),
//? paging: page-number
    // FILL IN: the records of a page, and where the reply states how many pages there are; without that, a short page is the last
    paginate: (p) => p.pageNumber({ size: 100, totalPages: (body) => body.total_pages }),
    // FILL IN: the members of the reply that are used: the list, and that number
    response: z.object({ data: z.array(z.unknown()), total_pages: z.int().nullish() }),
//? paging: page-index
    // FILL IN: the records of a page, and where the reply states how many pages there are; without that, a short page is the last
    paginate: (p) => p.pageIndex({ size: 100, totalPages: (body) => body.total_pages }),
    // FILL IN: the members of the reply that are used: the list, and that number
    response: z.object({ data: z.array(z.unknown()), total_pages: z.int().nullish() }),
//? paging: offset-limit
    // FILL IN: the records of a page, and where the reply states how many there are in all; without that, a short page is the last
    paginate: (p) => p.offsetLimit({ size: 100, totalRecords: (body) => body.total }),
    // FILL IN: the members of the reply that are used: the list, and that number
    response: z.object({ data: z.array(z.unknown()), total: z.int().nullish() }),
//? paging: cursor
    // FILL IN: where the reply names the next page
    paginate: (p) => p.cursor({ next: (body) => body.next_cursor }),
    // FILL IN: the members of the reply that are used: the list, and that name
    response: z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullish() }),
//? paging: cursor-header
    // FILL IN: the header of the reply that names the next page
    paginate: (p) => p.cursorHeader({ header: 'x-next-cursor' }),
    // FILL IN: the member of the reply that lists the records
    response: z.object({ data: z.array(z.unknown()) }),
//? paging: link-header
    paginate: (p) => p.linkHeader(),
    // FILL IN: the member of the reply that lists the records
    response: z.object({ data: z.array(z.unknown()) }),
//? paging: next-url
    // FILL IN: where the reply links to the next page
    paginate: (p) => p.nextUrl({ next: (body) => body.next }),
    // FILL IN: the members of the reply that are used: the list, and that link
    response: z.object({ data: z.array(z.unknown()), next: z.string().nullish() }),
//? paging: keyset
    // FILL IN: the records of a full page
    paginate: (p) => p.keyset((body) => body.data, { after: keyOf, size: 100 }),
    // FILL IN: the member of the reply that lists the records
    response: z.object({ data: z.array(z.unknown()) }),
//? end
  },
  // FILL IN: the path and the vendor's names of its parameters
//? paging: link-header next-url and windows: snapshot
  ({ page }) => ({ path: page.url ?? '/v1/{{stream}}'{{noMembers}} }),
//? paging: none and windows: snapshot
  () => ({ path: '/v1/{{stream}}'{{noMembers}} }),
//? paging: link-header next-url and windows: not snapshot
  ({ partition, page }) => ({
    path: page.url ?? '/v1/{{stream}}',
    // A link has its parameters in it.
//? paging: link-header next-url and windows: days
    {{parameters}}: page.url === undefined ? { date: partition.day.date } : {},
//? paging: link-header next-url and windows: hours
    {{parameters}}: page.url === undefined ? { start: partition.hour.start, end: partition.hour.end } : {},
//? paging: link-header next-url and windows: months
    {{parameters}}: page.url === undefined ? { month: partition.month.date.slice(0, 7) } : {},
//? paging: link-header next-url and windows: spans
    {{parameters}}: page.url === undefined ? { from: partition.span.date, to: partition.span.lastDate } : {},
//? paging: link-header next-url and windows: not snapshot
  }),
//? paging: none and windows: not snapshot
  ({ partition }) => ({
//? paging: page-number page-index offset-limit cursor cursor-header keyset and windows: snapshot
  ({ page }) => ({
//? paging: page-number page-index offset-limit cursor cursor-header keyset and windows: not snapshot
  ({ partition, page }) => ({
//? paging: page-number page-index offset-limit cursor cursor-header keyset
    path: '/v1/{{stream}}',
    {{parameters}}: {
//? paging: none and windows: not snapshot
    path: '/v1/{{stream}}',
    {{parameters}}: {
//? paging: not link-header next-url and windows: days
      date: partition.day.date,
//? paging: not link-header next-url and windows: hours
      start: partition.hour.start,
      end: partition.hour.end,
//? paging: not link-header next-url and windows: months
      month: partition.month.date.slice(0, 7),
//? paging: not link-header next-url and windows: spans
      from: partition.span.date,
      to: partition.span.lastDate,
//? paging: page-number page-index
      page: page.number,
      per_page: page.size,
//? paging: offset-limit
      offset: page.offset,
      limit: page.limit,
//? paging: cursor cursor-header
      cursor: page.cursor,
//? paging: keyset
      after: page.after,
      limit: 100,
//? paging: page-number page-index offset-limit cursor cursor-header keyset
    },
  }),
//? paging: none and windows: not snapshot
    },
  }),
//? end
)

/** The records of the reply, and what they mean. */
export const {{variable}} = {{endpoint}}.stream(
  {
    name: '{{stream}}',
    // FILL IN: one line for lists of streams
    title: '{{streamTitle}}',
    records: (body) => body.data,
    // The reply does not repeat what was asked for.
//? windows: days
    stamp: (_raw, { window }) => ({ date: window.date }),
//? windows: hours
    stamp: (_raw, { window }) => ({ hour: window.start }),
//? windows: months
    stamp: (_raw, { window }) => ({ month: window.date.slice(0, 7) }),
//? windows: spans
    stamp: (_raw, { window }) => ({ from: window.date, to: window.lastDate }),
//? windows: snapshot
    stamp: (_raw, { window }) => ({ observedAt: window.start }),
//? end
    // FILL IN: the fields that are used, by the vendor's names; .nullish() where one may be left out
    record: z.object({
//? windows: days
      date: z.iso.date(),
//? windows: hours
      hour: z.iso.datetime(),
//? windows: months
      month: z.string(),
//? windows: spans
      from: z.iso.date(),
      to: z.iso.date(),
//? windows: snapshot
      observedAt: z.iso.datetime(),
      id: id(),
      name: z.string(),
      balance: money('USD'),
//? windows: not snapshot
      id: id(),
      sku: z.string(),
      quantity: count(),
      cost: money('USD'),
//? end
    }),
  },
//? windows: snapshot
  // FILL IN: the fields that tell one record of an observation from the next; [] where there is one record only
  { primaryKey: ['id'] },
//? windows: not snapshot
  {
    // FILL IN: the fields that tell one record from the next; ordinal() comes last where two may be alike
//? windows: days
    primaryKey: ['date', 'id'],
//? windows: hours
    primaryKey: ['hour', 'id'],
//? windows: months
    primaryKey: ['month', 'id'],
//? windows: spans
    primaryKey: ['from', 'id'],
//? windows: not snapshot
    // FILL IN: what a record costs, for which period, and what was used; null for a record that costs nothing
    charge: (record, { window }) => ({
      billed: record.cost,
      period: { start: window.start, end: window.end },
      sku: record.sku,
      quantity: { amount: record.quantity, unit: 'Requests' },
    }),
  },
//? end
)
//? paging: keyset

// FILL IN: the member of the last record by which the next page is asked for
const keyed = z.object({ id: id() })

function keyOf(last: unknown): string | undefined {
  return keyed.safeParse(last).data?.id
}
//? end
