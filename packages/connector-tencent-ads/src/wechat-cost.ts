import { type HttpRequest, id, type JsonValue, money } from '@outlay/core'
import * as z from 'zod'
import { chargeDelivery } from './charge-delivery.js'
import { type Config, someOrNone } from './config.js'
import { CHINA, marketingApi } from './connection.js'
import { costList, costPages } from './cost-list.js'

/** wechat_daily_cost/get, the successor of daily_cost/get. */
export const wechatDailyCost = declareWechatCost('wechat_daily_cost', {
  title: 'Ad spend by WeChat account and day (the vendor may have retired it)',
  rank: 1,
})

/** daily_cost/get, which the vendor announced to withdraw. */
export const dailyCost = declareWechatCost('daily_cost', {
  title: 'Ad spend by WeChat account and day, the older call (announced as retired)',
  rank: 2,
})

/** Two calls of one shape: only the path tells them apart. Both report the same spend, hence the ranks. */
function declareWechatCost<const N extends WechatCall>(
  name: N,
  own: { readonly title: string; readonly rank: number },
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
      response: costList,
      paginate: (p) => p.pageNumber(costPages),
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
      coverage: { group: 'spend', rank: own.rank },
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

/** One call for one day. Without an account an agency gets all of its customers. */
export function wechatCostRequest(
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

function states(raw: JsonValue, name: string): boolean {
  if (typeof raw !== 'object' || raw === null) return false
  return Object.entries(raw).some(([key, value]) => key === name && value !== null)
}
