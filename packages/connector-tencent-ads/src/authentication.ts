import { type AuthContext, type Authenticator, type AuthKit, ConfigError } from '@outlay/core'
import type { Config } from './config.js'
import { type Application, authorizeUrl, codeRequest, readTokens, refreshRequest } from './oauth.js'

/**
 * A token in the query of every call, with a timestamp and a nonce beside it, made anew on every attempt: the vendor
 * refuses a nonce that it has seen, and clocks more than 300 s apart. For an application the connector fetches the access
 * token itself, and renews it; else it sends the configured one.
 */
export function authentication(a: AuthKit<Config>): Authenticator<Config> {
  return a.choose((c) => (usesApplication(c) ? 'application' : 'token'), {
    token: a.query((context) => ({ access_token: context.config.accessToken, ...stamp(context) })),
    application: a.all(
      a.oauth2RefreshToken({
        refreshToken: (c) => c.refreshToken,
        tokenRequest: (c, refreshToken) => refreshRequest(applicationOf(c), refreshToken),
        readToken: readTokens,
        place: (_request, token) => ({ query: { access_token: token } }),
        authorize: {
          url: (c, state) => authorizeUrl(applicationOf(c).clientId, { redirectUri: redirectOf(c), state }),
          codeParameter: 'authorization_code',
          codeRequest: (c, code) => codeRequest(applicationOf(c), code, redirectOf(c)),
        },
      }),
      a.query(stamp),
    ),
  })
}

/** An access token that is configured goes before one that has to be authorised, and after a refresh token. */
function usesApplication({ accessToken, refreshToken }: Config): boolean {
  return refreshToken !== undefined || accessToken === undefined
}

function stamp({ clock, random }: AuthContext<Config>) {
  return { timestamp: clock.unixSeconds(), nonce: random.hex(16) }
}

function applicationOf({ clientId, clientSecret }: Config): Application {
  return { clientId: clientId ?? missing('clientId'), clientSecret: clientSecret ?? missing('clientSecret') }
}

function redirectOf({ redirectUri }: Config): string {
  return redirectUri ?? missing('redirectUri')
}

function missing(key: string): never {
  throw new ConfigError({
    message: `"${key}" is missing: the application cannot be authorised without it`,
    hint: 'Set it as it stands in the developer console of the vendor.',
  })
}
