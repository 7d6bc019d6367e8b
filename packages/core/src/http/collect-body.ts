import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** Takes the bytes of one body as they arrive, and gives them back plain and whole. */
export interface BodyCollector {
  /** False: no more, please, until `ready` was called. */
  write(chunk: Uint8Array): boolean
  /** No more bytes will come. */
  end(): void
  /** The bytes are wanted no more. */
  drop(): void
}

/** What becomes of a body. Of `done` and `failed` one is called, once, and neither after `drop`. */
export interface BodyOutcome {
  readonly done: (body: Uint8Array) => void
  readonly failed: (error: Error) => void
  readonly ready: () => void
}

/** Collects a body, decoded by its content encoding; `maxBytes` counts plain bytes. */
export function collectBody(encoding: string, maxBytes: number, outcome: BodyOutcome): BodyCollector {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return collectPlain(maxBytes, outcome)
  const createDecoder = DECODERS[name]
  if (createDecoder !== undefined) return collectDecoded(createDecoder(), maxBytes, outcome)
  outcome.failed(failure('unknown content encoding', 'UNKNOWN_ENCODING'))
  return { write: () => true, end: () => {}, drop: () => {} }
}

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

function collectPlain(maxBytes: number, { done, failed }: BodyOutcome): BodyCollector {
  const chunks: Uint8Array[] = []
  let size = 0
  return {
    write: (chunk) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else if (size - chunk.length <= maxBytes) failed(failure('body too large', 'BODY_TOO_LARGE'))
      return true
    },
    end: () => {
      if (size <= maxBytes) done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
    },
    drop: () => {},
  }
}

/** The decoder has a listener for its errors from the first moment on: one without it would end the process. */
function collectDecoded(
  decoder: ReturnType<typeof createGunzip>,
  maxBytes: number,
  { done, failed, ready }: BodyOutcome,
): BodyCollector {
  const plain = collectPlain(maxBytes, { done, failed, ready })
  decoder.on('data', plain.write)
  decoder.on('end', plain.end)
  decoder.on('drain', ready)
  decoder.on('error', (error) => (isEmpty(error, decoder.bytesWritten) ? done(new Uint8Array(0)) : failed(error)))
  return {
    write: (chunk) => decoder.write(chunk),
    end: () => decoder.end(),
    drop: () => decoder.removeAllListeners('data').destroy(),
  }
}

/** Servers label bodies as compressed that are not there at all: then the status speaks. */
function isEmpty(error: Error, bytesRead: number): boolean {
  return bytesRead === 0 && 'code' in error && error.code === 'Z_BUF_ERROR'
}

function failure(message: string, code: string): Error {
  return Object.assign(new Error(message), { code })
}
