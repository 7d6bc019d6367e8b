import { createHmac } from 'node:crypto'
import { ConfigError, OutlayError } from '../contract/errors.js'
import { Secret } from '../fields/secret.js'
import type { Connection } from './connection.js'
import { connectorError } from './connector-error.js'
import { expiryOf } from './token-cache.js'

/** How a user lets the application of a connection in. */
export interface ConnectionAuthorization {
  readonly connection: string
  readonly connector: string
  /** The vendor's page, for a browser. Its redirect brings a code that is good for some minutes, once. */
  readonly url: string
  /**
   * Exchanges what came of it, the code or the whole address of the redirect, and keeps the tokens in the token store.
   * Throws a ConfigError for an address of another authorisation or without a code, and what the exchange throws.
   */
  redeem(pasted: string, signal?: AbortSignal): Promise<AuthorizationReport>
}

/** What an authorisation has brought. */
export interface AuthorizationReport {
  readonly connection: string
  readonly connector: string
  /** Of the access token, ISO 8601; absent where the vendor states a life that no date comes of. */
  readonly expiresAt?: string
  /** True where a refresh token came with it: nobody has to authorise again before that expires. */
  readonly renewable: boolean
}

/** The authorisation of a connection. Sends nothing. Throws a ConfigError where the connection's credentials need none. */
export function authorizeConnection(connection: Connection): ConnectionAuthorization {
  const { name, connector, scope } = connection
  const { auth } = connector
  const authorization = auth?.authenticator.authorization?.(auth.config)
  if (auth === undefined || authorization === undefined) {
    const used = auth?.authenticator.describe(auth.config) ?? 'no credentials'
    throw new ConfigError({
      code: 'AUTHORIZATION_UNUSED',
      message: `${name}: there is nothing to authorise: the connection uses ${used}`,
      hint: `Check it with \`outlay check ${name}\`; see the connector's README for credentials that are authorised in a browser.`,
    })
  }
  const { config } = auth
  // What only somebody with the connection's credentials can tell: a link that another had made is refused.
  const state = createHmac('sha256', 'outlay/authorization').update(scope).digest('hex').slice(0, 32)
  const redeem = async (pasted: string, signal = new AbortController().signal): Promise<AuthorizationReport> => {
    const code = codeIn(name, pasted.trim(), authorization.codeParameter, state)
    connection.redactor.add(code)
    try {
      const token = await authorization.redeem(new Secret(code), { config, ...connection.authContext(signal) })
      const renewable = token.refreshToken !== undefined
      return { connection: name, connector: connector.id, ...expiryOf(token), renewable }
    } catch (error) {
      throw signal.aborted ? error : connectorError(connection, 'authorization', error)
    }
  }
  return { connection: name, connector: connector.id, url: authorization.url(config, state), redeem }
}

/** A bare code is taken at the user's word; an address has to be the answer to our own link. */
function codeIn(connection: string, pasted: string, parameter: string, state: string): string {
  if (!/^https?:\/\//i.test(pasted)) {
    if (/^\S+$/.test(pasted)) return pasted
    throw invalid(connection, 'what was pasted is no code')
  }
  if (!URL.canParse(pasted)) throw invalid(connection, 'what was pasted is no address')
  const { searchParams } = new URL(pasted)
  const refusal = searchParams.get('error')
  if (refusal !== null) throw denied(connection, refusal)
  const code = searchParams.get(parameter)
  if (code === null || code === '') throw invalid(connection, `the address has no parameter "${parameter}"`)
  if (searchParams.get('state') !== state) {
    throw invalid(connection, 'the address answers another link: its state is not the one of this connection')
  }
  return code
}

function invalid(connection: string, problem: string): ConfigError {
  return new ConfigError({
    code: 'AUTHORIZATION_INVALID',
    message: `${connection}: ${problem}`,
    hint: 'Open the link of this connection again and paste the whole address that the browser ends at.',
  })
}

function denied(connection: string, refusal: string): OutlayError {
  const said = /^[\w.-]{1,64}$/.test(refusal) ? refusal : 'an unreadable error'
  return new OutlayError({
    code: 'AUTHORIZATION_DENIED',
    category: 'auth',
    stops: 'connection',
    message: `${connection}: the vendor's page sent no code back: ${said}`,
    hint: 'Open the link again as somebody who may allow the application, and allow it.',
  })
}
