//? auth: none header bearer basic query body and errors: status
import { connector } from '@outlay/core'
//? auth: none header bearer basic query body and errors: in-band
import { connector, inBand } from '@outlay/core'
//? auth: client-credentials and errors: status
import { connector, count, type HttpRequest, type JsonValue } from '@outlay/core'
//? auth: client-credentials and errors: in-band
import { connector, count, type HttpRequest, inBand, type JsonValue } from '@outlay/core'
//? auth: refresh-token and errors: status
import { connector, count, type HttpRequest, type JsonValue, type Secret } from '@outlay/core'
//? auth: refresh-token and errors: in-band
import { connector, count, type HttpRequest, inBand, type JsonValue, type Secret } from '@outlay/core'
//? auth: sign
import { createHmac } from 'node:crypto'
//? auth: sign and errors: status
import { type AuthContext, connector, type EncodedRequest, reveal } from '@outlay/core'
//? auth: sign and errors: in-band
import { type AuthContext, connector, type EncodedRequest, inBand, reveal } from '@outlay/core'
//? auth: client-credentials refresh-token
import * as z from 'zod'
//? auth: not client-credentials refresh-token and errors: in-band
import * as z from 'zod'
//? auth: none header bearer basic query body
import { config } from './config.js'
//? auth: client-credentials refresh-token sign
import { type Config, config } from './config.js'
//? end

/** {{title}}: where it is, how it knows a customer, and what it bills in. */
export const {{api}} = connector({
  id: '{{id}}',
  title: '{{title}}',
  package: '{{package}}',
  // FILL IN: the page of the vendor's documentation that this connector is written from
  docs: 'https://docs.{{id}}.example/api',
  config,
  // FILL IN: the address that every path below is appended to; credentials go there and nowhere else
  http: { baseUrl: (c) => c.baseUrl ?? 'https://api.{{id}}.example' },
//? auth: header
  // FILL IN: the name of the header that carries the key
  auth: (a) => a.header('x-api-key', (c) => c.apiKey),
//? auth: bearer
  auth: (a) => a.bearer((c) => c.apiKey),
//? auth: basic
  auth: (a) => a.basic((c) => [c.user, c.password]),
//? auth: query
  // FILL IN: the name of the query parameter that carries the key
  auth: (a) => a.query((context) => ({ api_key: context.config.apiKey })),
//? auth: body
  // FILL IN: the member of the JSON body that carries the key
  auth: (a) => a.body((context) => ({ api_key: context.config.apiKey })),
//? auth: client-credentials
  auth: (a) => a.oauth2ClientCredentials({ tokenRequest, readToken }),
//? auth: refresh-token
  auth: (a) =>
    a.oauth2RefreshToken({
      refreshToken: (c) => c.refreshToken,
      tokenRequest: (c, refreshToken) => tokenRequest(c, { grant_type: 'refresh_token', refresh_token: refreshToken }),
      readToken,
      authorize: { url: authorizeUrl, codeRequest },
    }),
//? auth: sign
  auth: (a) => a.sign('hmac-sha256', signature),
//? errors: in-band
  // FILL IN: how a reply says that it is a refusal; those that the page documents go into src/contract.test.ts
  errors: inBand({
    envelope: z.object({ code: z.int(), message: z.string().nullish() }),
    ok: (body) => body.code === 0,
    code: (body) => body.code,
    message: (body) => body.message,
    // FILL IN: the vendor's codes, by who must act
    classes: {
//? errors: in-band and auth: not none
      4010: 'auth',
//? errors: in-band and auth: client-credentials refresh-token
      // The token has ended: another one is fetched, once.
      4011: { category: 'auth', recover: true },
//? errors: in-band
      4030: 'permission',
      4290: 'rate_limited',
      5000: 'transient',
    },
  }),
//? end
  billing: (c) => ({
    // FILL IN: who sends the bill, and for which service
    provider: '{{title}}',
    service: '{{title}}',
    // FILL IN: what kind of service it is, in the categories of FOCUS
    category: 'Other',
    subcategory: 'Other (Other)',
    // FILL IN: the zone of the vendor's days and months, and the currency of its bills
    timeZone: 'UTC',
    currency: 'USD',
    currencySource: 'documented',
    accountName: c.accountName,
  }),
})
//? auth: client-credentials

/** The call that gives a token for the client's own credentials (RFC 6749 §4.4). */
function tokenRequest(c: Config): HttpRequest {
  // FILL IN: the path of the token endpoint, and how it wants the credentials
  return {
    path: '/oauth/token',
    form: { grant_type: 'client_credentials', client_id: c.clientId, client_secret: c.clientSecret },
  }
}
//? auth: refresh-token

/** The page on which a user allows the application to read the account (RFC 6749 §4.1). */
function authorizeUrl(c: Config, state: string): string {
  // FILL IN: the address of that page, and the scope that reading needs
  const query = { response_type: 'code', client_id: c.clientId, redirect_uri: c.redirectUri, scope: 'billing', state }
  return `https://{{id}}.example/oauth/authorize?${new URLSearchParams(query)}`
}

/** The call that gives the first tokens for the code that the browser comes back with. */
function codeRequest(c: Config, code: Secret): HttpRequest {
  return tokenRequest(c, { grant_type: 'authorization_code', code, redirect_uri: c.redirectUri })
}

function tokenRequest(c: Config, grant: Readonly<Record<string, string | Secret>>): HttpRequest {
  // FILL IN: the path of the token endpoint, and how it wants the client's credentials
  return { path: '/oauth/token', form: { ...grant, client_id: c.clientId, client_secret: c.clientSecret } }
}
//? auth: client-credentials refresh-token

//? auth: client-credentials
const tokenReply = z.object({ access_token: z.string().min(1), expires_in: count() })
//? auth: refresh-token
const tokenReply = z.object({
  access_token: z.string().min(1),
  expires_in: count(),
  refresh_token: z.string().min(1).nullish(),
})
//? auth: client-credentials refresh-token

/** The token in a reply of the token endpoint; undefined where there is none. */
function readToken(reply: JsonValue) {
  const { data } = tokenReply.safeParse(reply)
//? auth: client-credentials
  return data && { accessToken: data.access_token, expiresInSeconds: data.expires_in }
//? auth: refresh-token
  if (data === undefined) return undefined
  return {
    accessToken: data.access_token,
    expiresInSeconds: data.expires_in,
    refreshToken: data.refresh_token ?? undefined,
  }
//? auth: client-credentials refresh-token
}
//? auth: sign

/** The headers that sign a request, made anew on every attempt from exactly the bytes that are sent. */
function signature(request: EncodedRequest, { config: c, clock }: AuthContext<Config>) {
  // FILL IN: what the vendor signs, in which order, and the headers that carry the signature
  const { pathname, search } = new URL(request.url)
  const timestamp = String(clock.unixSeconds())
  const signed = createHmac('sha256', reveal(c.secretKey))
    .update([request.method, `${pathname}${search}`, timestamp, ''].join('\n'))
    .update(request.body ?? '')
    .digest('hex')
  return { 'x-key-id': c.keyId, 'x-timestamp': timestamp, 'x-signature': signed }
}
//? end
