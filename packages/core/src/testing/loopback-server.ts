import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A real HTTP server on 127.0.0.1, for tests of the transport. */
export interface LoopbackServer {
  readonly origin: string
  readonly requests: readonly { readonly url: string; readonly host: string; readonly body: string }[]
  /** Connections that were opened, in order. */
  readonly sockets: readonly Socket[]
  close(): Promise<void>
}

/** Starts a server that answers with `handle`, after the request's body has come. */
export async function loopbackServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const requests: LoopbackServer['requests'][number][] = []
  const sockets: Socket[] = []
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      requests.push({
        url: request.url ?? '',
        host: request.headers.host ?? '',
        body: Buffer.concat(chunks).toString(),
      })
      handle(request, response)
    })
  })
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    sockets,
    close: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}
