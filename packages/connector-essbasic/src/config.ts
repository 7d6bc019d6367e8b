import { id, secret } from '@outlay/core'
import * as z from 'zod'

const name = z.string().min(1)
/** The vendor's bound for open ids. */
const openId = z.string().min(1).max(64)
const once = (values: readonly string[]): boolean => new Set(values).size === values.length

/** At most what the ledger holds beside a count of 16 digits; a price in a float has lost digits already. */
const unitPrice = z
  .string({ error: "expected decimal text in quotes, such as '0.35'" })
  .regex(/^\d{1,10}(\.\d{1,12})?$/, "expected a decimal such as '0.35', without sign or exponent")

/** The config of a Tencent eSign connection. */
export const config = z.strictObject({
  secretId: secret().describe('SecretId of a Tencent Cloud key pair'),
  secretKey: secret().describe('SecretKey of the key pair; signs, and is never sent'),
  appId: id().describe("id of the application (`Agent.AppId`), from the vendor's developer centre"),
  token: secret().optional().describe('STS token, where the key pair is a temporary one'),
  baseUrl: z
    .url()
    .default('https://essbasic.tencentcloudapi.com')
    .describe('where requests go; the signature covers its host and port'),
  region: name.optional().describe('sent as `X-TC-Region`; the product needs none'),
  language: z
    .enum(['zh-CN', 'en-US'])
    .optional()
    .describe("language of the vendor's messages; default: the vendor's own"),
  organizationOpenIds: z
    .array(openId)
    .refine(once, 'names an organisation twice')
    .default([])
    .describe('sub-organisations, each read on its own; empty: the whole application in one'),
  operatorOpenId: openId.optional().describe('operator within the sub-organisations; sent only with them'),
  proxyAppId: name.optional().describe('sent as `Agent.ProxyAppId`; the vendor asks nobody to fill it'),
  quotaTypes: z
    .array(name)
    .refine(once, 'names a quota type twice')
    .default([])
    .describe('quota types, each read on its own, newer ones too; empty: all in one'),
  windows: z
    .enum(['months', '31-days'])
    .default('months')
    .describe(
      'what one query spans; `31-days`: spans counted from 1970-01-01, as editions before 10 October 2026 allow; since then a query must not cross a month',
    ),
  pageSize: z.int().min(1).max(100).default(50).describe('rows a page; older editions of the API allow 50, newer 100'),
  unitPrices: z
    .record(name, unitPrice)
    .default({})
    .describe(
      "price of one unit by quota type, such as `{ SignFlow: '3.99' }`; usage without a price stays unpriced, never free",
    ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code')
    .default('CNY')
    .describe('currency of `unitPrices`; the vendor states no money'),
  personalData: z.boolean().default(false).describe('keep `FlowName` and `OperatorName`, which name persons'),
  accountName: name
    .optional()
    .describe('billing account as you call it, `BillingAccountId` in FOCUS rows; default: the name of the connection'),
})

export type Config = z.output<typeof config>
