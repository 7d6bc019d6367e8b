import { type AuthContext, type Authenticator, type AuthKit, ConfigError } from '@outlay/core'
import type { Config } from './config.js'
import { type Application, readTokens, refreshRequest } from './oauth.js'

/**
 * A token in the query of every call, with a timestamp and a nonce beside it, made anew on every attempt: the vendor
 * refuses a nonce that it has seen, and clocks more than 300 s apart. With a refresh token the connector renews the access
 * token itself; without, it sends the configured one.
 */
export function authentication(a: AuthKit<Config>): Authenticator<Config> {
  return a.choose((c) => (c.refreshToken === undefined ? 'token' : 'refresh'), {
    token: a.query((context) => ({ access_token: context.config.accessToken, ...stamp(context) })),
    refresh: a.all(
      a.oauth2RefreshToken({
        refreshToken: ({ refreshToken }) => refreshToken ?? missing('refreshToken'),
        tokenRequest: (config, refreshToken) => refreshRequest(applicationOf(config), refreshToken),
        readToken: readTokens,
        place: (_request, token) => ({ query: { access_token: token } }),
      }),
      a.query(stamp),
    ),
  })
}

function stamp({ clock, random }: AuthContext<Config>) {
  return { timestamp: clock.unixSeconds(), nonce: random.hex(16) }
}

function applicationOf({ clientId, clientSecret }: Config): Application {
  return { clientId: clientId ?? missing('clientId'), clientSecret: clientSecret ?? missing('clientSecret') }
}

/** The config has been checked: nobody gets here. */
function missing(key: string): never {
  throw new ConfigError({ message: `"${key}" is missing: a refresh token needs it` })
}
