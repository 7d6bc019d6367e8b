import { randomBytes } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
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

const textOf = (reply: WireReply): string => new TextDecoder().decode(reply.body)

describe('a compressed body', () => {
  const ENCODINGS = { gzip: gzipSync, 'x-gzip': gzipSync, GZIP: gzipSync, deflate: deflateSync, br: brotliCompressSync }

  it.each(Object.entries(ENCODINGS))('in %s arrives plain', async (encoding, compress) => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding })
      response.end(compress(BODY))
    })
    expect(textOf(await send(server.origin))).toBe(BODY)
  })

  it('that comes faster than it is decoded arrives whole', async () => {
    const bytes = randomBytes(900_000)
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(bytes))
    })
    expect(Buffer.from((await send(server.origin)).body).equals(bytes)).toBe(true)
  })

  it.each([deflateSync, deflateRawSync])(
    'in deflate, with a header or without, arrives plain from any level, in any pieces',
    async (compress) => {
      for (const level of [0, 1, 6, 9]) {
        for (const text of [BODY, '{}']) {
          const bytes = compress(text, { level })
          server = await loopbackServer((_request, response) => {
            response.writeHead(200, { 'content-encoding': 'deflate' })
            response.write(bytes.subarray(0, 1), () => response.end(bytes.subarray(1)))
          })
          expect(textOf(await send(server.origin))).toBe(text)
          await server.close()
        }
      }
    },
  )

  it('in deflate that never begins breaks off with its connection', async () => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'deflate' })
      response.flushHeaders()
      setImmediate(() => response.destroy())
    })
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'NETWORK_RESET', category: 'transient' })
  })

  it('that is cut off is a damaged or broken-off reply', async () => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(BODY).subarray(0, 40))
    })
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'REPLY_TRUNCATED', category: 'transient' })
  })

  it.each(['gzip', 'deflate', 'br'])('that is no %s is a damaged reply', async (encoding) => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding })
      response.end('{"plain":true}')
    })
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'REPLY_TRUNCATED', category: 'transient' })
  })

  it('whose connection breaks off in the middle is an error, not a shorter body', async () => {
    server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.write(gzipSync(BODY).subarray(0, 20), () => response.destroy())
    })
    await expect(send(server.origin)).rejects.toMatchObject({ code: 'NETWORK_RESET', category: 'transient' })
  })

  it('in an unknown encoding is refused, and the transport goes on', async () => {
    server = await loopbackServer((request, response) => {
      response.writeHead(200, request.url === '/odd' ? { 'content-encoding': 'zstd' } : {})
      response.end('{}')
    })
    await expect(send(`${server.origin}/odd`)).rejects.toMatchObject({
      code: 'REPLY_ENCODING_UNKNOWN',
      category: 'vendor_bug',
    })
    expect(textOf(await send(`${server.origin}/plain`))).toBe('{}')
  })

  it.each(['gzip', 'deflate', 'br'])(
    'of an error without content in %s leaves the status to speak',
    async (encoding) => {
      server = await loopbackServer((_request, response) => {
        response.writeHead(503, { 'content-encoding': encoding })
        response.end()
      })
      expect(await send(server.origin)).toMatchObject({ status: 503, body: new Uint8Array(0) })
    },
  )
})

describe('the size cap', () => {
  it.each(['identity', 'gzip', 'br', 'deflate'])(
    'counts %s bodies after decompression and closes the connection',
    async (encoding) => {
      const bomb = Buffer.alloc(3_000_000, 'a')
      const bytes =
        encoding === 'gzip'
          ? gzipSync(bomb)
          : encoding === 'br'
            ? brotliCompressSync(bomb)
            : encoding === 'deflate'
              ? deflateRawSync(bomb)
              : bomb
      let gone: (() => void) | undefined
      const closed = new Promise<void>((resolve) => {
        gone = resolve
      })
      server = await loopbackServer((_request, response) => {
        response.on('close', () => gone?.())
        response.writeHead(200, { 'content-encoding': encoding })
        response.write(bytes) // and never ends
      })
      await expect(send(server.origin, { maxBodyBytes: 100_000 })).rejects.toMatchObject({
        code: 'REPLY_TOO_LARGE',
        category: 'vendor_bug',
      })
      await closed
    },
  )

  it('lets a body of exactly so many bytes pass', async () => {
    server = await loopbackServer((_request, response) => response.end(gzipSync('x'.repeat(1_000))))
    await expect(send(server.origin, { maxBodyBytes: 1_000 })).resolves.toMatchObject({ status: 200 })
    await server.close()
    server = await loopbackServer((_request, response) => response.end('x'.repeat(1_000)))
    await expect(send(server.origin, { maxBodyBytes: 1_000 })).resolves.toMatchObject({ status: 200 })
    await expect(send(server.origin, { maxBodyBytes: 999 })).rejects.toMatchObject({ code: 'REPLY_TOO_LARGE' })
  })
})
