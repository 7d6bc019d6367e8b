import { id, money } from '@outlay/core'
import * as z from 'zod'
import { CHINA } from '../china-time.js'
import { marketingApi } from '../connection.js'
import { accountsWithFunds } from '../partitions.js'
import { hundreds, rowList } from '../row-list.js'

/** daily_balance_report/get: what each fund of an account took in, paid, and had left at the end of a day. */
const dailyBalancesGet = marketingApi.endpoint(
  {
    name: 'daily_balance_report/get',
    // The vendor takes up to ten days a call, of the last two years. Single days are final one by one.
    partitions: (p) =>
      p.product(
        accountsWithFunds(p),
        p.days('day', { timeZone: CHINA, available: { from: '-729d', after: '0s' }, settlesAfter: '1d' }),
      ),
    response: rowList,
    paginate: (p) => p.pageNumber(hundreds),
  },
  ({ config: { apiVersion }, partition: { accountId, day }, page }) => ({
    path: `/${apiVersion}/daily_balance_report/get`,
    query: {
      account_id: accountId,
      date_range: { start_date: day.date, end_date: day.date },
      page: page.number,
      page_size: page.size,
    },
  }),
)

const yuan = () => money('CNY', { minorDigits: 2 }).nullable().default(null)

/** The books of each fund, day by day: records, and no spend. */
export const dailyBalances = dailyBalancesGet.stream(
  {
    name: 'daily_balance_report',
    title: 'What each fund took in, paid and had left, day by day',
    optional: true,
    records: (body) => body.data?.list,
    stamp: (_raw, { partition: { accountId, day } }) => ({ account_id: accountId, date: day.date }),
    record: z.object({
      account_id: id(),
      date: z.iso.date(),
      fund_type: z.string(),
      deposit: yuan(),
      paid: yuan(),
      trans_in: yuan(),
      trans_out: yuan(),
      credit_modify: yuan(),
      balance: yuan(),
      preauth_balance: yuan(),
      // v3.0 only, from here on.
      preauth_out_pay: yuan(),
      preauth_in_refund: yuan(),
      acct_out_pay: yuan(),
      acct_out_pay_share: yuan(),
      share_out_pay: yuan(),
    }),
  },
  { primaryKey: ['account_id', 'date', 'fund_type'] },
)
