import { secret } from '@outlay/core'
import * as z from 'zod'

/** The config of a connection to Nimbus Mail. Each description is the user's documentation. */
export const config = z.strictObject({
  clientId: z.string().min(1).describe('id of the client, from the console'),
  clientSecret: secret().describe('secret of the client'),
  baseUrl: z.url().default('https://api.nimbusmail.example').describe('where requests go'),
  accountName: z
    .string()
    .min(1)
    .optional()
    .describe('billing account as you call it, `BillingAccountId` in FOCUS rows; default: the name of the connection'),
  personalData: z
    .boolean()
    .default(false)
    .describe('keep `recipient_sample`, an address of somebody who got a message'),
})

export type Config = z.output<typeof config>
