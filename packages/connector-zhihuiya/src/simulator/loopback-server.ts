import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { ReceivedRequest, VendorReply } from './vendor-reply.js'

/** A server on 127.0.0.1. */
export interface LoopbackServer {
  readonly baseUrl: string
  /** Destroys every connection; may be called again. */
  close(): Promise<void>
}

/** Serves `answer` on 127.0.0.1; `reset` destroys the connection, `hang` leaves it open without an answer. */
export async function loopbackServer(
  port: number,
  answer: (request: ReceivedRequest) => VendorReply | 'reset' | 'hang',
): Promise<LoopbackServer> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => respond(incoming, response, answer(received(incoming, Buffer.concat(chunks)))))
  })
  await listen(server, port)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the simulator is not listening on a port')
  let closed: Promise<void> | undefined
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    close() {
      closed ??= close(server)
      return closed
    },
  }
}

function received({ method = '', url = '', headers }: IncomingMessage, body: Buffer): ReceivedRequest {
  const [path = '', ...query] = url.split('?')
  return {
    method,
    path,
    query: new URLSearchParams(query.join('?')),
    contentType: (headers['content-type']?.split(';')[0] ?? '').trim().toLowerCase(),
    authorization: headers.authorization,
    body: body.toString('utf8'),
  }
}

function respond(incoming: IncomingMessage, response: ServerResponse, reply: VendorReply | 'reset' | 'hang'): void {
  if (reply === 'hang') return
  if (reply === 'reset') {
    incoming.socket.resetAndDestroy()
    return
  }
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) })
  response.end(reply.body)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
