import { connector } from '@outlay/core'
import { config } from './config.js'
import { errors } from './errors.js'
import { tc3HmacSha256 } from './tc3/tc3-hmac-sha256.js'

/** Tencent eSign for platforms: every call signed, to one host. */
export const tencentESign = connector({
  id: 'essbasic',
  title: 'Tencent eSign',
  package: '@outlay/connector-essbasic',
  docs: 'https://qian.tencent.com/developers/partnerApis/fee/ChannelDescribeBillUsageDetail',
  config,
  http: { baseUrl: (c) => c.baseUrl },
  auth: (a) => tc3HmacSha256(a, { service: 'essbasic', credentials: (c) => c }),
  limits: (l) => [l.window({ max: 20, per: '1s', key: (c) => c.secretId })],
  errors,
  billing: (c) => ({
    provider: 'Tencent Cloud',
    service: 'Tencent eSign',
    category: 'Business Applications',
    subcategory: 'Productivity and Collaboration',
    timeZone: 'Asia/Shanghai',
    accountName: c.accountName,
    currency: c.currency,
    currencySource: 'configured',
  }),
})
