import { CHINA, marketingApi } from './connection.js'
import { costList } from './cost-list.js'
import { realtimeCostRequest } from './realtime-cost.js'
import { wechatCostRequest } from './wechat-cost.js'

/** The cheapest call that this config can make: an account's total of today, or for an agency alone its WeChat rows. */
export const checkCredentials = marketingApi.endpoint(
  {
    name: 'check',
    partitions: (p) => p.days('day', { timeZone: CHINA, available: { from: 'today' } }),
    response: costList,
  },
  ({ config: { accountIds, wechatAccountIds }, partition: { day } }) => {
    const [account_id] = accountIds
    return account_id === undefined
      ? wechatCostRequest('wechat_daily_cost', { accountId: null, date: day.date, page: FIRST, wechatAccountIds })
      : realtimeCostRequest({ account_id, level: 'ADVERTISER', date: day.date, page: 1, page_size: 1 })
  },
)

const FIRST = { number: 1, size: 1 }
