import { ConfigError, type Plugin } from '@outlay/core'
import { type BoundConnector, type BoundEndpoint, type BoundPartition, definitionOf } from './bound.js'
import type { MakeRecord } from './find-lists.js'
import { learnEndpoint } from './learn-endpoint.js'
import type { LearnedEndpoint } from './learned-endpoint.js'
import { refuseAmbiguous } from './refuse-ambiguous.js'
import { finished, replay } from './replay.js'
import { type ServedWalk, serveWalk, type WorldEdit } from './served-walk.js'
import { type ServedEndpoint, SimulatedVendor, type VendorClock, type VendorOptions } from './simulated-vendor.js'
import { windowsOf } from './windows-of.js'

/** What a vendor is simulated from. */
export interface SimulationOptions {
  readonly config: unknown
  /** The vendor's documented replies, JSON text, by the names of the connector's endpoints. */
  readonly samples: Readonly<Record<string, string>>
  /** The documented reply of the token endpoint, where the connector fetches tokens. */
  readonly tokenSample?: string | undefined
  /**
   * Records in the place of those that the kit makes after the sample, by the names of endpoints: for vendors whose records
   * depend on one another. `serial` tells one from the next, over all windows and partitions; `ms` is when it happens.
   */
  readonly records?: Readonly<Record<string, MakeRecord>> | undefined
  /** How many windows the vendor has, the newest that are settled. Default 2. */
  readonly windows?: number | undefined
  /** The instant that it is, ISO 8601. Default `2026-11-10T12:00:00Z`. */
  readonly now?: string | undefined
}

/** When simulated vendors live, unless the author says otherwise. */
export const NOW = '2026-11-10T12:00:00Z'

/** A world that nobody has changed. */
const PLAIN: WorldEdit = {}

/** Everything that was learned about a connector's vendor; vendors are made of it. */
export class Simulation {
  /** What was served once need not be made again: worlds are the same for everybody. */
  readonly #worlds = new WeakMap<WorldEdit, Map<string, Promise<ServedWalk>>>()

  constructor(
    readonly connector: BoundConnector,
    readonly served: readonly ServedEndpoint[],
    readonly options: SimulationOptions,
  ) {}

  /** The same vendor where an endpoint is all that it has: nothing is asked for what the endpoint lists. */
  alone(one: ServedEndpoint): Simulation {
    return new Simulation(this.connector, [{ ...one, isParent: false }], this.options)
  }

  /** The streams that there are samples for. */
  get streams(): readonly string[] {
    return this.served.flatMap(({ endpoint }) => endpoint.streams.map(({ info }) => info.name))
  }

  vendor(clock: VendorClock, options: VendorOptions = {}): SimulatedVendor {
    const made = this.#worldOf(options)
    return new SimulatedVendor(this.connector, this.served, clock, options, this.options.tokenSample, made)
  }

  #worldOf({ edit = PLAIN, salt = 0 }: VendorOptions): Map<string, Promise<ServedWalk>> | undefined {
    if (salt !== 0) return undefined
    const world = this.#worlds.get(edit) ?? new Map<string, Promise<ServedWalk>>()
    this.#worlds.set(edit, world)
    return world
  }
}

/** Learns a vendor from its documented replies. Throws a ConfigError that names the sample that is missing or does not fit. */
export async function learnVendor(plugin: Plugin, options: SimulationOptions): Promise<Simulation> {
  const definition = definitionOf(plugin)
  const connector = definition.bind(options.config)
  const now = Date.parse(options.now ?? NOW)
  const optional = new Set(definition.streams.filter((stream) => stream.optional).map(({ endpoint }) => endpoint))
  const served: ServedEndpoint[] = []
  const learn = async (endpoint: BoundEndpoint, isParent = false): Promise<ServedEndpoint | undefined> => {
    const known = served.find((one) => one.endpoint === endpoint)
    if (known !== undefined) return known
    const text = options.samples[endpoint.name]
    if (text === undefined) {
      if (optional.has(endpoint.name) || endpoint.streams.length === 0) return undefined
      throw missingSample(endpoint.name, Object.keys(options.samples))
    }
    const partitions = await partitionsOf(endpoint, learn, connector, now)
    const windows = windowsOf(endpoint, now, options.windows)
    const [partition, window] = [partitions[0], windows[0]]
    if (partition === undefined || window === undefined) {
      throw new ConfigError({ message: `${endpoint.name} has nothing to ask for with this config` })
    }
    const target = { base: connector.baseUrl, endpoint, partition, window, now }
    const learned: LearnedEndpoint = await learnEndpoint(connector, target, text, options.records?.[endpoint.name])
    const one = { endpoint, learned, partitions, windows, isParent }
    served.push(one)
    return one
  }
  for (const endpoint of connector.endpoints) await learn(endpoint)
  if (!connector.endpoints.includes(connector.check)) await learn(connector.check)
  await refuseAmbiguous(connector.baseUrl, served, options, now)
  // What lists others may be a stream, too: both must be the same list.
  const parents = new Set(served.filter(({ isParent }) => isParent).map(({ endpoint }) => endpoint.name))
  const all = served.map((one) => ({ ...one, isParent: parents.has(one.endpoint.name) }))
  return new Simulation(connector, all, options)
}

/** The partitions that the config names, or that the simulated parents list. */
async function partitionsOf(
  { partitions, below }: BoundEndpoint,
  learn: (endpoint: BoundEndpoint, isParent: boolean) => Promise<ServedEndpoint | undefined>,
  connector: BoundConnector,
  now: number,
): Promise<readonly BoundPartition[]> {
  if (below === undefined) return partitions
  const lists = new Map<string, readonly string[]>()
  for (const { endpoint } of below.parents) {
    const parent = await learn(endpoint, true)
    if (parent === undefined) throw missingSample(endpoint.name, [])
    for (const [index, partition] of parent.partitions.entries()) {
      const [window] = parent.windows
      if (window === undefined) continue
      const target = { base: connector.baseUrl, endpoint, partition, window, now }
      const place = { endpoint: endpoint.name, partition: index, window: 0 }
      const { pages } = await serveWalk(parent.learned, target, place)
      const { contents } = await replay(
        target,
        pages.map(({ reply }) => reply),
      )
      for (const [name, { rows }] of finished(target, contents)) {
        lists.set(
          listKey(name, partition.key),
          rows.map(({ row }) => row.key),
        )
      }
    }
  }
  return below.given(({ listing }, key) => lists.get(listKey(listing.name, key)) ?? [])
}

function listKey(name: string, key: BoundPartition['key']): string {
  return `${name} ${JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)))}`
}

function missingSample(endpoint: string, given: readonly string[]): ConfigError {
  return new ConfigError({
    code: 'SAMPLE_MISSING',
    message: `there is no sample for the endpoint "${endpoint}"`,
    hint: `Give the vendor's documented reply: samples: { ${JSON.stringify(endpoint)}: '…' }${given.length === 0 ? '' : `; given are ${given.join(', ')}`}.`,
  })
}
