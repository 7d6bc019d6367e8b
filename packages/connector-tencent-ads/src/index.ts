import { checkCredentials } from './check-credentials.js'
import { marketingApi } from './connection.js'
import { realtimeCost } from './cost/realtime-cost.js'
import { dailyCost, wechatDailyCost } from './cost/wechat-cost.js'
import { dailyBalances } from './funds/daily-balances.js'
import { fundStatements } from './funds/fund-statements.js'
import { fundBalances } from './funds/funds.js'
import { dailyReports } from './reports/daily-reports.js'
import { hourlyReports } from './reports/hourly-reports.js'

/** The Tencent Ads connector: spend by account, ad object or WeChat account, by today, day or hour; and the funds it comes from. */
export const tencentAds = marketingApi.plugin({
  streams: [
    realtimeCost,
    wechatDailyCost,
    dailyCost,
    dailyBalances,
    fundBalances,
    fundStatements,
    dailyReports,
    hourlyReports,
  ],
  check: checkCredentials,
})

export default tencentAds
