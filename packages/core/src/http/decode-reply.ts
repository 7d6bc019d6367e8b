import type { DecodedReply } from '../contract/error-rules.js'
import type { WireReply } from '../contract/services.js'
import { decodeJson } from '../numbers/decode-json.js'
import { JsonSyntaxError } from '../numbers/json-syntax-error.js'

/** Why a body is no JSON. */
export type BodyProblem = 'empty' | 'html' | 'truncated' | 'malformed'

/** A reply with its body decoded, or with the reason why it could not be. */
export type Decoded = DecodedReply & { readonly problem: BodyProblem | undefined }

/** Stage `decode`: bytes to exact values. Never throws; a body that is no JSON is a finding for the next stage. */
export function decodeReply(reply: WireReply): Decoded {
  const { status, headers } = reply
  const text = new TextDecoder().decode(reply.body)
  try {
    return { status, headers, body: decodeJson(text), problem: undefined }
  } catch (error) {
    return { status, headers, body: undefined, problem: problemOf(error, text) }
  }
}

function problemOf(error: unknown, text: string): BodyProblem {
  if (text.trimStart().startsWith('<')) return 'html'
  return error instanceof JsonSyntaxError ? error.reason : 'malformed'
}
