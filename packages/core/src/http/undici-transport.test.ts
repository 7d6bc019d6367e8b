import { createServer } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EncodedRequest } from '../contract/request.js'
import type { Transport, WireReply } from '../contract/services.js'
import { type LoopbackServer, loopbackServer } from '../testing/loopback-server.js'
import { undiciTransport } from './undici-transport.js'

const BODY = JSON.stringify({ text: 'ü'.repeat(2_000), amount: 1 })

let transport: Transport
let server: LoopbackServer | undefined

// The sockets must be the real ones.
beforeAll(() => nock.restore())
afterAll(() => nock.activate())

beforeEach(() => {
  transport = undiciTransport()
})
afterEach(async () => {
  await transport.close?.()
  await server?.close()
  server = undefined
})

function send(
  url: string,
  options: { readonly timeoutMs?: number; readonly maxBodyBytes?: number; readonly signal?: AbortSignal } = {},
  request: Partial<EncodedRequest> = {},
): Promise<WireReply> {
  return transport.send(
    { method: 'GET', url, headers: {}, body: undefined, ...request },
    { timeoutMs: 5_000, maxBodyBytes: 1_000_000, signal: new AbortController().signal, ...options },
  )
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const textOf = (reply: WireReply): string => new TextDecoder().decode(reply.body)

describe('an exchange', () => {
  it('sends method, path, query, headers and body as they are, and gives back status, lower-case headers and bytes', async () => {
    server = await loopbackServer((request, response) => {
      response.writeHead(418, {
        'X-Seen': `${request.method} ${request.headers['x-key']}`,
        'Set-Cookie': ['a=1', 'b=2'],
      })
      response.end('short and stout')
    })
    const url = `${server.origin}/v1/Mixed%20Case?b=2&a=%7B%22x%22%3A1%7D&a=1`
    const body = new TextEncoder().encode('{"n":0.10}')
    const reply = await send(url, {}, { method: 'POST', headers: { 'x-key': 'k' }, body })
    expect(reply.status).toBe(418)
    expect(reply.headers).toMatchObject({ 'x-seen': 'POST k', 'set-cookie': 'a=1, b=2' })
    expect(textOf(reply)).toBe('short and stout')
    expect(server.requests).toEqual([
      { url: '/v1/Mixed%20Case?b=2&a=%7B%22x%22%3A1%7D&a=1', host: new URL(server.origin).host, body: '{"n":0.10}' },
    ])
  })

  it('keeps connections alive for the next ones', async () => {
    server = await loopbackServer((_request, response) => response.end('{}'))
    for (let count = 0; count < 20; count += 1) await send(server.origin)
    expect(server.requests).toHaveLength(20)
    expect(server.sockets.length).toBeLessThanOrEqual(2) // a pool may open a second before the first is marked free
  })

  it('does not follow a redirect', async () => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' })
      response.end()
    })
    expect(await send(server.origin)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } })
    expect(server.requests).toHaveLength(1)
  })

  it('sends nothing once it is closed', async () => {
    server = await loopbackServer((_request, response) => response.end('{}'))
    await transport.close?.()
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'NETWORK_FAILED' })
    expect(server.requests).toHaveLength(0)
  })
})

describe('a network that fails', () => {
  it('by silence before the reply is a timeout', async () => {
    server = await loopbackServer(() => {})
    await expect(send(server.origin, { timeoutMs: 80 })).rejects.toMatchObject({
      code: 'NETWORK_TIMEOUT',
      category: 'transient',
      stops: 'window',
    })
  })

  it('by silence within the body is a timeout', async () => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"half":')
    })
    await expect(send(server.origin, { timeoutMs: 80 })).rejects.toMatchObject({ code: 'NETWORK_TIMEOUT' })
  })

  it('by a trickle that never ends is a timeout of the whole exchange', async () => {
    let trickle: NodeJS.Timeout | undefined
    server = await loopbackServer((_request, response) => {
      trickle = setInterval(() => response.write(' '), 10)
    })
    const collector = setInterval(collectGarbage, 20) // which used to collect the timeout, too
    await expect(send(server.origin, { timeoutMs: 150 })).rejects.toMatchObject({ code: 'NETWORK_TIMEOUT' })
    clearInterval(collector)
    clearInterval(trickle)
  })

  it('by a reset is a reset', async () => {
    server = await loopbackServer((request) => request.socket.resetAndDestroy())
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'NETWORK_RESET', category: 'transient' })
  })

  it('by a body that is cut off is a reset', async () => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"half":', () => response.destroy())
    })
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'NETWORK_RESET', category: 'transient' })
  })

  it('by a refused connection is unreachable', async () => {
    server = await loopbackServer(() => {})
    const { origin } = server
    await server.close()
    await expect(send(origin)).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE', category: 'transient' })
  })

  it('by a name that does not resolve is unreachable, and the message holds the host but neither path nor query', async () => {
    const error = await send('http://nowhere.invalid/secret-path?key=hidden').catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'NETWORK_UNREACHABLE', category: 'transient' })
    expect(String(error)).toContain('nowhere.invalid')
    expect(String(error)).not.toMatch(/secret-path|hidden/)
  })

  it('by something that does not speak HTTP is transient', async () => {
    const stranger = createServer((socket) => socket.resume().end('SSH-2.0-OpenSSH_9.6\r\n'))
    await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening))
    const address = stranger.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await expect(send(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'NETWORK_FAILED',
      category: 'transient',
    })
    await new Promise((closed) => stranger.close(closed))
  })
})

describe("the caller's signal", () => {
  it('ends an exchange before it begins, and nothing is sent', async () => {
    server = await loopbackServer((_request, response) => response.end('{}'))
    const reason = new Error('the user left')
    await expect(send(server.origin, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(server.requests).toHaveLength(0)
  })

  it.each(['', 'gzip'])('ends an exchange in the middle of a body (%s) with its own reason', async (encoding) => {
    const stop = new AbortController()
    const reason = new Error('the user left')
    let gone: (() => void) | undefined
    const closed = new Promise<void>((resolve) => {
      gone = resolve
    })
    server = await loopbackServer((_request, response) => {
      response.on('close', () => gone?.())
      response.writeHead(200, encoding === '' ? {} : { 'content-encoding': encoding })
      response.write(encoding === '' ? '{"half":' : gzipSync(BODY).subarray(0, 20), () => stop.abort(reason))
    })
    await expect(send(server.origin, { signal: stop.signal })).rejects.toBe(reason)
    await closed
  })
})
