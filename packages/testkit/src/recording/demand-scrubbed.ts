import { spellingsOf } from '../contract/scenarios/spellings.js'
import { Violation } from '../contract/violation.js'
import type { Recording } from './read-recording.js'

/**
 * Throws a {@link Violation} where a secret survives in a recording, as it is, in a URL, in hex or in base64. Give what must
 * not be found, tokens that were minted meanwhile included; none of it is shown.
 */
export function demandScrubbed(recording: Recording, secrets: readonly string[]): void {
  for (const [index, exchange] of recording.entries()) {
    const { url, headers, body = '' } = exchange.request
    const places = {
      "the request's address": url,
      "the request's headers": JSON.stringify(headers),
      "the request's body": body,
      "the reply's headers": JSON.stringify(exchange.reply?.headers ?? {}),
      "the reply's body": exchange.reply?.body ?? '',
    }
    for (const [place, text] of Object.entries(places)) {
      const survivor = secrets.findIndex((secret) => spellingsOf(secret).some((spelling) => text.includes(spelling)))
      if (survivor === -1) continue
      throw new Violation(
        `secret ${survivor + 1} of ${secrets.length} stands in ${place} of exchange ${index + 1}: whoever is given the recording has it`,
      )
    }
  }
}
