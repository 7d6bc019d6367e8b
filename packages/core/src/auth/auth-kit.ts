import type { AuthContext, Authenticator } from '../contract/authenticator.js'
import type { EncodedRequest, ParameterValue } from '../contract/request.js'
import { reveal, type Secret } from '../fields/secret.js'
import { mergeJsonBody, withHeaders, withQuery } from '../http/encode-request.js'
import { type OAuth2ClientCredentials, oauth2ClientCredentials } from './oauth2-client-credentials.js'
import { type OAuth2RefreshToken, oauth2RefreshToken } from './oauth2-refresh-token.js'

/** The authenticators that core knows, for one config type; each returns a plain value. */
export interface AuthKit<C> {
  /** No credentials. */
  none(): Authenticator<C>
  /** Query parameters, made anew on every attempt: keys, nonces, timestamps. */
  query(parameters: (context: AuthContext<C>) => Readonly<Record<string, ParameterValue>>): Authenticator<C>
  /** Members of the JSON body. */
  body(members: (context: AuthContext<C>) => Readonly<Record<string, Secret>>): Authenticator<C>
  /** A header. */
  header(name: string, value: (config: C) => Secret): Authenticator<C>
  /** `Authorization: Bearer …`. */
  bearer(token: (config: C) => Secret): Authenticator<C>
  /** `Authorization: Basic …`. */
  basic(credentials: (config: C) => readonly [user: string, password: Secret]): Authenticator<C>
  /** A token for the client's own credentials, kept until shortly before it expires, fetched anew when the vendor refuses it. */
  oauth2ClientCredentials(options: OAuth2ClientCredentials<C>): Authenticator<C>
  /**
   * A token for a refresh token, likewise. Where the vendor gives a new refresh token, that is kept in the token store
   * before the access token is used, and serves as long as no secret of the config changes: after that, the config's.
   */
  oauth2RefreshToken(options: OAuth2RefreshToken<C>): Authenticator<C>
  /** A signature over exactly the bytes that are sent: returns the headers to add. */
  sign(
    kind: string,
    headers: (request: EncodedRequest, context: AuthContext<C>) => Readonly<Record<string, string>>,
  ): Authenticator<C>
  /** Several, one after the other. */
  all(...parts: readonly Authenticator<C>[]): Authenticator<C>
  /**
   * One of several, chosen by the config and by nothing else: the same one for every request of a connection, whatever is
   * refused. There is no strategy that tries one after the other: probing credentials gets accounts blocked.
   */
  choose<M extends string>(mode: (config: C) => M, modes: Readonly<Record<M, Authenticator<C>>>): Authenticator<C>
}

/** The kit for one config type. */
export function authKit<C>(): AuthKit<C> {
  return {
    none: () => ({ kind: 'none', describe: () => 'no credentials', apply: (request) => request }),
    query: (parameters) => ({
      kind: 'query',
      describe: () => 'query parameters',
      apply: (request, context) => withQuery(request, parameters(context)),
    }),
    body: (members) => ({
      kind: 'body',
      describe: () => 'members of the JSON body',
      apply: (request, context) => mergeJsonBody(request, members(context)),
    }),
    header: (name, value) => header('header', name, (config) => reveal(value(config))),
    bearer: (token) => header('bearer', 'authorization', (config) => `Bearer ${reveal(token(config))}`),
    basic: (credentials) =>
      header('basic', 'authorization', (config) => {
        const [user, password] = credentials(config)
        return `Basic ${Buffer.from(`${user}:${reveal(password)}`).toString('base64')}`
      }),
    oauth2ClientCredentials: (options) => oauth2ClientCredentials(options),
    oauth2RefreshToken: (options) => oauth2RefreshToken(options),
    sign: (kind, headers) => ({
      kind,
      describe: () => `a ${kind} signature`,
      apply: (request, context) => withHeaders(request, headers(request, context)),
    }),
    all: (...parts) => all(parts),
    choose: (mode, modes) => ({
      kind: 'choose',
      describe: (config) => modes[mode(config)].describe(config),
      prepare: (context) => modes[mode(context.config)].prepare?.(context),
      apply: (request, context) => modes[mode(context.config)].apply(request, context),
      recover: async (failure, sent, context) =>
        (await modes[mode(context.config)].recover?.(failure, sent, context)) ?? false,
      authorization: (config) => modes[mode(config)].authorization?.(config),
    }),
  }
}

function header<C>(kind: string, name: string, value: (config: C) => string): Authenticator<C> {
  return {
    kind,
    describe: () => `the ${name} header`,
    apply: (request, { config }) => withHeaders(request, { [name]: value(config) }),
  }
}

function all<C>(parts: readonly Authenticator<C>[]): Authenticator<C> {
  return {
    kind: 'all',
    describe: (config) => parts.map((part) => part.describe(config)).join(' and '),
    prepare: async (context) => {
      for (const part of parts) await part.prepare?.(context)
    },
    apply: async (request, context) => {
      let sent = request
      for (const part of parts) sent = await part.apply(sent, context)
      return sent
    },
    recover: async (failure, sent, context) => {
      for (const part of parts) if (await part.recover?.(failure, sent, context)) return true
      return false
    },
    authorization: (config) => {
      for (const part of parts) {
        const found = part.authorization?.(config)
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}
