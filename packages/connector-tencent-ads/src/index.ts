import { checkCredentials } from './check-credentials.js'
import { marketingApi } from './connection.js'
import { realtimeCost } from './realtime-cost.js'
import { dailyCost, wechatDailyCost } from './wechat-cost.js'

/** The Tencent Ads connector: today's spend by account, campaign or ad group; for agencies, spend by WeChat account. */
export const tencentAds = marketingApi.plugin({
  streams: [realtimeCost, wechatDailyCost, dailyCost],
  check: checkCredentials,
})

export default tencentAds
