import { bareReply, errorReply, type Reply } from './reply.js'
import { VendorRefusal } from './vendor-refusal.js'

/**
 * A way in which a request fails instead of being answered:
 *
 * - `status`: that HTTP status with an HTML page; `retryAfter` is sent as the Retry-After header.
 * - `html`: an HTML page with status 200.
 * - `empty`: status 200 without a body.
 * - `truncated`: the reply due, cut in half, with the length of the cut text.
 * - `redirect`: status 302 to `location`.
 * - `error`: the vendor's envelope with `code`; `errorId` defaults to the published one, or 90 where there is none.
 * - `reset`: the connection is destroyed.
 * - `hang`: no answer until the simulator closes.
 */
export type SimulatedFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'html' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'error'; readonly code: string; readonly errorId?: number; readonly message?: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }

/** The faulty reply, or how the connection ends without one; `answer` gives the reply that was due. */
export function replyWithFault(fault: SimulatedFault, answer: () => Reply): Reply | 'reset' | 'hang' {
  switch (fault.kind) {
    case 'status':
      return bareReply(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }, PAGE)
    case 'html':
      return bareReply(200, {}, PAGE)
    case 'empty':
      return bareReply(200)
    case 'truncated': {
      const reply = answer()
      return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)), code: '' }
    }
    case 'redirect':
      return bareReply(302, { location: fault.location })
    case 'error':
      return errorReply(new VendorRefusal(fault.code, fault.message ?? 'simulated error', fault.errorId))
    case 'reset':
    case 'hang':
      return fault.kind
  }
}

const PAGE = '<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>'
