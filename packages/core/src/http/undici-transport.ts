import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Agent, request as undiciRequest } from 'undici'
import type { EncodedRequest } from '../contract/request.js'
import type { Transport, TransportOptions, WireReply } from '../contract/services.js'
import { networkError } from './network-error.js'

/** The default transport: undici with an Agent of its own. Keep-alive, no redirects, bodies bounded after decompression. */
export function undiciTransport(): Transport {
  const agent = new Agent({ connect: { timeout: 10_000 }, connections: 64, keepAliveTimeout: 10_000 })
  return {
    send: async (request, options) => {
      const stop = stopped(options)
      try {
        return await exchange(agent, request, options, stop.signal)
      } catch (error) {
        if (options.signal.aborted) throw options.signal.reason
        throw networkError(error, new URL(request.url))
      } finally {
        stop.forget()
      }
    },
    close: () => agent.destroy(),
  }
}

/**
 * Aborts with the caller's signal, or when the whole exchange takes too long. By hand: Node 20 lets the garbage collector
 * take the timeout out of `AbortSignal.any`, and such signals pile up on one that lives long.
 */
function stopped({ signal, timeoutMs }: TransportOptions): {
  readonly signal: AbortSignal
  readonly forget: () => void
} {
  const controller = new AbortController()
  const leave = (): void => controller.abort(signal.reason)
  const timer = setTimeout(() => controller.abort(new DOMException('took too long', 'TimeoutError')), timeoutMs)
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  const forget = (): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
  }
  return { signal: controller.signal, forget }
}

async function exchange(
  agent: Agent,
  request: EncodedRequest,
  options: TransportOptions,
  signal: AbortSignal,
): Promise<WireReply> {
  const reply = await undiciRequest(request.url, {
    dispatcher: agent,
    method: request.method,
    headers: { 'accept-encoding': 'gzip, deflate, br', ...request.headers },
    body: request.body ?? null,
    signal,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
  })
  const headers = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
  const body = await plainBody(reply.body, headers['content-encoding'], options.maxBodyBytes)
  return { status: reply.statusCode, headers, body }
}

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The body in plain bytes. Every stream has a listener for its errors: one without it would end the process. */
async function plainBody(body: Readable, encoding = '', maxBytes: number): Promise<Uint8Array> {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return collect(body, maxBytes)
  const createDecoder = DECODERS[name]
  if (createDecoder === undefined) {
    body.on('error', () => {}).destroy()
    throw Object.assign(new Error('unknown content encoding'), { code: 'UNKNOWN_ENCODING' })
  }
  const decoder = createDecoder()
  // An error of the socket destroys the decoder with it, and reaches the reader; an early end of the reader, the socket.
  pipeline(body, decoder, () => {})
  try {
    return await collect(decoder, maxBytes)
  } catch (error) {
    if (isEmpty(error, decoder.bytesWritten)) return new Uint8Array(0)
    throw error
  }
}

/** Servers label bodies as compressed that are not there at all: then the status speaks. */
function isEmpty(error: unknown, bytesRead: number): boolean {
  return bytesRead === 0 && error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'
}

async function collect(body: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw Object.assign(new Error('body too large'), { code: 'BODY_TOO_LARGE' })
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}
