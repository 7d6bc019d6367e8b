import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Clock, ConfigError, type ConfigOf, type EncodedRequest, type Plugin } from '@outlay/core'
import type { ScriptedFault, Wire, WireFaultKind } from './fault.js'
import { canHave, isPageFault } from './page-fault.js'
import type { World, WorldEdit } from './served-walk.js'
import { rangeOf, type SimulatedVendor, type VendorOptions } from './simulated-vendor.js'
import { learnVendor, Simulation, type SimulationOptions } from './simulation.js'
import { windowsBeside } from './windows-of.js'

/** A simulated vendor behind a port of this machine. */
export interface ServedVendor<Config> {
  /** Scheme, host and port. */
  readonly origin: string
  /** The config that it was made for, with its address as `baseUrl`. */
  readonly config: Config
  /** What to ask it for: from the start of its first window to the end of its last. Empty for snapshots. */
  readonly range: { readonly from?: string; readonly to?: string }
  /** What it got, and its books. */
  readonly vendor: SimulatedVendor
  close(): Promise<void>
}

/** What {@link serveVendor} takes. `now` is, by default, this machine's time. */
export interface ServeOptions<Config>
  extends SimulationOptions,
    World,
    Omit<VendorOptions, 'edit' | 'pageFault' | 'takesMs'> {
  readonly config: Config
  /** The clock that it lives by. Default: this machine's, set to `now`. With one that stands still, replies are the same to the byte. */
  readonly clock?: Pick<Clock, 'now'>
}

/**
 * Serves a vendor, made from its documented replies, on 127.0.0.1: for tests of a whole program, and to look at with curl.
 * Faults are those of the wire: sockets are reset, bodies are cut, headers never come. Windows of the last month beside
 * its own are empty. Throws a ConfigError for a sample that is missing or does not fit, and for a scripted fault that no
 * reply can have.
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
 * for await (const row of read(acmePlugin, 'usage', { config: vendor.config, ...vendor.range })) console.log(row.cost.currency) // USD
 * await vendor.close()
 */
export async function serveVendor<P extends Plugin>(
  plugin: P,
  options: ServeOptions<ConfigOf<P>>,
): Promise<ServedVendor<ConfigOf<P>>> {
  const clock = options.clock ?? machineClock(options.now)
  const started = clock.now()
  const learned = await learnVendor(plugin, { ...options, now: options.now ?? new Date(started).toISOString() })
  refuseImpossible(learned, options.faults)
  const vendor = openVendor(learned, started, clock, options)
  const { baseUrl } = learned.connector
  const server = createServer((request, response) => {
    const own = `http://${request.headers.host}`
    void receive(request, baseUrl.origin)
      .then((received) => vendor.answer(received))
      .then((wire) => send(response, wire, (text) => text.replaceAll(baseUrl.origin, own)))
      .catch((error: unknown) =>
        response.headersSent ? response.destroy() : response.writeHead(500).end(String(error)),
      )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    config: { ...(options.config as object), baseUrl: origin + baseUrl.pathname.replace(/\/$/, '') } as ConfigOf<P>,
    range: rangeOf(vendor.served),
    vendor,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** This machine's clock, or one that shows `now` now. */
function machineClock(now: string | undefined): Pick<Clock, 'now'> {
  const ahead = now === undefined ? 0 : Date.parse(now) - Date.now()
  return { now: () => Date.now() + ahead }
}

/** The vendor of what was learned, with empty windows beside its own: programs ask for those, too. */
function openVendor(
  { connector, served, options }: Simulation,
  now: number,
  clock: Pick<Clock, 'now'>,
  { pages, end, repeats, isEmpty, ...vendorOptions }: World & VendorOptions,
): SimulatedVendor {
  const besides = served.map((one) => ({ ...one, beside: windowsBeside(one.endpoint, one.windows, now) }))
  const edit: WorldEdit = {
    ...(pages !== undefined && { pages }),
    ...(end !== undefined && { end }),
    ...(repeats !== undefined && { repeats }),
    ...(isEmpty !== undefined && { isEmpty }),
  }
  const stopped = { now: () => clock.now(), advance: () => {} }
  return new Simulation(connector, besides, options).vendor(stopped, { ...vendorOptions, edit })
}

/** A test whose fault cannot happen tests nothing. */
function refuseImpossible({ served, options }: Simulation, faults: readonly ScriptedFault[] = []): void {
  for (const { fault } of faults) {
    if (fault !== 'token-expired' && !isPageFault(fault)) continue
    const isPossible =
      fault === 'token-expired'
        ? options.tokenSample !== undefined
        : served.some(({ learned }) => canHave(fault, learned))
    if (isPossible) continue
    throw new ConfigError({
      code: 'FAULT_IMPOSSIBLE',
      message: `no reply of this vendor can have the fault ${fault}`,
      hint: 'Leave it out; where the vendor can do so, give a sample that shows it, such as a reply with a total, a next link, a token.',
    })
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

function send(response: ServerResponse, wire: Wire, moved: (text: string) => string): void {
  if ('broken' in wire) {
    BREAKS[wire.fault]?.(response)
    return
  }
  const headers = Object.fromEntries(Object.entries(wire.headers).map(([name, value]) => [name, moved(value)]))
  const body = Buffer.from(moved(wire.body))
  const sent = wire.isGzip ? gzipSync(body) : body
  const length = { 'content-length': sent.length, ...(wire.isGzip && { 'content-encoding': 'gzip' }) }
  response.writeHead(wire.status, { ...headers, ...length }).end(sent)
}

/** A body that never ends is sent as fast as it is taken. */
const CHUNK = Buffer.alloc(1024 * 1024, ' ')

const BREAKS: Readonly<Partial<Record<WireFaultKind, (response: ServerResponse) => void>>> = {
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
