import { encodeJson, type JsonValue } from '@outlay/core'
import type { SyncReport } from '@outlay/core/runtime'
import { withoutMembers } from '../simulator/json-place.js'
import type { BookedRecord, ServedWalk } from '../simulator/served-walk.js'
import type { SimulatedVendor } from '../simulator/simulated-vendor.js'
import { type Bench, enabledStreams } from './bench.js'
import type { Trial } from './trial.js'
import { demand, Violation } from './violation.js'

/** Everything that the vendor has arrives, once: as rows, or kept aside where the rule lets some be. */
export async function demandBooks(trial: Trial, mayQuarantine = false): Promise<void> {
  await demandWalks(trial.vendor)
  const booked = await trial.vendor.books()
  for (const stream of enabledStreams(trial.bench)) {
    const rows = trial.ledger.rows().filter((row) => row.stream.name === stream)
    const aside = trial.ledger.quarantined().filter((row) => row.stream.name === stream)
    const [first] = aside
    if (!mayQuarantine && first !== undefined) {
      throw new Violation(
        `${aside.length} good records of ${stream} are kept aside: they are in no report and no sum`,
        [],
        first.reasons,
      )
    }
    demandStream(
      trial.bench,
      stream,
      booked,
      [...rows, ...aside].map(({ raw }) => raw),
    )
  }
}

/** The connector asks for every page that there is, and for nothing that no page led to. */
export async function demandWalks(vendor: SimulatedVendor): Promise<void> {
  for (const { place, problem } of await walksOf(vendor)) {
    demand(
      problem === undefined,
      `records of ${place.endpoint} are never asked for, and their spend is missing: ${problem}`,
    )
  }
  const [unknown] = vendor.unknown
  demand(
    unknown === undefined,
    `the connector asked for ${unknown}, which no page led to: a vendor would refuse it or give other data`,
  )
}

async function walksOf(vendor: SimulatedVendor): Promise<readonly ServedWalk[]> {
  try {
    return await vendor.walks()
  } catch (error) {
    throw new Violation(
      'the connector breaks off where the vendor answers as documented: the user gets no data',
      'the next page, or the end of the list',
      error instanceof Error ? error.message : String(error),
    )
  }
}

/** Nothing failed that had no reason to. */
export function demandSuccess(report: SyncReport, during: string): void {
  const [failure] = report.failures
  if (failure === undefined) return
  throw new Violation(
    `a sync fails ${during}: the user gets no data`,
    'no failure',
    `${failure.error.code}: ${failure.error.message}`,
  )
}

/** Compares the raw records of one stream, of one connection, with the books. */
export function demandStream(
  bench: Bench,
  stream: string,
  booked: readonly BookedRecord[],
  raws: readonly JsonValue[],
): void {
  const expected = booked.filter(({ maker }) => maker.streams.includes(stream))
  const wanted = expected.reduce((sum, { maker }) => sum + (maker.counts.get(stream) ?? 0), 0)
  if (wanted === 0) return
  demand(
    raws.length >= wanted,
    `${wanted - raws.length} of ${wanted} records of ${stream} never arrive: their spend is missing from every sum`,
    wanted,
    raws.length,
  )
  demand(
    raws.length <= wanted,
    `${stream} has ${raws.length - wanted} records more than the vendor: spend is counted twice`,
    wanted,
    raws.length,
  )
  if (!expected.every(({ maker }) => maker.keepsRaw)) return
  const personal = personalOf(bench, stream)
  const left = new Map<string, number>()
  for (const raw of raws) count(left, encodeJson(raw), 1)
  for (const { record } of expected) count(left, encodeJson(withoutMembers(record, personal)), -1)
  for (const [text, more] of left) {
    demand(
      more <= 0,
      `a record of ${stream} arrives that the vendor does not have, or one more time than it has it`,
      undefined,
      text,
    )
    demand(more >= 0, `a record of ${stream} never arrives, or arrives changed: what was billed cannot be proven`, text)
  }
}

/** The names of members that stand for a person: nobody keeps them. */
export function personalOf({ simulation }: Bench, stream: string): readonly string[] {
  const streams = simulation.served.flatMap(({ endpoint }) => endpoint.streams)
  return streams.find(({ info }) => info.name === stream)?.personal ?? []
}

function count(counts: Map<string, number>, text: string, by: number): void {
  const sum = (counts.get(text) ?? 0) + by
  if (sum === 0) counts.delete(text)
  else counts.set(text, sum)
}
