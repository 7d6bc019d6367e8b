import type { AccessTokens } from './access-tokens.js'
import type { SimulatorSettings } from './simulator-settings.js'
import { VendorRefusal } from './vendor-refusal.js'
import type { ReceivedRequest } from './vendor-reply.js'

/** Checks what the gateway demands before the statement itself. @throws VendorRefusal */
export function checkGatewayAuth(
  request: ReceivedRequest,
  settings: SimulatorSettings,
  tokens: AccessTokens,
  now: number,
): void {
  const bearer = /^Bearer (\S+)$/i.exec(request.authorization ?? '')?.[1]
  const queryKey = request.query.get('apikey')
  switch (settings.auth) {
    case 'oauth':
      demandKey(queryKey)
      if (queryKey !== settings.gatewayApiKey) throw new VendorRefusal(67200009)
      if (bearer === undefined || !tokens.isValid(bearer, now)) throw new VendorRefusal(67200009)
      return
    case 'api-key-bearer':
      demandKey(bearer)
      if (bearer !== settings.gatewayApiKey) throw new VendorRefusal(67200202)
      return
    case 'api-key-query':
      demandKey(queryKey)
      if (request.authorization !== undefined) throw new VendorRefusal(67200009)
      if (queryKey !== settings.gatewayApiKey) throw new VendorRefusal(67200202)
      return
    case 'none':
      if (request.authorization !== undefined) throw new VendorRefusal(67200012)
  }
}

function demandKey(key: string | null | undefined): void {
  if (!key) throw new VendorRefusal(67200008)
}
