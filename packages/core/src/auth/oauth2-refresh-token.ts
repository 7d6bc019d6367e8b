import type { AuthContext, Authenticator } from '../contract/authenticator.js'
import { OutlayError, VendorError } from '../contract/errors.js'
import type { ErrorCategory } from '../contract/failure.js'
import type { HttpRequest } from '../contract/request.js'
import type { StoredToken } from '../contract/services.js'
import { reveal, Secret } from '../fields/secret.js'
import type { JsonValue } from '../numbers/json-value.js'
import { isFresh, type MintedToken, mintToken, type OAuth2Options, oauth2Token } from './oauth2-token.js'

/** How a vendor renews tokens for a refresh token (RFC 6749 §6) and what it calls things. */
export interface OAuth2RefreshToken<C> extends OAuth2Options<C> {
  /** The refresh token to begin with, as the user got it by authorising the application; undefined: {@link authorize} gets one. */
  readonly refreshToken: (config: C) => Secret | undefined
  /** The call that renews the access token, the client's credentials included. */
  readonly tokenRequest: (config: C, refreshToken: Secret) => HttpRequest
  /** Reads the reply; undefined where it holds no token. Without a refresh token in it the one that was sent stays in use. */
  readonly readToken: (reply: JsonValue) => (MintedToken & { readonly refreshToken?: string | undefined }) | undefined
  /** How a user gets the first tokens (RFC 6749 §4.1), for `outlay auth` and hosts. Default: not by us. */
  readonly authorize?: AuthorizationCode<C>
}

/** How a vendor gives codes for tokens, and what it calls things. */
export interface AuthorizationCode<C> {
  /** The page where a user allows the application, for a browser. `state` is to come back with the code. */
  readonly url: (config: C, state: string) => string
  /** The query parameter of the redirect that has the code. Default `code`. */
  readonly codeParameter?: string
  /** The call that exchanges a code; its reply is read as one to `tokenRequest` is. */
  readonly codeRequest: (config: C, code: Secret) => HttpRequest
}

/** See {@link AuthKit.oauth2RefreshToken}. */
export function oauth2RefreshToken<C>(options: OAuth2RefreshToken<C>): Authenticator<C> {
  const { authorize, tokenKey = () => 'refresh-token' } = options
  const token = oauth2Token({
    ...options,
    kind: 'oauth2-refresh-token',
    describe: 'an OAuth 2.0 token, renewed by a refresh token',
    tokenKey,
    mint: (context, key, kept) => renew(options, context, key, kept),
  })
  if (authorize === undefined) return token
  const { url, codeParameter = 'code', codeRequest } = authorize
  const redeem = (code: Secret, context: AuthContext<C>): Promise<StoredToken> => {
    const key = tokenKey(context.config)
    return context.tokens.single(key, () => grant(options, context, key, codeRequest(context.config, code)))
  }
  return { ...token, authorization: () => ({ url, codeParameter, redeem }) }
}

/** The one that was kept, one that another process kept meanwhile, and the config's. */
const MOST_TRIED = 3

/** Renews with the refresh token that is kept, and where the vendor refuses that with the config's: each is tried once. */
async function renew<C>(
  options: OAuth2RefreshToken<C>,
  context: AuthContext<C>,
  key: string,
  kept: StoredToken | undefined,
): Promise<StoredToken> {
  const first = ownOf(options, context.config)
  const tried = new Set<string>()
  let [stored, refusal]: [StoredToken | undefined, OutlayError | undefined] = [kept, undefined]
  while (tried.size < MOST_TRIED) {
    const refreshToken = [stored?.refreshToken ?? first, first].find(
      (token) => token !== undefined && !tried.has(token),
    )
    if (refreshToken === undefined) break
    tried.add(refreshToken)
    try {
      const request = options.tokenRequest(context.config, new Secret(refreshToken))
      return await grant(options, context, key, request, refreshToken)
    } catch (error) {
      if (!isRefusal(error)) throw error
      refusal = error
    }
    stored = await context.tokens.load(key)
    // Another process has renewed with it before us: what it got is ours, too.
    if (stored !== undefined && isFresh(stored, context.clock.now())) return stored
  }
  throw refusal === undefined ? unauthorised() : refused(refusal)
}

function ownOf<C>({ refreshToken }: OAuth2RefreshToken<C>, config: C): string | undefined {
  const own = refreshToken(config)
  return own && reveal(own)
}

/** Saved before anybody uses the access token: a vendor that rotates has by now forgotten the refresh token before. */
async function grant<C>(
  options: OAuth2RefreshToken<C>,
  context: AuthContext<C>,
  key: string,
  request: HttpRequest,
  sent?: string,
): Promise<StoredToken> {
  const { minted, token } = await mintToken(context, request, options.readToken)
  const refreshToken = minted.refreshToken ?? sent
  const isOwn = refreshToken === ownOf(options, context.config)
  const saved = { ...token, ...(refreshToken !== undefined && !isOwn && { refreshToken }) }
  await context.tokens.save(key, saved)
  return saved
}

/** What token endpoints refuse a grant with (RFC 6749 §5.2), whatever the vendor calls it. */
const REFUSALS: readonly ErrorCategory[] = ['auth', 'permission', 'invalid_request']

function isRefusal(error: unknown): error is OutlayError {
  return OutlayError.isInstance(error) && REFUSALS.includes(error.category)
}

function refused(refusal: OutlayError): VendorError {
  return new VendorError({
    code: 'REFRESH_TOKEN_REFUSED',
    category: 'auth',
    stops: 'connection',
    message: `the refresh token was refused: ${refusal.message}`,
    hint: "Check the client's credentials; if they are right, authorise the application again: `outlay auth`, or a new refresh token in the config.",
    vendor: refusal.vendor,
    attempts: refusal.attempts,
    cause: refusal,
  })
}

function unauthorised(): OutlayError {
  return new OutlayError({
    code: 'AUTHORIZATION_NEEDED',
    category: 'auth',
    stops: 'connection',
    message: 'nobody has allowed the application to read the account yet',
    hint: 'Run `outlay auth` for the connection, or put a refresh token into its config.',
  })
}
