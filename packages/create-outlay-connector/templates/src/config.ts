//? auth: not none
import { secret } from '@outlay/core'
//? end
import * as z from 'zod'

/** The config of a connection to {{title}}. Each description is the user's documentation. */
export const config = z.strictObject({
//? auth: header bearer query body
  apiKey: secret().describe('API key'),
//? auth: basic
  user: z.string().min(1).describe('user name'),
  password: secret().describe('password of `user`'),
//? auth: client-credentials
  clientId: z.string().min(1).describe('id of the application'),
  clientSecret: secret().describe('secret of the application'),
//? auth: refresh-token
  clientId: z.string().min(1).describe('id of the application'),
  clientSecret: secret().describe('secret of the application'),
  redirectUri: z.url().describe('where the browser ends up after authorising, as registered with the application'),
  refreshToken: secret().optional().describe('refresh token to begin with; default: what `outlay auth` obtains'),
//? auth: sign
  keyId: z.string().min(1).describe('id of the key pair'),
  secretKey: secret().describe('secret key that belongs to `keyId`'),
//? end
  baseUrl: z.url().optional().describe("where requests go; default: the vendor's production address"),
  accountName: z
    .string()
    .min(1)
    .optional()
    .describe('billing account as you call it, `BillingAccountId` in FOCUS rows; default: the name of the connection'),
})

export type Config = z.output<typeof config>
