import { connector } from '@outlay/core'
import { config } from './config.js'
import { currencyOf } from './currency.js'
import { errors } from './errors.js'
import { gatewayAuth } from './gateway-auth.js'

/** Zhihuiya, PatSnap outside China: the same gateway on two hosts, with keys that are not interchangeable. */
export const patSnap = connector({
  id: 'zhihuiya',
  title: 'Zhihuiya (PatSnap)',
  package: '@outlay/connector-zhihuiya',
  docs: 'https://open.zhihuiya.com/devportal/api-reference/49dc0776e42a40a4954c9e055608b860',
  config,
  http: { baseUrl: (c) => c.baseUrl, timeout: '60s' },
  auth: gatewayAuth,
  // The vendor limits calls by account and publishes no figure; a reply is said to take up to ten seconds.
  limits: (l) => [l.concurrent({ max: 1, key: (c) => c.apikey }), l.interval({ every: '1s', key: (c) => c.apikey })],
  errors,
  // The id is what the vendor's support asks for; not every reply states its amount.
  receipt: ({ headers }) => ({ requestId: headers['x-correlation-id'], units: headers['x-openapi-amount'] }),
  billing: (c) => ({
    provider: 'PatSnap',
    service: 'PatSnap Open API',
    category: 'Analytics',
    subcategory: 'Other (Analytics)',
    timeZone: 'Asia/Shanghai',
    dayBoundary: c.dayBoundary,
    accountName: c.accountName,
    currency: currencyOf(c),
    currencySource: c.currency === undefined ? 'assumed' : 'configured',
  }),
})
