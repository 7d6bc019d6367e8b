import { errorReply, type VendorReply } from './vendor-reply.js'

/** Shape of an error: `business`, `gateway` (HTTP status and `message` inside), or `text` (values that should not be). */
export type ErrorEnvelope = 'business' | 'gateway' | 'text'

/** Thrown while a request is checked; becomes the reply. */
export class VendorRefusal extends Error {
  constructor(readonly code: number) {
    super(errorText(code))
  }
}

/** The reply that the vendor gives for an in-band code: HTTP 200 for most of them. */
export function refusalReply(
  code: number,
  {
    envelope = GATEWAY_STATUS[code] === undefined ? 'business' : 'gateway',
    status,
    message = errorText(code),
  }: Variant = {},
): VendorReply {
  const http = status ?? (envelope === 'gateway' ? (GATEWAY_STATUS[code] ?? 401) : 200)
  // Both orders of members are those of recorded replies.
  if (envelope === 'gateway') return errorReply(http, code, { error_code: code, http_status: http, message })
  if (envelope === 'business') return errorReply(http, code, { error_code: code, error_msg: message, status: false })
  return errorReply(http, code, { error_code: String(code), error_msg: message, status: 'false' })
}

interface Variant {
  readonly envelope?: ErrorEnvelope | undefined
  readonly status?: number | undefined
  readonly message?: string | undefined
}

/** Codes of the gateway itself; 67200008 was recorded so, the others are taken to be of one make with it. */
const GATEWAY_STATUS: Readonly<Record<number, number>> = { 67200008: 401, 67200009: 401, 67200101: 404 }

function errorText(code: number): string {
  return TEXTS[code] ?? `Call failed (${code})!`
}

const TEXTS: Readonly<Record<number, string>> = {
  67200000: 'API is throttled as a whole!',
  67200001: 'API is throttled as a whole!',
  67200002: 'Calls are faster than the configured QPS!',
  67200003: 'Key or secret of the token is wrong, or the client is disabled!',
  67200004: 'No permission or API package quota has exceeded the limit!',
  67200005: 'Balance or number of calls is not sufficient!',
  67200006: 'Client is past its validity period!',
  67200007: 'Quota of today is used up!',
  67200008: 'apikey not Pass and call failed!',
  67200009: 'apikey does not match the bearer token, or the token has expired!',
  67200012: 'Illegal request!',
  67200015: 'Grant type error',
  67200100: 'Server is busy, the request has timed out!',
  67200101: 'API does not exist, check the path!',
  67200202: 'apikey auth error!',
  67200203: 'API need a true rate!',
  68300004: 'The request parameter format is incorrect!',
  68300005: 'API query failed!',
  68300006: 'Basic access could not be parsed!',
  68300007: 'Bad request!',
  68300008: 'Service interrupted, try again later!',
  68300010: 'File does not meet the specification!',
}
