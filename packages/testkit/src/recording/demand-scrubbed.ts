import { ConfigError } from '@outlay/core'
import { Violation } from '../contract/violation.js'
import { carriesSecret } from './carries-secret.js'
import type { Recording } from './read-recording.js'

/**
 * Throws a {@link Violation} where a secret survives in a recording, as it is, escaped for URLs, forms, JSON or HTML, in hex or
 * in base64, in any case. Give what must not be found, tokens that were minted meanwhile included; none of it is shown.
 * Throws a ConfigError for no secret at all, and for one of fewer than 6 characters: those stand anywhere by chance.
 */
export function demandScrubbed(recording: Recording, secrets: readonly string[]): void {
  refuseUnsearchable(secrets)
  for (const [index, { request, reply, ...facts }] of recording.entries()) {
    const places = {
      "the request's address": [request.url],
      "the request's headers": headerTexts(request.headers),
      "the request's body": [request.body ?? ''],
      "the reply's headers": headerTexts(reply?.headers ?? {}),
      "the reply's body": [reply?.body ?? ''],
      'what is said': [JSON.stringify(facts)],
    }
    for (const [place, texts] of Object.entries(places)) {
      const survivor = secrets.findIndex((secret) => texts.some((text) => carriesSecret(text, secret)))
      if (survivor === -1) continue
      throw new Violation(
        `secret ${survivor + 1} of ${secrets.length} stands in ${place} of exchange ${index + 1}: whoever is given the recording has it`,
      )
    }
  }
}

/** Lines each by itself, and all values in a row: a long one may be split over several. */
function headerTexts(headers: Readonly<Record<string, string>>): readonly string[] {
  const values = Object.values(headers)
  return [JSON.stringify(headers), values.join('').replace(/,\s*/g, '')]
}

function refuseUnsearchable(secrets: readonly string[]): void {
  const short = secrets.findIndex((secret) => secret.length < 6)
  if (secrets.length > 0 && short === -1) return
  throw new ConfigError({
    code: 'SECRETS_UNSEARCHABLE',
    message:
      secrets.length === 0
        ? 'no secret is given: nothing would be looked for'
        : `secret ${short + 1} of ${secrets.length} is too short to be looked for`,
    hint: 'Give the secrets of the config that the recording was made with, and its tokens, of 6 characters or more.',
  })
}
