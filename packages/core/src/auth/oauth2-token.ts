import type { AuthContext, Authenticator } from '../contract/authenticator.js'
import { DataError } from '../contract/errors.js'
import type { EncodedRequest, HttpRequest, ParameterValue } from '../contract/request.js'
import type { StoredToken } from '../contract/services.js'
import { reveal, Secret } from '../fields/secret.js'
import { withHeaders, withQuery } from '../http/encode-request.js'
import type { JsonValue } from '../numbers/json-value.js'

/** Where an access token stands in a request: query parameters, headers, or both. */
export interface TokenPlace {
  readonly query?: Readonly<Record<string, ParameterValue>>
  readonly headers?: Readonly<Record<string, string | Secret>>
}

/** What a token endpoint gives. */
export interface MintedToken {
  readonly accessToken: string
  /**
   * From the reply on. Where the vendor states none, the connector says what its documentation does; NaN where that says
   * nothing either: the token is then used for five minutes, or until it is refused.
   */
  readonly expiresInSeconds: number
}

/** What the OAuth 2.0 strategies have in common. */
export interface OAuth2Options<C> {
  /**
   * Where the access token goes, for vendors that want it elsewhere: `(_request, token) => ({ query: { access_token: token } })`.
   * Pure; `request` is as it stands before the token is on it. Default: `Authorization: Bearer …`.
   */
  readonly place?: (request: EncodedRequest, token: Secret) => TokenPlace
  /** Tells tokens apart where one config has several; no secret. Default: the strategy's own name. */
  readonly tokenKey?: (config: C) => string
}

/** An OAuth 2.0 strategy: what it is called, and how it comes by a token. */
interface OAuth2Strategy<C> extends OAuth2Options<C> {
  readonly kind: string
  readonly describe: string
  readonly tokenKey: (config: C) => string
  /** Fetches a token and saves it under `key`; `kept` is the one before, which is due. */
  readonly mint: (context: AuthContext<C>, key: string, kept: StoredToken | undefined) => Promise<StoredToken>
}

/** Keeps a token in the store, renews it early and one at a time, and puts it on every request. */
export function oauth2Token<C>(strategy: OAuth2Strategy<C>): Authenticator<C> {
  const { kind, describe, tokenKey, place = asBearer, mint } = strategy
  const current = (context: AuthContext<C>): Promise<StoredToken> => {
    const key = tokenKey(context.config)
    return context.tokens.single(key, async () => {
      const kept = await context.tokens.load(key)
      return kept !== undefined && isFresh(kept, context.clock.now()) ? kept : mint(context, key, kept)
    })
  }
  return {
    kind,
    describe: () => (strategy.place === undefined ? `${describe}, in the authorization header` : describe),
    prepare: async (context) => {
      await current(context)
    },
    apply: async (request, context) => {
      const { accessToken } = await current(context)
      return placed(request, place(request, new Secret(accessToken)))
    },
    recover: async (_failure, sent, context) => {
      const key = tokenKey(context.config)
      const kept = await context.tokens.load(key)
      // Another request may have renewed the token meanwhile: only the one that was refused is thrown away.
      if (kept !== undefined && carries(sent, place(sent, new Secret(kept.accessToken)))) {
        context.tokens.expire(key, kept.accessToken)
      }
      return true
    },
  }
}

/** A token is renewed so long before it expires: it must not run out between here and the vendor. */
const EARLY_MS = 60_000

/** False from a minute before a token expires; of one that lives for less than ten, from a tenth of its life before. */
export function isFresh({ issuedAt, expiresAt }: StoredToken, now: number): boolean {
  const early = issuedAt === undefined ? EARLY_MS : Math.min(EARLY_MS, (expiresAt - issuedAt) / 10)
  return expiresAt - early > now
}

/** One token call: the reply, read, with when the token was issued and expires. */
export async function mintToken<C, M extends MintedToken>(
  context: AuthContext<C>,
  request: HttpRequest,
  readToken: (reply: JsonValue) => M | undefined,
): Promise<{ readonly minted: M; readonly token: StoredToken }> {
  const minted = readToken(await context.call(request))
  if (minted === undefined) throw noToken()
  const issuedAt = context.clock.now()
  return { minted, token: { accessToken: minted.accessToken, issuedAt, expiresAt: issuedAt + lifeMs(minted) } }
}

const UNSTATED_LIFE_MS = 5 * 60_000

function lifeMs({ expiresInSeconds }: MintedToken): number {
  return Number.isFinite(expiresInSeconds) ? Math.max(0, expiresInSeconds * 1000) : UNSTATED_LIFE_MS
}

function asBearer(_request: EncodedRequest, token: Secret): TokenPlace {
  return { headers: { authorization: new Secret(`Bearer ${reveal(token)}`) } }
}

function placed(request: EncodedRequest, { query = {}, headers = {} }: TokenPlace): EncodedRequest {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : reveal(value),
  ])
  return withHeaders(withQuery(request, query), Object.fromEntries(shown))
}

/** True when everything of `place` stands in what was sent. */
function carries(sent: EncodedRequest, place: TokenPlace): boolean {
  const [bareUrl = '', query = ''] = sent.url.split('?')
  const bare = placed({ ...sent, url: bareUrl, headers: {} }, place)
  const parameters = bare.url.slice(bareUrl.length + 1).split('&')
  const present = query.split('&')
  return (
    parameters.every((parameter) => parameter === '' || present.includes(parameter)) &&
    Object.entries(bare.headers).every(([name, value]) => sent.headers[name] === value)
  )
}

function noToken(): DataError {
  return new DataError({
    code: 'TOKEN_REPLY_INVALID',
    message: 'the token endpoint answered without a token',
    hint: 'Check baseUrl and the token path; run `outlay check` with the log level debug.',
  })
}
