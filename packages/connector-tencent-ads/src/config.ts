import { id, secret } from '@outlay/core'
import * as z from 'zod'

/** The vendor's ids of accounts and ad objects are positive 64-bit integers; here they are text. */
const adId = id().refine((text) => /^[1-9]\d{0,18}$/.test(text), 'expected an id: digits, 19 at most')
const adIds = z.array(adId).refine(areDistinct, 'names an id twice').default([])

/** What the vendor takes as a WeChat account's id: 1 to 120 bytes, and none of the characters that it bans from input. */
const wechatId = id().refine(
  (text) => Buffer.byteLength(text) <= 120 && !/[<>&'"/\\\t\r\n]/.test(text),
  'expected an id of at most 120 bytes, without quotes, slashes, angle brackets, ampersands or line breaks',
)

/** What a row of `realtime_cost` stands for. */
export const levels = z.enum(['ADVERTISER', 'CAMPAIGN', 'ADGROUP'])

/** The config of a Tencent Ads connection. */
export const config = z
  .strictObject({
    accessToken: secret().describe('OAuth 2.0 access token of the Marketing API, scope Ads Management'),
    accountIds: adIds.describe(
      'advertiser accounts, read one by one; may be left out with `agencyId`: then the WeChat streams hold all its customers, and `realtime_cost` must be disabled',
    ),
    baseUrl: z.url().default('https://api.e.qq.com').describe('where requests go; the token goes nowhere else'),
    level: levels
      .default('ADVERTISER')
      .describe('what a row of `realtime_cost` stands for; levels overlap, hence one a connection'),
    campaignIds: adIds.describe('only these campaigns, one call each and account; at level `CAMPAIGN` only'),
    adgroupIds: adIds.describe('only these ad groups, one call each and account; at level `ADGROUP` only'),
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
      .describe('billing account as you call it; default: the name of the connection'),
  })
  .superRefine((chosen, context) => {
    for (const [key, message] of Object.entries(contradictions(chosen))) {
      context.addIssue({ code: 'custom', path: [key], message })
    }
  })

/** A parsed config. */
export type Config = z.output<typeof config>

/** The values, or one null where there are none: a partition that asks for no value. */
export function someOrNone(values: readonly string[]): readonly (string | null)[] {
  return values.length > 0 ? values : [null]
}

type Choice = Pick<Config, 'accountIds' | 'agencyId' | 'level' | 'campaignIds' | 'adgroupIds'>

/** Keys that contradict others, with what is wrong. */
function contradictions({ accountIds, agencyId, level, campaignIds, adgroupIds }: Choice) {
  const found: { [Key in keyof Choice]?: string } = {}
  if (accountIds.length === 0 && agencyId === undefined)
    found.accountIds = 'is empty: name at least one advertiser account, or set agencyId'
  if (agencyId !== undefined && accountIds.includes(agencyId))
    found.accountIds = "holds the agency's own id: only advertiser accounts have costs"
  if (campaignIds.length > 0 && level !== 'CAMPAIGN')
    found.campaignIds = `needs level CAMPAIGN: at level ${level} the vendor cannot filter by campaign`
  if (adgroupIds.length > 0 && level !== 'ADGROUP')
    found.adgroupIds = `needs level ADGROUP: at level ${level} the vendor cannot filter by ad group`
  return found
}

function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}
