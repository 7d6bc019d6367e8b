import { arraysOf, isMembers, placeText } from '../../simulator/json-place.js'
import { finished, replay, type Target } from '../../simulator/replay.js'
import type { ServedEndpoint } from '../../simulator/simulated-vendor.js'
import { type Bench, eachEndpoint } from '../bench.js'
import type { Scenario } from '../test-functions.js'
import { demand } from '../violation.js'

/** The vendor's own replies can be read: all else is made of them. */
export function sampleScenarios(bench: Bench): readonly Scenario[] {
  return eachEndpoint(bench)
    .filter(({ endpoint }) => endpoint.streams.length > 0)
    .map((one) => ({
      rule: 'documented-sample',
      title: `the vendor's own reply of ${one.endpoint.name} gives a row a record`,
      run: () => readsSample(bench, one),
    }))
}

async function readsSample(
  { simulation, now }: Bench,
  { endpoint, learned, partitions, windows }: ServedEndpoint,
): Promise<void> {
  const [partition, window] = [partitions[0], windows[0]]
  if (partition === undefined || window === undefined) return
  const target: Target = { base: simulation.connector.baseUrl, endpoint, partition, window, now: Date.parse(now) }
  const { contents } = await replay(target, [{ body: learned.sample, headers: {} }])
  const page = contents.slice(0, 1)
  demand(
    page.some(({ entries }) => [...entries.values()].some((some) => some.length > 0)),
    `the vendor's documented reply of ${endpoint.name} gives no record: its data never arrives. Let \`records\` take the list that the reply has`,
  )
  const [aside] = [...finished(target, page).values()].flatMap(({ quarantined }) => quarantined)
  demand(
    aside === undefined,
    `a documented record of ${endpoint.name} is kept aside: its like are in no report. Let \`record\` take what the vendor's page shows`,
    'a row',
    aside?.reasons,
  )
  const [list] = arraysOf(learned.sample).filter(({ items }) => items.some(isMembers))
  demand(
    list === undefined || learned.lists.length > 0,
    `another record in ${list && placeText(list.place)} of ${endpoint.name} changes nothing: no stream takes what is listed there, or the connector keeps replies`,
  )
}
