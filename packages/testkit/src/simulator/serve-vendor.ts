import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { ConfigOf, EncodedRequest, Plugin } from '@outlay/core'
import type { FaultKind, Wire } from './fault.js'
import type { SimulatedVendor, VendorOptions } from './simulated-vendor.js'
import { learnVendor, type SimulationOptions } from './simulation.js'

/** A simulated vendor behind a port of this machine. */
export interface ServedVendor<Config> {
  /** Scheme, host and port. */
  readonly origin: string
  /** The config that it was made for, with its address as `baseUrl`. */
  readonly config: Config
  /** What it got, and its books. */
  readonly vendor: SimulatedVendor
  close(): Promise<void>
}

/** What {@link serveVendor} takes. `now` is, by default, this machine's time. */
export interface ServeOptions<Config> extends SimulationOptions, Omit<VendorOptions, 'takesMs'> {
  readonly config: Config
}

/**
 * Serves a vendor, made from its documented replies, on 127.0.0.1: for tests of a whole program, and to look at with curl.
 * Faults are those of the wire: sockets are reset, bodies are cut, headers never come.
 *
 * @example
 * import { read } from '@outlay/core/runtime'
 * import { serveVendor } from '@outlay/testkit'
 * import { acmePlugin } from './acme.js' // the example of connector()
 *
 * const vendor = await serveVendor(acmePlugin, {
 *   config: { apiKey: 'canary-0123456789' },
 *   samples: { usage: '{"lines":[{"id":"l-1","cost":1.25},{"id":"l-2","cost":0.75}]}' },
 *   faults: [{ at: 2, fault: 'reset' }],
 * })
 * for await (const row of read(acmePlugin, 'usage', { config: vendor.config })) console.log(row.cost.currency) // USD
 * await vendor.close()
 */
export async function serveVendor<P extends Plugin>(
  plugin: P,
  options: ServeOptions<ConfigOf<P>>,
): Promise<ServedVendor<ConfigOf<P>>> {
  const simulation = await learnVendor(plugin, { ...options, now: options.now ?? new Date().toISOString() })
  const { baseUrl } = simulation.connector
  const vendor = simulation.vendor({ now: () => Date.now(), advance: () => {} }, options)
  const server = createServer((request, response) => {
    const own = `http://${request.headers.host}`
    void receive(request, baseUrl.origin)
      .then((received) => vendor.answer(received))
      .then((wire) => send(response, wire, (text) => text.replaceAll(baseUrl.origin, own), gzipped(vendor)))
      .catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    config: { ...(options.config as object), baseUrl: origin + baseUrl.pathname.replace(/\/$/, '') } as ConfigOf<P>,
    vendor,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The request as the connector sent it, on the origin that the vendor knows. */
async function receive(request: IncomingMessage, origin: string): Promise<EncodedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return {
    method: request.method ?? 'GET',
    url: origin + (request.url ?? '/'),
    headers: Object.fromEntries(headers),
    body: body.length === 0 ? undefined : new Uint8Array(body),
  }
}

function gzipped(vendor: SimulatedVendor): boolean {
  return vendor.received.at(-1)?.fault === 'gzip'
}

function send(response: ServerResponse, wire: Wire, moved: (text: string) => string, isGzip: boolean): void {
  if ('broken' in wire) {
    BREAKS[wire.fault]?.(response)
    return
  }
  const headers = Object.fromEntries(Object.entries(wire.headers).map(([name, value]) => [name, moved(value)]))
  const body = Buffer.from(moved(wire.body))
  if (isGzip) response.writeHead(wire.status, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(body))
  else response.writeHead(wire.status, headers).end(body)
}

/** A body that never ends is sent as fast as it is taken. */
const CHUNK = Buffer.alloc(1024 * 1024, ' ')

const BREAKS: Readonly<Partial<Record<FaultKind, (response: ServerResponse) => void>>> = {
  reset: (response) => response.socket?.resetAndDestroy(),
  unreachable: (response) => response.socket?.destroy(),
  'slow-headers': () => {}, // nothing comes until whoever waits gives up
  'slow-body': (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"half":'),
  giant: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = (): void => {
      while (!response.destroyed && response.write(CHUNK));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  },
}
