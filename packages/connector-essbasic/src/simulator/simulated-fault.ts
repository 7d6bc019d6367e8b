import { envelope, type SimulatedReply } from './simulated-reply.js'

/** Something that goes wrong instead of a reply. */
export type SimulatedFault =
  /** An HTTP status with a short text; `retryAfter` is sent as it is, in either form of Retry-After. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** A page of HTML with status 200, as gateways send. */
  | { readonly kind: 'html' }
  /** Status 200 without a body. */
  | { readonly kind: 'empty' }
  /** The proper reply, status 200, its JSON cut in half, with the content-length of what is left. */
  | { readonly kind: 'truncated' }
  /** The connection is destroyed before any reply. */
  | { readonly kind: 'reset' }
  /** Status 302 to another place. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** The vendor's own error envelope, status 200. */
  | { readonly kind: 'error'; readonly code: string; readonly message?: string }
  /** No reply, ever; the connection is let go at close(). */
  | { readonly kind: 'hang' }

/** A fault that answers at all. */
export type AnsweringFault = Exclude<SimulatedFault, { kind: 'reset' | 'hang' }>

/** What a fault sends in place of the proper reply. */
export function faultReply(fault: AnsweringFault, proper: () => SimulatedReply, requestId: string): SimulatedReply {
  switch (fault.kind) {
    case 'status': {
      const headers = fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter }
      return plain(fault.status, 'simulated fault', { 'Content-Type': 'text/plain', ...headers })
    }
    case 'html':
      return plain(200, '<!DOCTYPE html><title>502 Bad Gateway</title>', { 'Content-Type': 'text/html' })
    case 'empty':
      return plain(200, '')
    case 'truncated': {
      const { text } = proper()
      return plain(200, text.slice(0, text.length >> 1))
    }
    case 'redirect':
      return plain(302, '', { Location: fault.location })
    case 'error':
      return envelope(fault.code, { Error: { Code: fault.code, Message: fault.message ?? fault.code } }, requestId)
  }
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): SimulatedReply {
  return { status, code: '', text, headers }
}
