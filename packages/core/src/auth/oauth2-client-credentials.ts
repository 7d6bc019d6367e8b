import type { Authenticator } from '../contract/authenticator.js'
import type { HttpRequest } from '../contract/request.js'
import type { JsonValue } from '../numbers/json-value.js'
import { type MintedToken, mintToken, type OAuth2Options, oauth2Token } from './oauth2-token.js'

/** How a vendor mints tokens for client credentials (RFC 6749 §4.4) and what it calls things. */
export interface OAuth2ClientCredentials<C> extends OAuth2Options<C> {
  /** The call that mints a token, credentials included. */
  readonly tokenRequest: (config: C) => HttpRequest
  /** Reads the reply; undefined where it holds no token. */
  readonly readToken: (reply: JsonValue) => MintedToken | undefined
}

/** See {@link AuthKit.oauth2ClientCredentials}. */
export function oauth2ClientCredentials<C>(options: OAuth2ClientCredentials<C>): Authenticator<C> {
  return oauth2Token({
    ...options,
    kind: 'oauth2-client-credentials',
    describe: 'an OAuth 2.0 token for client credentials',
    tokenKey: options.tokenKey ?? (() => 'default'),
    mint: async (context, key) => {
      const { token } = await mintToken(context, options.tokenRequest(context.config), options.readToken)
      await context.tokens.save(key, token)
      return token
    },
  })
}
