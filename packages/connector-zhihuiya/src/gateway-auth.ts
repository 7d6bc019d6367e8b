import { type Authenticator, type AuthKit, count, type HttpRequest, type JsonValue, reveal, Secret } from '@outlay/core'
import * as z from 'zod'
import { authMode, gatewayKey } from './auth-mode.js'
import type { Config } from './config.js'

/** The gateway's credentials, one mode a config. The statement's own, `apikey` and `client_secret`, are parameters of it. */
export function gatewayAuth(a: AuthKit<Config>): Authenticator<Config> {
  const queryKey = a.query(({ config }) => ({ apikey: gatewayKey(config) }))
  return a.choose(authMode, {
    'api-key-bearer': a.bearer(gatewayKey),
    'api-key-query': queryKey,
    oauth: a.all(a.oauth2ClientCredentials({ tokenRequest, readToken }), queryKey),
    none: a.none(),
  })
}

function tokenRequest(config: Config): HttpRequest {
  const client = `${reveal(gatewayKey(config))}:${reveal(config.clientSecret)}`
  return {
    path: config.tokenPath,
    form: { grant_type: 'client_credentials' },
    headers: {
      ...config.extraHeaders,
      authorization: new Secret(`Basic ${Buffer.from(client).toString('base64')}`),
    },
  }
}

const DEFAULT_LIFETIME_SECONDS = 1799

const issued = z.object({
  token: z.string().min(1).nullish().catch(null),
  access_token: z.string().min(1).nullish().catch(null),
  expires_in: count().nullish().catch(null),
})

const tokenReply = issued.extend({ data: issued.nullish().catch(null) })

/** The token stands where the vendor's page shows it, or under `data`, where clients meet it. */
function readToken(reply: JsonValue) {
  const parsed = tokenReply.safeParse(reply)
  if (!parsed.success) return undefined
  const found = [parsed.data.data, parsed.data].find((place) => place?.token || place?.access_token)
  const accessToken = found?.token ?? found?.access_token
  if (!found || !accessToken) return undefined
  const { expires_in: lifetime } = found
  return { accessToken, expiresInSeconds: lifetime && lifetime > 0 ? lifetime : DEFAULT_LIFETIME_SECONDS }
}
