import { Agent } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'

/** A stand-in for the network between a client and a server: whatever host the client names, it gets to the server. */
export interface LoopbackRelay {
  /** Takes every connection here, and none anywhere else. */
  readonly agent: Agent
  /** The bytes that went to the server, one entry a connection. */
  readonly sent: readonly Buffer[]
  /** Sends bytes as they are on a connection of their own; gives the reply as text. */
  replay(bytes: Uint8Array): Promise<string>
  close(): Promise<void>
}

/** Starts a relay on 127.0.0.1 to a port there. */
export async function startLoopbackRelay(port: number): Promise<LoopbackRelay> {
  const sent: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const index = sent.push(Buffer.alloc(0)) - 1
    const upstream = connect(port, '127.0.0.1')
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => socket.destroy()))
    client.on('data', (bytes: Buffer) => {
      sent[index] = Buffer.concat([sent[index] ?? Buffer.alloc(0), bytes])
    })
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  const agent = Object.assign(new Agent(), { createConnection: () => connect(own, '127.0.0.1') })
  return {
    agent,
    sent,
    replay: (bytes) =>
      new Promise((resolve, reject) => {
        let reply = ''
        const socket = connect(port, '127.0.0.1').setEncoding('utf8')
        socket.on('data', (text) => {
          reply += text
        })
        socket.once('end', () => resolve(reply)).once('error', reject)
        socket.end(bytes)
      }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        agent.destroy()
        for (const socket of sockets) socket.destroy()
      }),
  }
}
