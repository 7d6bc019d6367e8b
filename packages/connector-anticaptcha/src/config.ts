import { id, secret } from '@outlay/core'
import * as z from 'zod'

const softwareId = id().refine((text) => /^[1-9]\d*$/.test(text), 'expected a whole number above zero')

/** The config of an Anti-Captcha connection. */
export const config = z.strictObject({
  clientKey: secret().describe(
    'API key, 32 characters, from the account settings; sent in the body, to `baseUrl` only',
  ),
  baseUrl: z.url().default('https://api.anti-captcha.com').describe('where requests go'),
  queues: z
    .array(z.string().min(1))
    .refine(isEachOnce, 'names a queue twice')
    .default([])
    .describe('queue names as the statistics page shows them; each is read on its own, the rest as `(other queues)`'),
  softId: softwareId.optional().describe('`spending_stats` of this application of yours alone'),
  ip: z
    .union([z.ipv4(), z.ipv6()], 'expected an IPv4 or IPv6 address')
    .optional()
    .describe('`spending_stats` of tasks sent from this IP address alone'),
  queueIds: z
    .array(z.int().positive())
    .refine(isEachOnce, 'names a queue twice')
    .default([])
    .describe('queues that `queue_stats` observes, by number'),
  appIds: z
    .array(softwareId)
    .min(1)
    .refine(isEachOnce, 'names an application twice')
    .optional()
    .describe('applications of yours whose income `app_stats` reads; default: `softId`'),
  accountName: z
    .string()
    .min(1)
    .optional()
    .describe('billing account as you call it, `BillingAccountId` in FOCUS rows; default: the name of the connection'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code')
    .optional()
    .describe('currency of `money`, which the vendor states for the balance only; default: `USD`, assumed'),
})

export type Config = z.output<typeof config>

function isEachOnce(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length
}

/** The currency of `money`: as configured, else the dollars in which the vendor keeps balances. */
export function currencyOf({ currency = 'USD' }: Config): string {
  return currency
}
