import { id, money } from '@outlay/core'
import * as z from 'zod'
import { marketingApi } from '../connection.js'
import { accountsWithFunds } from '../partitions.js'

/** A reply in one piece: this call has no pages. */
const funds = z.object({
  data: z.object({ list: z.array(z.looseObject({ fund_type: z.string().nullish() })).nullish() }).nullish(),
})

/** funds/get: what is in the funds of an account now. */
export const fundsGet = marketingApi.endpoint(
  { name: 'funds/get', partitions: accountsWithFunds, response: funds },
  ({ config: { apiVersion }, partition }) => ({
    path: `/${apiVersion}/funds/get`,
    query: { account_id: partition.accountId },
  }),
)

/** What is in each fund of an account: a snapshot, and no spend. */
export const fundBalances = fundsGet.stream(
  {
    name: 'funds',
    title: 'What is in the funds of an account, and what they have paid today',
    optional: true,
    records: (body) => body.data?.list,
    stamp: (_raw, { partition, window }) => ({ account_id: partition.accountId, observed_at: window.start }),
    record: z.object({
      account_id: id(),
      observed_at: z.string(),
      fund_type: z.string(),
      balance: money('CNY', { minorDigits: 2 }),
      fund_status: z.string().nullable().default(null),
      realtime_cost: money('CNY', { minorDigits: 2 }).nullable().default(null),
      bill_deposit_amount: money('CNY', { minorDigits: 2 }).nullable().default(null),
    }),
  },
  { primaryKey: ['account_id', 'observed_at', 'fund_type'] },
)
