import type { Plugin } from '@outlay/core'
import { definitionOf } from '../simulator/bound.js'
import type { ServedEndpoint } from '../simulator/simulated-vendor.js'
import { learnVendor, NOW } from '../simulator/simulation.js'
import type { Bench } from './bench.js'
import { demandSuccess } from './books.js'
import type { ContractOptions } from './contract-options.js'
import { Trial } from './trial.js'

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
  return withWhole({ plugin, definition, simulation, options, now, streams })
}

/**
 * The bench for scenarios that change what an endpoint lists. Where others are asked for it, theirs would change, too: then
 * the endpoint's own streams are read alone.
 */
export function benchFor(bench: Bench, one: ServedEndpoint): Bench {
  if (!one.isParent) return bench
  const own = new Set(one.endpoint.streams.map(({ info }) => info.name))
  const asked = Object.entries(bench.streams).map(([name, how]) => [name, own.has(name) ? how : { enabled: false }])
  return withWhole({ ...bench, simulation: bench.simulation.alone(one), streams: Object.fromEntries(asked) })
}

function withWhole(parts: Omit<Bench, 'whole'>): Bench {
  const bench: Bench = { ...parts, whole: () => (whole ??= wholeTrial(bench)) }
  let whole: Promise<Trial> | undefined
  return bench
}

async function wholeTrial(bench: Bench): Promise<Trial> {
  const trial = new Trial(bench)
  demandSuccess(await trial.sync(), 'of a vendor without faults')
  return trial
}
