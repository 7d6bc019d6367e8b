import { reveal, secret } from '@outlay/core'
import * as z from 'zod'
import { type GatewayKeys, gatewayKey, keyGoesInQuery } from './auth-mode.js'
import { SITES } from './sites.js'

/** The config of a Zhihuiya (PatSnap) connection. */
export const config = z
  .strictObject({
    apikey: secret().describe('API key, or client id of an enterprise account, as the statement asks for it'),
    clientSecret: secret().describe('API secret that belongs to `apikey`'),
    baseUrl: z
      .url()
      .refine((url) => !isPortal(url), { error: portalRefused })
      .default('https://connect.zhihuiya.com')
      .describe('the gateway; keys of the international site work on `https://connect.patsnap.com` only'),
    auth: z
      .enum(['auto', 'api-key-bearer', 'api-key-query', 'oauth', 'none'])
      .default('auto')
      .describe(
        'gateway credentials; `auto`: a key that starts with `sk-` goes as a bearer, any other through OAuth; no mode is tried after another',
      ),
    gatewayApiKey: secret().optional().describe('key or client id of the gateway; default: `apikey`'),
    tokenPath: z
      .string()
      .regex(/^\/[^\s?#]*$/, 'expected a path such as /oauth/token')
      .default('/oauth/token')
      .describe('where OAuth tokens are issued'),
    paramsIn: z
      .enum(['json', 'query', 'form'])
      .default('json')
      .describe("where the statement's four parameters go: a JSON body, the query, a form"),
    extraHeaders: z
      .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no header name'), secret())
      .default({})
      .describe('headers of every request; their values are kept out of logs and errors, as they may be keys'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code')
      .optional()
      .describe(
        'currency of amounts; the reply states none; default: `CNY` on *.zhihuiya.com, `USD` on *.patsnap.com, required elsewhere',
      ),
    locale: z
      .enum(['cn', 'us'])
      .default('cn')
      .describe('the language of `name`, where an interface has a Chinese and an English one'),
    dayBoundary: z
      .enum(['08:00', '00:00'])
      .default('08:00')
      .describe('when the accounting day starts in China; a ledger keeps to one'),
    granularity: z
      .enum(['day', 'month'])
      .default('day')
      .describe(
        'the span of a call: a `month` is one call instead of about 30, and its lines are sums that no day can be told from; a ledger keeps to one',
      ),
    endInclusive: z
      .boolean()
      .default(true)
      .describe('`true`: `time_end` is the last day of a statement; `false`: the day after it'),
    unitPrices: z
      .record(z.string().min(1), z.string().regex(/^\d{1,10}(\.\d{1,12})?$/, 'expected decimal text such as "2.50"'))
      .default({})
      .describe(
        'what a counted call of a package costs, by the code in its name: `{ "AI34-3": "2.50" }`, in `currency`',
      ),
    accountName: z
      .string()
      .min(1)
      .optional()
      .describe(
        'billing account as you call it, `BillingAccountId` in FOCUS rows; default: the name of the connection',
      ),
  })
  .refine((given) => given.paramsIn !== 'query' || !keyGoesInQuery(given) || hasOneKey(given), {
    path: ['gatewayApiKey'],
    message: 'differs from "apikey", and both would be the query parameter apikey: choose another auth or paramsIn',
  })

export type Config = z.output<typeof config>

function portalRefused(): string {
  return `is the portal of the documentation; the gateways are ${SITES.map(({ gateway }) => gateway).join(' and ')}`
}

function isPortal(url: string): boolean {
  return URL.canParse(url) && SITES.some(({ portal }) => portal === new URL(url).hostname)
}

function hasOneKey(keys: GatewayKeys): boolean {
  return reveal(gatewayKey(keys)) === reveal(keys.apikey)
}
