import { connector } from '@outlay/core'
import { config, currencyOf } from './config.js'
import { errors } from './errors.js'

/** Anti-Captcha: one key in the body of every call, to one host. */
export const antiCaptcha = connector({
  id: 'anticaptcha',
  title: 'Anti-Captcha',
  package: '@outlay/connector-anticaptcha',
  docs: 'https://anti-captcha.com/apidoc/methods/getSpendingStats',
  config,
  http: { baseUrl: (c) => c.baseUrl, timeout: '30s' },
  auth: (a) => a.body((context) => ({ clientKey: context.config.clientKey })),
  // None is published for statistics, and bans are threatened: one call after the other, whatever is asked for.
  limits: (l) => [
    l.concurrent({ max: 1, key: (c) => c.clientKey, across: 'credential' }),
    l.interval({ every: '1s', key: (c) => c.clientKey, across: 'credential' }),
    l.interval({ name: 'balance', every: '30s', key: (c) => c.clientKey, endpoints: ['getBalance'] }),
  ],
  errors,
  billing: (c) => ({
    provider: 'Anti-Captcha',
    service: 'Anti-Captcha Task Solving',
    category: 'Other',
    subcategory: 'Other (Other)',
    timeZone: 'UTC',
    accountName: c.accountName,
    currency: currencyOf(c),
    currencySource: c.currency === undefined ? 'assumed' : 'configured',
  }),
})
