import { count, type HttpRequest, type Secret } from '@outlay/core'
import * as z from 'zod'

/** Where a person lets the application into an account, in a browser. It has no version and no sandbox. */
const AUTHORIZE_URL = 'https://developers.e.qq.com/oauth/authorize'

/** What the authorize page is asked for. */
interface Authorization {
  /** Registered with the application: same main domain, no port, at most 1024 bytes. The code comes back to it. */
  readonly redirectUri: string
  /** Comes back with the code, at most 512 bytes. */
  readonly state: string
}

/**
 * The address that a person opens to authorise the application. It leads back to `redirectUri` with `authorization_code`
 * (not `code`), good once and for five minutes. All scopes that the application has are asked for.
 */
export function authorizeUrl(clientId: string, { redirectUri, state }: Authorization): string {
  return `${AUTHORIZE_URL}?${new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, state })}`
}

/** The application, as the vendor's token call wants it. */
export interface Application {
  readonly clientId: string
  readonly clientSecret: Secret
}

/** Trades a code for tokens; `redirectUri` must be the one that it came back to. */
export function codeRequest(application: Application, code: Secret, redirectUri: string): HttpRequest {
  return tokenRequest(application, {
    grant_type: 'authorization_code',
    authorization_code: code,
    redirect_uri: redirectUri,
  })
}

/** Renews the access token. The refresh token stays and lives on for as long again: the reply names none. */
export function refreshRequest(application: Application, refreshToken: Secret): HttpRequest {
  return tokenRequest(application, { grant_type: 'refresh_token', refresh_token: refreshToken })
}

/** A GET, credentials and all: that is how the vendor has it. Neither timestamp nor nonce belong to it. */
function tokenRequest({ clientId, clientSecret }: Application, grant: Readonly<Record<string, string | Secret>>) {
  return { path: '/oauth/token', query: { client_id: clientId, client_secret: clientSecret, ...grant } }
}

/** Seconds that an access token lives where the reply does not say. */
const ACCESS_TOKEN_LIVES = 86_400

const tokenReply = z.object({
  data: z.object({
    access_token: z.string().min(1),
    access_token_expires_in: count().nullish().catch(null),
    // Of the first reply only; the one for a refresh leaves it out.
    refresh_token: z.string().min(1).nullish().catch(null),
  }),
})

/** The tokens in a reply of the token call; undefined where there is none. */
export function readTokens(reply: unknown) {
  const { data } = tokenReply.safeParse(reply)
  if (data === undefined) return undefined
  const { access_token, access_token_expires_in, refresh_token } = data.data
  return {
    accessToken: access_token,
    expiresInSeconds: access_token_expires_in ?? ACCESS_TOKEN_LIVES,
    refreshToken: refresh_token ?? undefined,
  }
}
