import { count, id, money, ordinal, type Paginator } from '@outlay/core'
import * as z from 'zod'
import { CHINA } from '../china-time.js'
import type { Config } from '../config.js'
import { marketingApi } from '../connection.js'
import { fundsGet } from './funds.js'

const statementList = z.object({
  data: z
    .object({
      list: z.array(z.looseObject({ primary_key: id().nullable().catch(null) })).nullish(),
      page_info: z.object({ total_number: count().nullish(), total_page: count().nullish() }).nullish(),
    })
    .nullish(),
})

type StatementList = z.output<typeof statementList>

/** fund_statements_detailed/get: what went into and out of one fund on one day. The funds are those that funds/get lists. */
const fundStatementsGet = marketingApi.endpoint(
  {
    name: 'fund_statements_detailed/get',
    partitions: (p) =>
      p.product(
        p.parent(
          'fundType',
          fundsGet,
          (body) => body.data?.list,
          (fund) => fund.fund_type,
        ),
        // Two years back, today included. No limit of the span is stated; a day is all that is ever asked for.
        p.days('day', { timeZone: CHINA, available: { from: '-729d' }, settlesAfter: '1d' }),
      ),
    response: statementList,
    paginate: () => statementPages,
  },
  ({ config: { apiVersion }, partition: { accountId, fundType, day }, page }) => ({
    path: `/${apiVersion}/fund_statements_detailed/get`,
    query: {
      account_id: accountId,
      fund_type: fundType,
      date_range: { start_date: day.date, end_date: day.date },
      primary_key: page.after ?? undefined,
      page: page.after === null ? page.number : undefined,
      page_size: PAGE_SIZE,
    },
  }),
)

/** Every flow of money in a fund: payments into it, transfers, and what ads have taken. Spend is counted elsewhere. */
export const fundStatements = fundStatementsGet.stream(
  {
    name: 'fund_statements_detailed',
    title: 'What went into and out of each fund',
    optional: true,
    records: (body) => body.data?.list,
    stamp: (_raw, { partition }) => ({ account_id: partition.accountId, fund_type: partition.fundType }),
    record: z.object({
      account_id: id(),
      fund_type: z.string(),
      time: count(),
      trade_type: z.string().nullable().default(null),
      trade_type_ext: z.string().nullable().default(null),
      amount: money('CNY', { minorDigits: 2 }),
      balance: money('CNY', { minorDigits: 2 }).nullable().default(null),
      external_bill_no: id().nullable().default(null),
      description: z.string().nullable().default(null),
      primary_key: id().nullable().default(null),
    }),
  },
  {
    // Bill numbers may be missing, and v1.1 has no key of its own.
    primaryKey: ['account_id', 'fund_type', 'time', 'external_bill_no', 'primary_key', ordinal()],
    time: (r) => r.time,
  },
)

const PAGE_SIZE = 100

/** By the key of the last row before it, or by its number: of keyed pages that stays 1, so that a repeated key is seen. */
type StatementPage = { readonly number: number; readonly after: string | null }

/** v3.0 goes on from the key of a page's last row; the rows of v1.1 have none: their pages are numbered. */
const statementPages: Paginator<Config, StatementList, StatementPage> = {
  kind: 'primary-key',
  first: () => ({ number: 1, after: null }),
  next: ({ page, body: { data } }) => {
    const list = data?.list ?? []
    const isFull = list.length >= PAGE_SIZE
    const after = list.at(-1)?.primary_key ?? null
    if (after !== null) return isFull ? { number: 1, after } : undefined
    const pages = data?.page_info?.total_page
    const more = pages == null ? isFull : list.length > 0 && page.number < pages
    return more ? { number: page.number + 1, after } : undefined
  },
  // Whether a total counts what lies behind a key, nobody says: it is compared where rows have none.
  stated: ({ data }) =>
    data?.list?.at(-1)?.primary_key === null
      ? { records: data.page_info?.total_number ?? undefined, pages: data.page_info?.total_page ?? undefined }
      : {},
}
