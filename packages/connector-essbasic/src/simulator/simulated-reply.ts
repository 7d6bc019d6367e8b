import type { ServerResponse } from 'node:http'

/** A reply before it is sent. */
export interface SimulatedReply {
  readonly status: number
  /** The vendor's code, `0` when all is well, empty where the reply has none. */
  readonly code: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A reply in the vendor's envelope. Every number in it is a small whole one, so JSON.stringify writes it exactly. */
export function envelope(code: string, content: object, requestId: string): SimulatedReply {
  return { status: 200, code, text: JSON.stringify({ Response: { ...content, RequestId: requestId } }) }
}

/** Sends a reply, dated by the vendor's clock (ms since the epoch). */
export function send(response: ServerResponse, reply: SimulatedReply, now: number): void {
  response.sendDate = false
  response.writeHead(reply.status, {
    Date: new Date(now).toUTCString(),
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(reply.text),
    ...reply.headers,
  })
  response.end(reply.text)
}
