import type { ConnectorDefinition, Plugin } from '@outlay/core'
import type { ServedEndpoint } from '../simulator/simulated-vendor.js'
import type { Simulation } from '../simulator/simulation.js'
import type { ContractOptions } from './contract-options.js'
import type { Trial } from './trial.js'

/** What every scenario of a connector starts from. */
export interface Bench {
  readonly plugin: Plugin
  readonly definition: ConnectorDefinition
  readonly simulation: Simulation
  readonly options: ContractOptions
  readonly now: string
  /** A sync of a vendor without faults, run once: for scenarios that only look at it. */
  readonly whole: () => Promise<Trial>
  /** Of a sync of all streams that there are samples for. */
  readonly streams: Readonly<
    Record<string, { readonly enabled: boolean; readonly from?: string; readonly to?: string }>
  >
}

/** The streams that are read. */
export function enabledStreams({ streams }: Bench): readonly string[] {
  return Object.entries(streams).flatMap(([name, { enabled }]) => (enabled ? [name] : []))
}

/** The endpoints that streams are read from. What others are asked for may be one of them, and is served a second time as that. */
export function readEndpoints({ simulation }: Bench): readonly ServedEndpoint[] {
  const { endpoints } = simulation.connector
  return simulation.served.filter(({ endpoint }) => endpoints.includes(endpoint) && endpoint.streams.length > 0)
}

/** Every endpoint once: of one that is served twice, what streams are read from. */
export function eachEndpoint(bench: Bench): readonly ServedEndpoint[] {
  const all = [...bench.simulation.served, ...readEndpoints(bench)]
  return [...new Map(all.map((one) => [one.endpoint.name, one])).values()]
}

/** How many requests a sync of the vendor takes, at least: tokens and retries left out. */
export function leastRequests({ simulation }: Bench): number {
  return simulation.served
    .filter(({ endpoint, isParent }) => isParent || endpoint.streams.length > 0)
    .reduce((sum, { partitions, windows, learned }) => {
      const pages = learned.paging.fullSize === undefined ? 1 : 3
      return sum + partitions.length * windows.length * pages
    }, 0)
}
