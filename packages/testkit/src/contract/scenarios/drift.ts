import { encodeJson, type JsonValue } from '@outlay/core'
import { isMembers, leavesOf, type Place, placeText, valueAt, withValueAt } from '../../simulator/json-place.js'
import type { WorldEdit } from '../../simulator/served-walk.js'
import type { Bench } from '../bench.js'
import { demandBooks, demandSuccess } from '../books.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand } from '../violation.js'

/** What a vendor changes without telling anybody. */
export function driftScenarios(bench: Bench): readonly Scenario[] {
  const listed = bench.simulation.served.flatMap(({ learned }) =>
    learned.lists.flatMap(({ makers }) => makers.slice(0, 1).map((maker) => ({ endpoint: learned.name, maker }))),
  )
  if (listed.length === 0) return []
  return [
    { rule: 'new-field', title: 'a field that nobody knew stays with the raw record, and nothing else changes', run: () => takesNewField(bench) },
    ...listed.flatMap(({ endpoint, maker }) =>
      leavesOf(maker.prototype).map(({ place }) => ({
        rule: 'drift',
        title: `a record of ${endpoint} without ${placeText(place)}, or with another type there, hurts no other record`,
        run: () => hurtsNoOther(bench, endpoint, place),
      })),
    ),
    { rule: 'no-record', title: 'a null, a number and a text among the records hurt no other record', run: () => takesNoRecords(bench) },
    { rule: 'duplicates', title: 'a record that comes twice is not merged in silence', run: () => keepsDuplicates(bench) },
  ]
}

const NEW_FIELD = 'outlay_new_field'

async function takesNewField(bench: Bench): Promise<void> {
  const edit: WorldEdit = { record: (record) => [isMembers(record) ? { ...record, [NEW_FIELD]: { since: 'today' } } : record] }
  const trial = new Trial(bench, { edit })
  demandSuccess(await trial.sync(), 'because the vendor added a field')
  await demandBooks(trial)
}

/** The first record of each window differs; whatever becomes of it, the others are there. */
async function hurtsNoOther(bench: Bench, endpoint: string, place: Place): Promise<void> {
  const odd: readonly ((record: JsonValue) => JsonValue)[] = [
    (record) => withValueAt(record, place, undefined),
    (record) => withValueAt(record, place, typeof valueAt(record, place) === 'object' ? 'a text' : { nested: ['other'] }),
  ]
  for (const change of odd) {
    const edit: WorldEdit = {
      record: (record, index, at) => [index === 0 && at.endpoint === endpoint && valueAt(record, place) !== undefined ? change(record) : record],
    }
    const trial = new Trial(bench, { edit })
    demandSuccess(await trial.sync(), `because one record drifted at ${placeText(place)}, and with it all others are lost`)
    await demandBooks(trial, true)
    const good = (await trial.vendor.books()).filter(({ record }) => valueAt(record, place) !== undefined && !isOdd(valueAt(record, place)))
    const aside = trial.ledger.quarantined().length
    const drifted = (await trial.vendor.walks()).filter((walk) => walk.place.endpoint === endpoint && walk.records.length > 0).length
    const streams = bench.simulation.served.find((one) => one.endpoint.name === endpoint)?.endpoint.streams.length ?? 1
    demand(aside <= drifted * streams, `one odd record at ${placeText(place)} takes ${aside - drifted} good ones with it`, good.length, aside)
  }
}

function isOdd(value: JsonValue | undefined): boolean {
  return isMembers(value) && 'nested' in value
}

async function takesNoRecords(bench: Bench): Promise<void> {
  const edit: WorldEdit = { record: (record, index) => (index === 1 ? [record, null, 17, 'text'] : [record]) }
  let trial: Trial
  try {
    trial = new Trial(bench, { edit })
    await trial.vendor.walks()
  } catch {
    return // the envelope's schema refuses such a list: the window fails, and says so
  }
  const report = await trial.sync()
  if (report.failures.length > 0) {
    demand(report.failures.every(({ error }) => error.code !== 'BUG'), 'a null among the records ends in a stack trace of the connector', 'quarantine, or an error', report.failures[0]?.error.message)
    return
  }
  const books = (await trial.vendor.books()).filter(({ record }) => isMembers(record))
  demand(trial.ledger.rows().length + trial.ledger.quarantined().length >= books.length, 'a null among the records takes others with it')
}

async function keepsDuplicates(bench: Bench): Promise<void> {
  const edit: WorldEdit = { record: (record, index) => (index === 0 ? [record, record] : [record]) }
  const trial = new Trial(bench, { edit })
  const report = await trial.sync()
  if (report.failures.length > 0) return // a cursor by key may refuse it, and says so
  await demandBooks(trial, true)
  for (const stream of bench.simulation.streams) {
    const keys = trial.ledger.rows().filter((row) => row.stream.name === stream).map(({ key }) => key)
    demand(new Set(keys).size === keys.length, `two equal records of ${stream} have one key: destinations count one of them`, undefined, encodeJson(keys.slice(0, 4)))
  }
}
