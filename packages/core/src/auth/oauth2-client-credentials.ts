import type { AuthContext, Authenticator } from '../contract/authenticator.js'
import { DataError } from '../contract/errors.js'
import type { HttpRequest } from '../contract/request.js'
import type { StoredToken } from '../contract/services.js'
import { withHeaders } from '../http/encode-request.js'
import type { JsonValue } from '../numbers/json-value.js'

/** How a vendor mints tokens for client credentials (RFC 6749 §4.4) and what it calls things. */
export interface OAuth2ClientCredentials<C> {
  /** The call that mints a token, credentials included. */
  readonly tokenRequest: (config: C) => HttpRequest
  /** Reads the reply: the token and its lifetime in seconds; undefined where the reply holds none. */
  readonly readToken: (
    reply: JsonValue,
  ) => { readonly accessToken: string; readonly expiresInSeconds: number } | undefined
  /** Tells the tokens of different credentials apart; no secret. Default `default`. */
  readonly tokenKey?: (config: C) => string
}

/** A token is renewed this long before it expires: it must not run out between here and the vendor. */
const EARLY_MS = 60_000

/** See {@link AuthKit.oauth2ClientCredentials}. */
export function oauth2ClientCredentials<C>(options: OAuth2ClientCredentials<C>): Authenticator<C> {
  const keyOf = (config: C): string => options.tokenKey?.(config) ?? 'default'
  return {
    kind: 'oauth2-client-credentials',
    describe: () => 'an OAuth 2.0 token for client credentials, in the authorization header',
    apply: async (request, context) => {
      const token = await currentToken(keyOf(context.config), options, context)
      return withHeaders(request, { authorization: bearer(token) })
    },
    recover: async (_failure, sent, context) => {
      const key = keyOf(context.config)
      const kept = await context.tokens.load(key)
      // Another request may have renewed the token meanwhile: only the one that was refused is thrown away.
      if (kept !== undefined && sent.headers.authorization === bearer(kept)) await context.tokens.delete(key)
      return true
    },
  }
}

function bearer(token: StoredToken): string {
  return `Bearer ${token.accessToken}`
}

async function currentToken<C>(
  key: string,
  options: OAuth2ClientCredentials<C>,
  context: AuthContext<C>,
): Promise<StoredToken> {
  return context.tokens.single(key, async () => {
    const kept = await context.tokens.load(key)
    if (kept !== undefined && kept.expiresAt - EARLY_MS > context.clock.now()) return kept
    const asked = context.clock.now()
    const minted = options.readToken(await context.call(options.tokenRequest(context.config)))
    if (minted === undefined) throw noToken()
    const token = { accessToken: minted.accessToken, expiresAt: asked + minted.expiresInSeconds * 1000 }
    await context.tokens.save(key, token)
    return token
  })
}

function noToken(): DataError {
  return new DataError({
    code: 'TOKEN_REPLY_INVALID',
    message: 'the token endpoint answered without a token',
    hint: 'Check baseUrl and the token path; run `outlay check` with the log level debug.',
  })
}
