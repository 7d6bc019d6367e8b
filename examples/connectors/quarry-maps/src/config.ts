import { secret } from '@outlay/core'
import * as z from 'zod'

/** The config of a connection to Quarry Maps. Each description is the user's documentation. */
export const config = z.strictObject({
  keyId: z.string().min(1).describe('id of the key'),
  secretKey: secret().describe('secret of the key'),
  account: z.string().min(1).describe('account whose lines are read, such as acc_7'),
  baseUrl: z.url().default('https://billing.quarrymaps.example').describe('where requests go'),
  accountName: z
    .string()
    .min(1)
    .optional()
    .describe('billing account as you call it, `BillingAccountId` in FOCUS rows; default: the name of the connection'),
})

export type Config = z.output<typeof config>
