import { reveal, type Secret } from '@outlay/core'

/** The gateway credentials that can be sent. */
export type AuthMode = 'api-key-bearer' | 'api-key-query' | 'oauth' | 'none'

/** The part of a config that decides about the gateway's credentials. */
export interface GatewayKeys {
  readonly auth: AuthMode | 'auto'
  readonly apikey: Secret
  readonly gatewayApiKey?: Secret | undefined
}

/** `auto` is decided by the key alone: trying one mode after the other looks like an attack, and may be charged for. */
export function authMode(keys: GatewayKeys): AuthMode {
  if (keys.auth !== 'auto') return keys.auth
  return reveal(gatewayKey(keys)).startsWith('sk-') ? 'api-key-bearer' : 'oauth'
}

/** The key or client id that the gateway knows. */
export function gatewayKey(keys: GatewayKeys): Secret {
  return keys.gatewayApiKey ?? keys.apikey
}

/** True where the gateway's key is the query parameter `apikey`. */
export function keyGoesInQuery(keys: GatewayKeys): boolean {
  return ['oauth', 'api-key-query'].includes(authMode(keys))
}
