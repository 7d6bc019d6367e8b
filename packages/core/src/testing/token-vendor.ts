import type { EncodedRequest } from '../contract/request.js'
import { type ScriptedReply, type ScriptedTransport, scriptedTransport } from './scripted-transport.js'

/** What a test may turn on the vendor's token endpoint. */
export interface TokenVendorOptions {
  /** A new refresh token with every renewal; those before are refused. Default false: replies name none. */
  readonly rotates?: boolean
  /** The refresh token that is good to begin with. Default `R0`. */
  readonly refreshToken?: string
  /** Of an access token, seconds. Default 3600. */
  readonly livesSeconds?: number
  /** A reply in place of the vendor's own. */
  readonly instead?: (request: EncodedRequest) => ScriptedReply | undefined | Promise<ScriptedReply | undefined>
}

/** A vendor with an OAuth 2.0 token endpoint, `/token`: it gives `A1`, `A2` … for its refresh token, and once for the code `C0`, and counts. */
export interface TokenVendor extends ScriptedTransport {
  /** The refresh token of every call to the token endpoint. */
  readonly renewals: readonly string[]
  /** The code of every other call to it. */
  readonly codes: readonly string[]
  /** The access token of every other call. */
  readonly used: readonly string[]
  /** Access tokens that the vendor does not take (any more). */
  readonly refused: Set<string>
}

/** Such a vendor, for tests. */
export function tokenVendor(options: TokenVendorOptions = {}): TokenVendor {
  const renewals: string[] = []
  const codes: string[] = []
  const used: string[] = []
  const refused = new Set<string>()
  let good = options.refreshToken ?? 'R0'
  let issued = 0
  const renewed = (refreshToken: string): ScriptedReply => {
    renewals.push(refreshToken)
    if (refreshToken !== good) return { status: 400, body: { error: 'invalid_grant' } }
    issued += 1
    if (options.rotates) good = `R${issued}`
    const rotated = options.rotates ? { refresh_token: good } : {}
    return { body: { access_token: `A${issued}`, expires_in: options.livesSeconds ?? 3_600, ...rotated } }
  }
  const exchanged = (code: string): ScriptedReply => {
    codes.push(code)
    if (code !== 'C0' || codes.filter((one) => one === code).length > 1)
      return { status: 400, body: { error: 'invalid_grant' } }
    issued += 1
    good = `R${issued}`
    return { body: { access_token: `A${issued}`, expires_in: options.livesSeconds ?? 3_600, refresh_token: good } }
  }
  const answered = (accessToken: string): ScriptedReply => {
    used.push(accessToken)
    return refused.has(accessToken) ? { body: { code: 'expired' } } : { body: { code: 0, balance: 1 } }
  }
  const transport = scriptedTransport(async (request) => {
    await new Promise(setImmediate) // whatever else is to be sent has been sent by then
    const instead = await options.instead?.(request)
    if (instead !== undefined) return instead
    const url = new URL(request.url)
    if (url.pathname !== '/token') return answered(url.searchParams.get('access_token') ?? bearerOf(request))
    const form = new URLSearchParams(new TextDecoder().decode(request.body))
    const code = form.get('code')
    return code === null ? renewed(form.get('refresh_token') ?? '') : exchanged(code)
  })
  return Object.assign(transport, { renewals, codes, used, refused })
}

function bearerOf({ headers }: EncodedRequest): string {
  return headers.authorization?.replace('Bearer ', '') ?? ''
}
