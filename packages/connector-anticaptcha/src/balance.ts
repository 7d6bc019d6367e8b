import { count, money } from '@outlay/core'
import * as z from 'zod'
import { antiCaptcha } from './connection.js'

/** getBalance: what is left on the account. The vendor asks to call it at most every 30 seconds. */
const getBalance = antiCaptcha.endpoint({ name: 'getBalance', every: '30s', response: z.looseObject({}) }, () => ({
  path: '/getBalance',
  json: {},
}))

/** The balance in US dollars and the credits of subscriptions, as often as it is asked for. It costs nothing. */
export const balance = getBalance.stream(
  {
    name: 'balance',
    title: 'Balance and subscription credits',
    records: (body) => [body],
    stamp: (_raw, { window }) => ({ observedAt: window.start }),
    record: z.object({
      observedAt: z.string(),
      balance: money('USD'),
      captchaCredits: count().nullish(),
    }),
  },
  { primaryKey: [] },
)
