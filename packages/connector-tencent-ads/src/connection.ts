import { connector } from '@outlay/core'
import { authentication } from './authentication.js'
import { CHINA } from './china-time.js'
import { config } from './config.js'
import { errors } from './errors.js'
import { limits } from './limits.js'

/** The Marketing API, v1.1 and v3.0: a token, a timestamp and a nonce in the query of every call, to one host. */
export const marketingApi = connector({
  id: 'tencent-ads',
  title: 'Tencent Ads',
  package: '@outlay/connector-tencent-ads',
  docs: 'https://developers.e.qq.com/docs',
  config,
  http: { baseUrl: (c) => c.baseUrl, timeout: '30s' },
  auth: authentication,
  limits,
  errors,
  billing: (c) => ({
    provider: 'Tencent Ads',
    service: 'Tencent Ads',
    category: 'Business Applications',
    subcategory: 'Other (Business Applications)',
    timeZone: CHINA,
    accountName: c.accountName,
    currency: 'CNY',
    currencySource: 'documented',
  }),
})
