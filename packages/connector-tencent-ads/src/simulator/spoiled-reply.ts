import type { SimulatedFault } from './public/tencent-ads-simulator.js'
import type { Reply } from './vendor.js'

/** Faults that still answer, in one way or another. */
export type AnsweringFault = Exclude<SimulatedFault, { readonly kind: 'reset' | 'hang' | 'error' }>

/** What is sent instead of a good reply. */
export function spoiledReply(reply: Reply, fault: AnsweringFault): Reply {
  switch (fault.kind) {
    case 'status':
      return plain(fault.status, '', fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter })
    case 'html':
      return plain(200, '<!doctype html><title>Busy</title><p>Please try again later.</p>', {
        'content-type': 'text/html;charset=utf-8',
      })
    case 'empty':
      return plain(200, '', {})
    case 'truncated':
      return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)), code: '' }
    case 'redirect':
      return plain(302, '', { location: fault.location })
  }
}

function plain(status: number, body: string, headers: Readonly<Record<string, string>>): Reply {
  return { status, body, headers, code: '' }
}
