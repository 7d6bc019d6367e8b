import type { EncodedRequest } from '../contract/request.js'
import type { Transport, TransportOptions, WireReply } from '../contract/services.js'

/** A reply in short: a body alone means 200. */
export interface ScriptedReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text as it is, all else as JSON. */
  readonly body?: unknown
}

/** A transport for tests: answers by script and keeps what was sent. */
export interface ScriptedTransport extends Transport {
  readonly sent: readonly EncodedRequest[]
  readonly options: readonly TransportOptions[]
  readonly closed: number
}

/** `answer` sees the request and its number, from 0; it may throw. */
export function scriptedTransport(
  answer: (request: EncodedRequest, number: number) => ScriptedReply | Promise<ScriptedReply>,
): ScriptedTransport {
  const sent: EncodedRequest[] = []
  const options: TransportOptions[] = []
  let closed = 0
  return {
    sent,
    options,
    get closed() {
      return closed
    },
    send: async (request, bounds) => {
      sent.push(request)
      options.push(bounds)
      return wireReply(await answer(request, sent.length - 1))
    },
    close: async () => {
      closed += 1
    },
  }
}

/** The reply in bytes. */
export function wireReply({ status = 200, headers = {}, body = '' }: ScriptedReply): WireReply {
  return { status, headers, body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)) }
}
