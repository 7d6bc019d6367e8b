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

/** The config key that holds it. */
export function gatewayKeyName({ gatewayApiKey }: GatewayKeys): 'gatewayApiKey' | 'apikey' {
  return gatewayApiKey === undefined ? 'apikey' : 'gatewayApiKey'
}

/** True where the gateway's key is the query parameter `apikey`. */
export function keyGoesInQuery(keys: GatewayKeys): boolean {
  return ['oauth', 'api-key-query'].includes(authMode(keys))
}

/** The mode in use, why, and what else `auth` may be: for whoever is refused. Shows no key. */
export function describeAuthMode(keys: GatewayKeys): string {
  const mode = authMode(keys)
  const start = mode === 'oauth' ? 'does not start with sk-' : 'starts with sk-'
  const why = keys.auth === 'auto' ? `auth: auto chose it, as ${gatewayKeyName(keys)} ${start}` : 'as auth says'
  const others = MODES.filter(([name]) => name !== mode).map(([name, sends]) => `${name} (${sends})`)
  return `In use: ${mode} (${why}). Others: ${others.join(', ')}.`
}

const MODES: readonly (readonly [AuthMode, string])[] = [
  ['api-key-bearer', 'an sk- key in the authorization header'],
  ['api-key-query', 'the key as the query parameter apikey'],
  ['oauth', 'client id and secret for a token'],
  ['none', "the statement's own parameters and nothing else"],
]
