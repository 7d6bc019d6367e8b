import type { ConnectorDefinition, Plugin } from '@outlay/core'
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

/** How many requests a sync of the vendor takes, at least: tokens and retries left out. */
export function leastRequests({ simulation }: Bench): number {
  return simulation.served
    .filter(({ endpoint, isParent }) => isParent || endpoint.streams.length > 0)
    .reduce((sum, { partitions, windows, learned }) => {
      const pages = learned.paging.fullSize === undefined ? 1 : 3
      return sum + partitions.length * windows.length * pages
    }, 0)
}
