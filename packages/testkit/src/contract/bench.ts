import type { ConnectorDefinition, Plugin } from '@outlay/core'
import { definitionOf } from '../simulator/bound.js'
import { learnVendor, NOW, type Simulation } from '../simulator/simulation.js'
import type { ContractOptions } from './contract-options.js'

/** What every scenario of a connector starts from. */
export interface Bench {
  readonly plugin: Plugin
  readonly definition: ConnectorDefinition
  readonly simulation: Simulation
  readonly options: ContractOptions
  readonly now: string
  /** Of a sync of all streams that there are samples for. */
  readonly streams: Readonly<Record<string, { readonly enabled: boolean; readonly from?: string; readonly to?: string }>>
}

/** Learns the vendor once; scenarios then make vendors of it. */
export async function openBench(plugin: Plugin, options: ContractOptions): Promise<Bench> {
  const definition = definitionOf(plugin)
  const now = options.now ?? NOW
  const simulation = await learnVendor(plugin, { ...options, now })
  const asked = (stream: string): Bench['streams'][string] => {
    const served = simulation.served.find(({ endpoint }) => endpoint.streams.some(({ info }) => info.name === stream))
    if (served === undefined) return { enabled: false }
    const [first, last] = [served.windows[0], served.windows.at(-1)]
    if (served.endpoint.calendar === undefined || first === undefined || last === undefined) return { enabled: true }
    const isOver = last.endSeconds * 1000 <= Date.parse(now)
    return { enabled: true, from: first.start, ...(isOver && { to: last.end }) }
  }
  const streams = Object.fromEntries(definition.streams.map(({ name }) => [name, asked(name)]))
  return { plugin, definition, simulation, options, now, streams }
}

/** The streams that are read. */
export function enabledStreams({ streams }: Bench): readonly string[] {
  return Object.entries(streams).flatMap(([name, { enabled }]) => (enabled ? [name] : []))
}
