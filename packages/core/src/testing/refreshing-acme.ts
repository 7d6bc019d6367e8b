import * as z from 'zod'
import type { AuthKit } from '../auth/auth-kit.js'
import type { OAuth2RefreshToken } from '../auth/oauth2-refresh-token.js'
import type { Authenticator } from '../contract/authenticator.js'
import type { TokenStore, Transport } from '../contract/services.js'
import { TokenCaches } from '../engine/token-cache.js'
import { memoryTokenStore } from '../runtime/system-services.js'
import type { AcmeConfig, AcmeOptions } from './acme.js'
import { type OpenAcme, openAcme } from './open-acme.js'

const reply = z.object({ access_token: z.string(), expires_in: z.number(), refresh_token: z.string().optional() })

/** Renews by a refresh token, `secondKey` of the config, at the token endpoint of a `tokenVendor`. */
export const refreshing =
  (more: Partial<OAuth2RefreshToken<AcmeConfig>> = {}) =>
  (a: AuthKit<AcmeConfig>): Authenticator<AcmeConfig> =>
    a.oauth2RefreshToken({
      refreshToken: (c) => c.secondKey ?? c.apiKey,
      tokenRequest: (c, refreshToken) => ({
        path: '/token',
        form: { grant_type: 'refresh_token', client_secret: c.apiKey, refresh_token: refreshToken },
      }),
      readToken: (body) => {
        const { data } = reply.safeParse(body)
        if (data === undefined) return undefined
        return { accessToken: data.access_token, expiresInSeconds: data.expires_in, refreshToken: data.refresh_token }
      },
      ...more,
    })

/** A connection that renews so. */
export function openRefreshing(
  vendor: Transport,
  options: AcmeOptions & { readonly store?: TokenStore; readonly refreshToken?: string } = {},
): OpenAcme {
  const { store = memoryTokenStore(), refreshToken = 'R0', ...others } = options
  const config = { secondKey: refreshToken }
  return openAcme(vendor, { auth: refreshing(), config, services: { tokens: new TokenCaches(store) }, ...others })
}
