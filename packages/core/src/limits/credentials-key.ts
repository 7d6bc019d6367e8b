import { reveal, Secret } from '../fields/secret.js'

/** What limits count by that no connector declared: everything secret in the config, in one. */
export function credentialsKey(secrets: readonly Secret[]): Secret {
  return new Secret(JSON.stringify(secrets.map(reveal)))
}
