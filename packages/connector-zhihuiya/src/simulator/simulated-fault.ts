import { type ErrorEnvelope, refusalReply } from './vendor-refusal.js'
import { foreignReply, type VendorReply } from './vendor-reply.js'

/** Something that goes wrong instead of the usual answer. */
export type SimulatedFault = FaultKind & {
  /** Only requests of this path, such as `/oauth/token`. Default: any. */
  readonly path?: string
}

type FaultKind =
  /** A plain-text reply of any status, as of a proxy; `retryAfter` is sent as it is. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** A page of HTML with status 200. */
  | { readonly kind: 'html' }
  /** Status 200 without a body. */
  | { readonly kind: 'empty' }
  /** The usual body cut in half, with status 200 and the content length of what is left. */
  | { readonly kind: 'truncated' }
  /** The connection is reset. */
  | { readonly kind: 'reset' }
  /** Status 302 to `location`. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** No answer until the simulator is closed. */
  | { readonly kind: 'hang' }
  /**
   * An in-band error. Defaults: the vendor's message, envelope and HTTP status for `code` (200 for most codes).
   * Envelope `business` is error_code, error_msg, status; `gateway` is error_code, http_status, message, by default with
   * HTTP 401; `text` is business with `"false"` and the code as strings.
   */
  | {
      readonly kind: 'error'
      readonly code: number
      readonly message?: string
      readonly envelope?: ErrorEnvelope
      readonly status?: number
    }

/** What a fault does to a request: a reply, or none. */
export function faultOutcome(fault: SimulatedFault, usual: () => VendorReply): VendorReply | 'reset' | 'hang' {
  switch (fault.kind) {
    case 'status':
      return foreignReply(fault.status, { ...TEXT, ...retryAfter(fault.retryAfter) }, `HTTP ${fault.status}`)
    case 'html':
      return foreignReply(200, { 'content-type': 'text/html' }, '<!doctype html><title>Busy</title><p>Try later.</p>')
    case 'empty':
      return foreignReply(200, {}, '')
    case 'truncated': {
      const { headers, body } = usual()
      return foreignReply(200, headers, body.slice(0, Math.floor(body.length / 2)))
    }
    case 'redirect':
      return foreignReply(302, { location: fault.location }, '')
    case 'error':
      return refusalReply(fault.code, fault)
    case 'reset':
    case 'hang':
      return fault.kind
  }
}

const TEXT = { 'content-type': 'text/plain' }

function retryAfter(value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { 'retry-after': value }
}
