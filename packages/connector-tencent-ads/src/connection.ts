import { connector } from '@outlay/core'
import { config } from './config.js'
import { errors } from './errors.js'

/** The Marketing API, v1.1: a token, a timestamp and a nonce in the query of every call, to one host. */
export const marketingApi = connector({
  id: 'tencent-ads',
  title: 'Tencent Ads',
  package: '@outlay/connector-tencent-ads',
  docs: 'https://developers.e.qq.com/docs',
  config,
  http: { baseUrl: (c) => c.baseUrl, timeout: '30s' },
  // Made anew on every attempt: the vendor refuses a nonce that it has seen, and clocks more than 300 s apart.
  auth: (a) =>
    a.query((context) => ({
      access_token: context.config.accessToken,
      timestamp: context.clock.unixSeconds(),
      nonce: context.random.hex(16),
    })),
  // The vendor counts by the minute, application and endpoint; the number stands in its console only. This is a guess on
  // the safe side, and per token, the nearest to an application that a connection knows.
  limits: (l) => [l.window({ max: 100, per: '1m', key: (c) => c.accessToken })],
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

/** The zone of the vendor's days and months, UTC+8. */
export const CHINA = 'Asia/Shanghai'
