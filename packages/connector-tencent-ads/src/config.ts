import { id, secret } from '@outlay/core'
import * as z from 'zod'
import { contradictions } from './contradictions.js'

/** The vendor's ids of accounts and ad objects are positive 64-bit integers; here they are text. */
const adId = id().refine((text) => /^[1-9]\d{0,18}$/.test(text), 'expected an id: digits, 19 at most')
const adIds = z.array(adId).refine(areDistinct, 'names an id twice').default([])

/** What the vendor takes as a WeChat account's id: 1 to 120 bytes, and none of the characters that it bans from input. */
const wechatId = id().refine(
  (text) => Buffer.byteLength(text) <= 120 && !/[<>&'"/\\\t\r\n]/.test(text),
  'expected an id of at most 120 bytes, without quotes, slashes, angle brackets, ampersands or line breaks',
)

/** What a row of `realtime_cost` or of a report stands for. */
export const levels = z.enum(['ADVERTISER', 'CAMPAIGN', 'ADGROUP', 'ADTOTAL'])

/** The config of a Tencent Ads connection. */
export const config = z
  .strictObject({
    accessToken: secret()
      .optional()
      .describe(
        'OAuth 2.0 access token of the Marketing API, where you renew it yourself; not used with `refreshToken`',
      ),
    clientId: adId.optional().describe('id of your application, registered with the vendor: its quotas go by it'),
    clientSecret: secret()
      .optional()
      .describe('its secret: access tokens are fetched, and renewed as they expire, without `accessToken`'),
    refreshToken: secret()
      .optional()
      .describe('of an authorisation that you have; without it `outlay auth` gets one and keeps it'),
    redirectUri: z
      .url()
      .refine(isRedirect, 'expected an http or https address without a port, of at most 1024 bytes')
      .optional()
      .describe('for `outlay auth`: the address that is registered with your application'),
    accountIds: adIds.describe(
      'advertiser accounts, read one by one; may be left out with `agencyId`: then the WeChat streams hold all its customers, and `realtime_cost` must be disabled',
    ),
    baseUrl: z
      .url()
      .default('https://api.e.qq.com')
      .describe('where requests go, and credentials nowhere else; `https://sandbox-api.e.qq.com` is the sandbox'),
    apiVersion: z
      .enum(['v1.1', 'v3.0'])
      .default('v1.1')
      .describe('version of the API that `realtime_cost` and the funds are read from'),
    level: levels
      .default('ADVERTISER')
      .describe('what a row of `realtime_cost` or of a report stands for; levels overlap, hence one a connection'),
    campaignIds: adIds.describe('only these campaigns, one call each and account; at level `CAMPAIGN` only'),
    adgroupIds: adIds.describe(
      'only these ad groups, one call each and account; at levels `ADGROUP` and `ADTOTAL` only',
    ),
    reportTimeLine: z
      .enum(['REQUEST_TIME', 'REPORTING_TIME', 'ACTIVE_TIME'])
      .optional()
      .describe("which time of an impression, a click or a conversion reports go by; default: the vendor's own"),
    agencyId: adId.optional().describe('your agency account: the billing account of every charge'),
    wechatAccountIds: z
      .array(wechatId)
      .max(100, 'names more than 100 ids: the vendor takes 100 a call')
      .refine(areDistinct, 'names an id twice')
      .default([])
      .describe('only these WeChat accounts, 100 at most, in the WeChat streams'),
    accountName: z
      .string()
      .min(1)
      .optional()
      .describe(
        'billing account as you call it, `BillingAccountId` in FOCUS rows; default: the name of the connection',
      ),
  })
  .superRefine((chosen, context) => {
    for (const [key, message] of Object.entries(contradictions(chosen))) {
      context.addIssue({ code: 'custom', path: [key], message })
    }
  })

/** A parsed config. */
export type Config = z.output<typeof config>

function isRedirect(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, port } = new URL(address)
  return /^https?:$/.test(protocol) && port === '' && Buffer.byteLength(address) <= 1024
}

function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}
