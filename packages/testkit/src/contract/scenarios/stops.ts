import { encodeJson, type Failure, type Stops } from '@outlay/core'
import type { Bench } from '../bench.js'
import type { ErrorSample } from '../contract-options.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand } from '../violation.js'
import { errorSamples, failureOf } from './error-samples.js'

/** Each documented refusal ends what the connector says that it ends: a window, a stream, or everything. */
export function stopScenarios(bench: Bench): readonly Scenario[] {
  return errorSamples(bench).flatMap(([name, sample]) => {
    const failure = failureOf(bench, sample)
    if (failure === undefined || failure.recover || failure.skew) return []
    const title = `the refusal of one window (${name}) ends ${ENDS[failure.stops]}`
    return [{ rule: 'in-band-stops', title, run: () => stopsAsSaid(bench, sample, failure) }]
  })
}

const ENDS: Readonly<Record<Stops, string>> = {
  window: 'that window, and no other',
  stream: 'its endpoint, and no other',
  connection: 'everything of the connection',
}

async function stopsAsSaid(bench: Bench, sample: ErrorSample, { stops, code, category }: Failure): Promise<void> {
  const isKey = category === 'auth'
  demand(
    !isKey || stops === 'connection',
    `after ${code}, which is about the key, the same key is tried for every other window: vendors lock accounts for it`,
    'connection',
    stops,
  )
  const endpoint = bench.simulation.served.find((one) => !one.isParent && one.endpoint.streams.length > 0)?.endpoint
  if (endpoint === undefined) return
  const isRefused = (place: {
    readonly endpoint: string
    readonly partition: number
    readonly window: number
  }): boolean => place.endpoint === endpoint.name && place.partition === 0 && place.window === 0
  const trial = new Trial(bench, { atOnce: 1, pageFault: ({ place }) => (isRefused(place) ? sample : undefined) })
  const report = await trial.sync()
  demand(report.failures.length > 0, `the refusal ${code} of a window is reported as a success`)
  // What others are asked for may be read from, too: both are one window.
  const windows = new Map((await trial.vendor.walks()).map(({ place }) => [encodeJson({ ...place }), place]))
  const places = [...windows.values()].filter((place) => !isRefused(place))
  const done = trial.ledger.states.filter(({ status }) => status === 'complete').map((state) => state.endpoint)
  const read = (names: (name: string) => boolean): number => done.filter(names).length
  const there = (names: (name: string) => boolean): number =>
    places.filter(
      (place) =>
        names(place.endpoint) && bench.simulation.connector.endpoints.some(({ name }) => name === place.endpoint),
    ).length
  const isOther = (name: string): boolean => name !== endpoint.name
  if (stops === 'window') {
    demand(
      read(() => true) === there(() => true),
      `the refusal ${code} of one window ends others, too: what they hold is missing`,
      there(() => true),
      read(() => true),
    )
  }
  if (stops === 'stream') {
    demand(
      read(isOther) === there(isOther),
      `the refusal ${code} of one endpoint ends others, too: what they hold is missing`,
      there(isOther),
      read(isOther),
    )
  }
  if (stops !== 'connection') return
  const first = trial.vendor.received.findIndex(({ place }) => place !== undefined && isRefused(place))
  const after = trial.vendor.received.slice(first).filter(({ place }) => place !== undefined && !isRefused(place))
  demand(
    after.length === 0,
    `requests go on after ${code}, which should end everything: vendors ban who does not listen`,
    0,
    after.length,
  )
}
