import { CHINA } from './china-time.js'
import { marketingApi } from './connection.js'
import { realtimeCostRequest } from './cost/realtime-cost.js'
import { rowList } from './row-list.js'

/** The cheapest call that this config can make: an account's total of today, or for an agency alone what is in its funds. */
export const checkCredentials = marketingApi.endpoint(
  {
    name: 'check',
    partitions: (p) => p.days('day', { timeZone: CHINA, available: { from: 'today' } }),
    response: rowList,
  },
  ({ config, partition: { day } }) => {
    const [account_id] = config.accountIds
    return account_id === undefined
      ? { path: `/${config.apiVersion}/funds/get`, query: { account_id: config.agencyId } }
      : realtimeCostRequest(config, { account_id, level: 'ADVERTISER', date: day.date, page: 1, page_size: 1 })
  },
)
