import { type HttpRequest, id, money } from '@outlay/core'
import * as z from 'zod'
import { CHINA } from '../china-time.js'
import type { Config } from '../config.js'
import { marketingApi } from '../connection.js'
import { someOrNone } from '../partitions.js'
import { hundreds, rowList } from '../row-list.js'
import { states } from '../states.js'
import { chargeDelivery, spend } from './charge-delivery.js'

/** wechat_daily_cost/get, the successor of daily_cost/get. */
export const wechatDailyCost = declareWechatCost('wechat_daily_cost', {
  title: 'Ad spend by WeChat account and day (the vendor may have retired it)',
  coverage: spend.wechatDaily,
})

/** daily_cost/get, which the vendor announced to withdraw. */
export const dailyCost = declareWechatCost('daily_cost', {
  title: 'Ad spend by WeChat account and day, the older call (announced as retired)',
  coverage: spend.daily,
})

/** Two calls of one shape: only the path tells them apart. Both report the same spend, hence the ranks. */
function declareWechatCost<const N extends WechatCall>(
  name: N,
  own: { readonly title: string; readonly coverage: { readonly group: string; readonly rank: number } },
) {
  const get = marketingApi.endpoint(
    {
      name: `${name}/get`,
      // "Within 7 days" may bound the span or the age: single days of the last seven, today included, obey both.
      partitions: (p) =>
        p.product(
          p.each('accountId', (c) => someOrNone(c.accountIds)),
          p.days('day', { timeZone: CHINA, available: { from: '-6d' }, settlesAfter: '1d' }),
        ),
      response: rowList,
      paginate: (p) => p.pageNumber(hundreds),
    },
    ({ config, partition: { accountId, day }, page }) =>
      wechatCostRequest(name, { accountId, date: day.date, page, wechatAccountIds: config.wechatAccountIds }),
  )
  return get.stream(
    {
      name,
      title: own.title,
      optional: true,
      records: (body) => body.data?.list,
      stamp: (raw, { partition: { accountId, day } }) => ({
        ...(!states(raw, 'account_id') && accountId !== null && { account_id: accountId }),
        ...(!states(raw, 'date') && { date: day.date }),
      }),
      record: z.object({
        account_id: id(),
        wechat_account_id: id().nullable().default(null),
        date: z.iso.date(),
        // The page's own sample has rows without it. What has no price is unpriced, never free.
        cost: money('CNY', { minorDigits: 2 }).nullable().default(null),
      }),
    },
    {
      primaryKey: ['account_id', 'wechat_account_id', 'date'],
      coverage: own.coverage,
      charge: ({ wechat_account_id: wechatId, ...row }, { config }) =>
        chargeDelivery(row, config, {
          description: `WeChat account ad spend ${row.date}`,
          status: row.cost === null ? 'unpriced' : 'reported',
          resource: wechatId ? { id: `wechat/${wechatId}`, type: 'WeChat Account' } : undefined,
          attributes: { WechatAccountId: wechatId },
        }),
    },
  )
}

type WechatCall = 'wechat_daily_cost' | 'daily_cost'

/** One call for one day; v3.0 does not have it. Without an account an agency gets all of its customers. */
function wechatCostRequest(
  call: WechatCall,
  asked: {
    readonly accountId: string | null
    readonly date: string
    readonly page: { readonly number: number; readonly size: number }
    readonly wechatAccountIds: Config['wechatAccountIds']
  },
): HttpRequest {
  const { accountId, date, page, wechatAccountIds: values } = asked
  const operator = values.length === 1 ? 'EQUALS' : 'IN'
  return {
    path: `/v1.1/${call}/get`,
    query: {
      account_id: accountId ?? undefined,
      date_range: { start_date: date, end_date: date },
      filtering: values.length === 0 ? undefined : [{ field: 'wechat_account_id', operator, values }],
      // Without them the vendor leaves out what it likes.
      fields: ['account_id', 'wechat_account_id', 'date', 'cost'],
      page: page.number,
      page_size: page.size,
    },
  }
}
