import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'

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
  if (createDecoder !== undefined) return collectDecoded(createDecoder, maxBytes, outcome)
  outcome.failed(failure('unknown content encoding', 'UNKNOWN_ENCODING'))
  return { write: () => true, end: () => {}, drop: () => {} }
}

type Decoder = ReturnType<typeof createGunzip>

/** By the name of the encoding; a decoder is chosen once the first byte is there. */
const DECODERS: Readonly<Record<string, (first: number) => Decoder>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // `deflate` means zlib's format, which begins with a header; some servers send the bare data, of which no encoder
  // makes such a first byte.
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
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

/** Servers label bodies as compressed that are not there at all: then no decoder is made, and the status speaks. */
function collectDecoded(
  createDecoder: (first: number) => Decoder,
  maxBytes: number,
  outcome: BodyOutcome,
): BodyCollector {
  const plain = collectPlain(maxBytes, outcome)
  let decoder: Decoder | undefined
  /** It has a listener for its errors from the first moment on: one without it would end the process. */
  const begin = (first: number): Decoder =>
    createDecoder(first)
      .on('data', plain.write)
      .on('end', plain.end)
      .on('drain', outcome.ready)
      .on('error', outcome.failed)
  return {
    write: (chunk) => {
      const [first] = chunk
      if (first === undefined) return true
      decoder ??= begin(first)
      return decoder.write(chunk)
    },
    end: () => (decoder === undefined ? outcome.done(new Uint8Array(0)) : decoder.end()),
    drop: () => decoder?.removeAllListeners('data').destroy(),
  }
}

function failure(message: string, code: string): Error {
  return Object.assign(new Error(message), { code })
}
