import { createHmac } from 'node:crypto'
import { jsonText } from './json-text.js'
import type { SimulatorSettings } from './simulator-settings.js'
import { VendorRefusal } from './vendor-refusal.js'
import { type ReceivedRequest, successReply, type VendorReply } from './vendor-reply.js'

const LIFETIME_MS = 1_800_000
const STATED_SECONDS = 1799

/** Issues OAuth tokens and knows them again. A token carries its own time of issue, so that nothing is stored. */
export interface AccessTokens {
  /** Answers POST /oauth/token. @throws VendorRefusal */
  issue(request: ReceivedRequest, now: number): VendorReply
  /** Whether `token` was issued here and less than 30 minutes ago. */
  isValid(token: string, now: number): boolean
}

/** Tokens of the simulator's one OAuth client. */
export function accessTokens(settings: SimulatorSettings): AccessTokens {
  let issued = 0
  const sign = (text: string) =>
    createHmac('sha256', `${settings.world.seed} ${settings.clientSecret}`).update(text).digest('hex')
  return {
    issue(request, now) {
      checkTokenRequest(request, settings)
      issued += 1
      const claim = `${now.toString(36)}.${issued.toString(36)}`
      return successReply(tokenBody(`${claim}.${sign(claim)}`, now, settings))
    },
    isValid(token, now) {
      const [time = '', count = '', signature] = token.split('.')
      return signature === sign(`${time}.${count}`) && now < Number.parseInt(time, 36) + LIFETIME_MS
    },
  }
}

function checkTokenRequest(request: ReceivedRequest, settings: SimulatorSettings): void {
  const basic = Buffer.from(`${settings.gatewayApiKey}:${settings.clientSecret}`).toString('base64')
  // An account with api keys has no OAuth client at all.
  if (settings.auth !== 'oauth' || request.authorization !== `Basic ${basic}`) throw new VendorRefusal(67200003)
  if (request.contentType !== 'application/x-www-form-urlencoded' || request.query.size > 0) {
    throw new VendorRefusal(67200012)
  }
  const form = [...new URLSearchParams(request.body)]
  if (form.some(([name]) => name !== 'grant_type') || form.length > 1) throw new VendorRefusal(67200012)
  if (form[0]?.[1] !== 'client_credentials') throw new VendorRefusal(67200015)
}

function tokenBody(token: string, now: number, { tokenReply, expiresIn }: SimulatorSettings): string {
  const fields = {
    token,
    token_type: 'BearerToken',
    expires_in: expiresIn === 'string' ? String(STATED_SECONDS) : STATED_SECONDS,
    issued_at: String(now),
  }
  if (tokenReply === 'nested') return jsonText({ data: fields, status: true, error_code: 0 })
  return jsonText({ ...fields, status: 'approved' })
}
