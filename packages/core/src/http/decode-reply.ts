import type { DecodedReply } from '../contract/error-rules.js'
import type { WireReply } from '../contract/services.js'
import type { JsonDecoder } from '../numbers/decode-json.js'
import { JsonSyntaxError, type JsonSyntaxReason } from '../numbers/json-syntax-error.js'
import { decodeText } from './decode-text.js'

/** Why a body is no JSON. */
export type BodyProblem = JsonSyntaxReason | 'html' | 'unknown charset'

/** A reply with its body decoded, or with the reason why it could not be. */
export type Decoded = DecodedReply & { readonly problem: BodyProblem | undefined }

/** Stage `decode`: bytes to exact values. Never throws; a body that is no JSON is a finding for the next stage. */
export function decodeReply(reply: WireReply, decoder: JsonDecoder): Decoded {
  const { status, headers } = reply
  const text = decodeText(reply.body, headers['content-type'])
  if (text === undefined) return { status, headers, body: undefined, problem: 'unknown charset' }
  try {
    return { status, headers, body: decoder.decode(text), problem: undefined }
  } catch (error) {
    return { status, headers, body: undefined, problem: problemOf(error, text) }
  }
}

function problemOf(error: unknown, text: string): BodyProblem {
  if (text.trimStart().startsWith('<')) return 'html'
  return error instanceof JsonSyntaxError ? error.reason : 'malformed'
}
