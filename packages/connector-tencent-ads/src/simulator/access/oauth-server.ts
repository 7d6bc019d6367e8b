import type { SimulatedApplication } from '../public/tencent-ads-simulator-options.js'
import type { QueryParameters } from '../wire/query-parameters.js'
import { Refusal } from '../wire/refusal.js'
import { writeObject } from '../wire/wire-json.js'
import { mix64 } from '../world/mix.js'

const CODE_LIVES_MS = 300_000
const REFRESH_TOKEN_LIVES_MS = 2_592_000_000
const REDIRECT_URI = 'https://example.com/callback'

// Signed calls have the global parameters; here they are not needed, but official clients send them all the same.
const PARAMETERS = [
  ...['client_id', 'client_secret', 'grant_type', 'authorization_code', 'refresh_token', 'redirect_uri'],
  ...['access_token', 'timestamp', 'nonce'],
]

/** The vendor's OAuth 2.0 server: hands out codes, trades them for tokens, and renews those. */
export class OAuthServer {
  readonly #application: SimulatedApplication | undefined
  readonly #seed: number
  /** When each access token expires, milliseconds. */
  readonly #accessTokens = new Map<string, number>()
  readonly #refreshTokens = new Map<string, number>()
  readonly #codes = new Map<string, { readonly expiresAt: number; used: boolean }>()
  #issued = 0

  constructor(application: SimulatedApplication | undefined, seed: number, now: number) {
    this.#application = application
    this.#seed = seed
    if (application !== undefined) this.#refreshTokens.set(application.refreshToken, now + REFRESH_TOKEN_LIVES_MS)
  }

  /** Whether an access token of this server is good at `now` (milliseconds); undefined for one that it never gave. */
  isGood(accessToken: string, now: number): boolean | undefined {
    const expiresAt = this.#accessTokens.get(accessToken)
    return expiresAt === undefined ? undefined : now < expiresAt
  }

  /** A person has agreed: the address that the browser is sent to. @throws Refusal */
  authorize(parameters: QueryParameters, now: number): string {
    parameters.allowOnly(['client_id', 'redirect_uri', 'state', 'scope', 'account_type'])
    const { clientId, redirectUri = REDIRECT_URI } = this.#application ?? refused(11007, 'client_id')
    if (parameters.required('client_id') !== clientId) throw new Refusal(11007, 'client_id')
    if (parameters.required('redirect_uri') !== redirectUri) throw new Refusal(18009, 'redirect_uri')
    const authorization_code = this.#newText()
    this.#codes.set(authorization_code, { expiresAt: now + CODE_LIVES_MS, used: false })
    const state = parameters.text('state')
    const back = new URL(redirectUri)
    back.search = String(new URLSearchParams({ authorization_code, ...(state !== undefined && { state }) }))
    return String(back)
  }

  /** The `data` of a token call, as JSON text. @throws Refusal */
  token(parameters: QueryParameters, now: number): string {
    parameters.allowOnly(PARAMETERS)
    const application = this.#application ?? refused(11007, 'client_id')
    if (parameters.required('client_id') !== application.clientId) throw new Refusal(11007, 'client_id')
    if (parameters.required('client_secret') !== application.clientSecret) throw new Refusal(11007, 'client_secret')
    const grant = parameters.required('grant_type')
    if (grant === 'refresh_token') return this.#renewed(parameters, now)
    if (grant !== 'authorization_code') throw new Refusal(18009, 'grant_type')
    this.#useCode(parameters, now)
    const refreshToken = this.#newText()
    this.#refreshTokens.set(refreshToken, now + REFRESH_TOKEN_LIVES_MS)
    return writeObject({
      ...this.#accessToken(now),
      refresh_token: JSON.stringify(refreshToken),
      authorizer_info: '{"account_uin":10001,"account_id":100000037,"scope_list":[]}',
    })
  }

  /** The refresh token stays the same and lives on; the reply does not repeat it. */
  #renewed(parameters: QueryParameters, now: number): string {
    const refreshToken = parameters.required('refresh_token')
    const expiresAt = this.#refreshTokens.get(refreshToken) ?? refused(11010, 'refresh_token')
    if (now >= expiresAt) throw new Refusal(11012, 'refresh_token')
    this.#refreshTokens.set(refreshToken, now + REFRESH_TOKEN_LIVES_MS)
    return writeObject(this.#accessToken(now))
  }

  #useCode(parameters: QueryParameters, now: number): void {
    const text = parameters.required('authorization_code')
    if (Buffer.byteLength(text) > 64) throw new Refusal(18014, 'authorization_code')
    const redirectUri = this.#application?.redirectUri ?? REDIRECT_URI
    if (parameters.required('redirect_uri') !== redirectUri) throw new Refusal(18009, 'redirect_uri')
    const code = this.#codes.get(text) ?? refused(11011, 'authorization_code')
    if (code.used) throw new Refusal(11013, 'authorization_code')
    if (now >= code.expiresAt) throw new Refusal(11009, 'authorization_code')
    code.used = true
  }

  #accessToken(now: number) {
    const lives = this.#application?.accessTokenLives ?? 86_400
    const accessToken = this.#newText()
    this.#accessTokens.set(accessToken, now + lives * 1000)
    return {
      access_token: JSON.stringify(accessToken),
      access_token_expires_in: String(lives),
      refresh_token_expires_in: String(REFRESH_TOKEN_LIVES_MS / 1000),
    }
  }

  #newText(): string {
    this.#issued += 1
    return mix64(this.#seed, this.#issued, 7).toString(16).padStart(16, '0')
  }
}

function refused(code: number, field: string): never {
  throw new Refusal(code, field)
}
