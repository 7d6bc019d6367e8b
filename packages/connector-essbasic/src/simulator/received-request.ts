import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A request as it came in, its body byte for byte. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  /** What follows the `?`, undecoded; empty where there is none. */
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Most bytes of a body that are kept; the rest is read and dropped, and the request refused. */
export const largestBody = 10 * 1_024 * 1_024

/** The value of a header (its name in lower case) where it was sent and is not empty. */
export function headerOf(request: Pick<ReceivedRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Method, path and query of a message. */
export function targetOf(message: IncomingMessage): Pick<ReceivedRequest, 'method' | 'path' | 'query'> {
  const { method = '', url = '/' } = message
  const mark = url.indexOf('?')
  return mark < 0 ? { method, path: url, query: '' } : { method, path: url.slice(0, mark), query: url.slice(mark + 1) }
}

/** Reads a message to its end; rejects where the client goes away before. */
export async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    // One byte over the bound is enough to know, and to say so.
    if (size - chunk.length <= largestBody) chunks.push(chunk)
  }
  return { ...targetOf(message), headers: message.headers, body: Buffer.concat(chunks) }
}
