import { checkCredentials } from './check-credentials.js'
import { marketingApi } from './connection.js'
import { realtimeCost } from './cost/realtime-cost.js'
import { dailyCost, wechatDailyCost } from './cost/wechat-cost.js'

/** The Tencent Ads connector: spend by account, ad object or WeChat account, by today, day or hour; and the funds it comes from. */
export const tencentAds = marketingApi.plugin({
  streams: [realtimeCost, wechatDailyCost, dailyCost],
  check: checkCredentials,
})

export default tencentAds
