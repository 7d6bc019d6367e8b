import { connector, count, type HttpRequest, inBand, type JsonValue, reveal, Secret } from '@outlay/core'
import * as z from 'zod'
import { type Config, config } from './config.js'

/** Nimbus Mail: where it is, how it knows a customer, how it refuses, and what it bills in. */
export const nimbusMailApi = connector({
  id: 'nimbus-mail',
  title: 'Nimbus Mail',
  package: 'outlay-connector-nimbus-mail',
  docs: 'https://docs.nimbusmail.example/billing',
  config,
  http: { baseUrl: (c) => c.baseUrl },
  auth: (a) => a.oauth2ClientCredentials({ tokenRequest, readToken }),
  limits: (l) => [l.window({ max: 300, per: '1m', key: (c) => c.clientId, across: 'credential' })],
  errors: inBand({
    envelope: z.object({
      error: z.object({ code: z.string(), message: z.string().nullish() }).nullish(),
      request_id: z.string().nullish(),
    }),
    ok: (body) => body.error == null,
    code: (body) => body.error?.code,
    message: (body) => body.error?.message,
    requestId: (body) => body.request_id,
    classes: {
      interval_too_long: 'invalid_request',
      bad_parameter: 'invalid_request',
      // The cursor is dead for good: the next run begins the window again.
      cursor_expired: { category: 'transient', retryable: false },
      client_unknown: { category: 'auth', hint: 'Check clientId and clientSecret: the vendor does not know them.' },
      token_expired: { category: 'auth', recover: true },
      scope_missing: { category: 'permission', hint: 'Give the client the scope billing.read in the console.' },
      slow_down: 'rate_limited',
      internal: 'transient',
    },
  }),
  billing: (c) => ({
    provider: 'Nimbus Mail',
    service: 'Nimbus Mail',
    category: 'Integration',
    subcategory: 'Messaging',
    timeZone: 'UTC',
    currency: 'USD',
    currencySource: 'documented',
    accountName: c.accountName,
  }),
})

function tokenRequest({ clientId, clientSecret }: Config): HttpRequest {
  const credentials = Buffer.from(`${clientId}:${reveal(clientSecret)}`).toString('base64')
  return {
    path: '/oauth2/token',
    headers: { authorization: new Secret(`Basic ${credentials}`) },
    form: { grant_type: 'client_credentials', scope: 'billing.read' },
  }
}

const tokenReply = z.object({ access_token: z.string().min(1), expires_in: count() })

function readToken(reply: JsonValue) {
  const { data } = tokenReply.safeParse(reply)
  return data && { accessToken: data.access_token, expiresInSeconds: data.expires_in }
}
