import { ConfigError, encodeJson } from '@outlay/core'
import { declaredRequest, requestText } from './asked-request.js'
import { replay } from './replay.js'
import type { ServedEndpoint } from './simulated-vendor.js'
import type { SimulationOptions } from './simulation.js'

/**
 * Throws a ConfigError for what no vendor can be made of: two endpoints that send the same request and want another reply
 * each, and `records` that would stand in no list.
 */
export async function refuseAmbiguous(
  base: URL,
  served: readonly ServedEndpoint[],
  options: SimulationOptions,
  now: number,
): Promise<void> {
  refuseUnusedRecords(served, options)
  const known = new Map<string, ServedEndpoint>()
  for (const one of served) {
    const [partition, window] = [one.partitions[0], one.windows[0]]
    if (partition === undefined || window === undefined) continue
    const { requests } = await replay({ base, endpoint: one.endpoint, partition, window, now }, [])
    const [first] = requests
    if (first === undefined) continue
    const text = requestText(declaredRequest(base, first))
    const other = known.get(text)
    known.set(text, one)
    if (other === undefined || encodeJson(other.learned.sample) === encodeJson(one.learned.sample)) continue
    throw new ConfigError({
      code: 'ENDPOINTS_AMBIGUOUS',
      message: `the endpoints ${other.endpoint.name} and ${one.endpoint.name} send the same request, ${text}: no vendor can tell which of their samples is wanted`,
      hint: 'Declare the call once and read all streams from it, or give both the same sample.',
    })
  }
}

function refuseUnusedRecords(served: readonly ServedEndpoint[], { records = {} }: SimulationOptions): void {
  for (const name of Object.keys(records)) {
    const ones = served.filter(({ endpoint }) => endpoint.name === name)
    if (ones.some(({ learned }) => learned.lists.length > 0)) continue
    throw new ConfigError({
      code: 'RECORDS_UNUSED',
      message: `records are given for ${name}, ${ones.length === 0 ? 'which is no endpoint with a sample' : 'whose sample has no list that they could stand in'}`,
      hint: 'Give records only for endpoints whose replies list them, by the name of the endpoint.',
    })
  }
}
