import { addDecimals, encodeJson, type JsonValue, OutlayError } from '@outlay/core'
import {
  decimalText,
  inFormOf,
  isMembers,
  leavesOf,
  type Place,
  placeText,
  valueAt,
  withValueAt,
} from '../../simulator/json-place.js'
import type { ListMaker } from '../../simulator/learned-endpoint.js'
import { withNewField, withOtherType, withoutField } from '../../simulator/odd-record.js'
import type { WorldEdit } from '../../simulator/served-walk.js'
import type { ServedEndpoint } from '../../simulator/simulated-vendor.js'
import { type Bench, readEndpoints } from '../bench.js'
import { demandBooks, demandSuccess } from '../books.js'
import { benchFor } from '../open-bench.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand, Violation } from '../violation.js'

/** What a vendor changes without telling anybody. */
export function driftScenarios(bench: Bench): readonly Scenario[] {
  const listed = readEndpoints(bench).flatMap((one) =>
    one.learned.lists.flatMap(({ makers }) => makers.slice(0, 1).map((maker) => ({ one, maker }))),
  )
  if (listed.length === 0) return []
  return [
    {
      rule: 'new-field',
      title: 'a field that nobody knew stays with the raw record, and nothing else changes',
      run: () => takesNewField(bench),
    },
    ...listed.flatMap(({ one, maker }) =>
      leavesOf(maker.prototype).map(({ place }) => ({
        rule: 'drift',
        title: `a record of ${one.learned.name} without ${placeText(place)}, or with another type there, hurts no other record`,
        run: () => hurtsNoOther(benchFor(bench, one), one, maker, place),
      })),
    ),
    {
      rule: 'no-record',
      title: 'a null, a number and a text among the records hurt no other record',
      run: () => takesNoRecords(bench),
    },
    {
      rule: 'duplicates',
      title: 'a record that comes twice is not merged in silence',
      run: () => keepsDuplicates(bench),
    },
  ]
}

async function takesNewField(bench: Bench): Promise<void> {
  const trial = new Trial(bench, { edit: { record: (record) => [withNewField(record)] } })
  demandSuccess(await trial.sync(), 'because the vendor added a field')
  await demandBooks(trial)
}

/** One record of one window differs; whatever becomes of it, the others are there. */
async function hurtsNoOther(bench: Bench, { learned }: ServedEndpoint, maker: ListMaker, place: Place): Promise<void> {
  const odd: readonly ((record: JsonValue) => JsonValue)[] = [
    (record) => withoutField(record, place),
    (record) => withOtherType(record, place),
  ]
  for (const change of odd) {
    let changed = 0
    const edit: WorldEdit = {
      record: (record, _index, at, by) => {
        const isOdd =
          at.window === 0 && at.partition === 0 && by.isFirst && by.maker === maker && at.endpoint === learned.name
        if (isOdd) changed += 1
        return [isOdd ? change(record) : record]
      },
    }
    const trial = new Trial(bench, { edit })
    try {
      await trial.vendor.walks()
    } catch (error) {
      // Where the walk goes on by this very field, nobody can know what comes next: the window fails, and says so.
      if (await leadsOn(bench, learned.name, place)) continue
      throw new Violation(
        `one record drifted at ${placeText(place)}, and its whole window is lost`,
        undefined,
        error instanceof Error ? error.message : error,
      )
    }
    demandSuccess(
      await trial.sync(),
      `because one record drifted at ${placeText(place)}, and with it all others of its window are lost`,
    )
    await demandBooks(trial, true)
    demand(changed > 0, `no record has ${placeText(place)}: nothing was tried`)
    const aside = trial.ledger.quarantined().length
    const most = [...maker.counts.values()].reduce((sum, count) => sum + count, 0) * changed
    demand(aside <= most, `one odd record at ${placeText(place)} takes ${aside - most} good ones with it`, most, aside)
  }
}

/** A field that decides which page is asked for next. */
async function leadsOn(bench: Bench, endpoint: string, place: Place): Promise<boolean> {
  const plain = new Trial(bench)
  const asked = async (trial: Trial): Promise<string> => {
    const walks = (await trial.vendor.walks()).filter((walk) => walk.place.endpoint === endpoint)
    return encodeJson(walks.map(({ pages }) => pages.map((page) => [...page.asked.members])))
  }
  const moved: WorldEdit = {
    record: (record) => {
      const value = valueAt(record, place)
      const number = decimalText(value)
      if (number !== undefined) return [withValueAt(record, place, inFormOf(value, addDecimals(number, '1')))]
      return [typeof value === 'string' ? withValueAt(record, place, `${value}0`) : record]
    },
  }
  try {
    return (await asked(plain)) !== (await asked(new Trial(bench, { edit: moved })))
  } catch {
    return true
  }
}

async function takesNoRecords(bench: Bench): Promise<void> {
  const edit: WorldEdit = { record: (record, index) => (index === 1 ? [record, null, 17, 'text'] : [record]) }
  let trial: Trial
  try {
    trial = new Trial(bench, { edit })
    await trial.vendor.walks()
  } catch (error) {
    // The envelope's schema may refuse such a list: then the window fails, and says so.
    demand(
      OutlayError.isInstance(error),
      'a null among the records ends in a stack trace of the connector',
      'quarantine, or an error that says what is wrong',
      String(error),
    )
    return
  }
  const report = await trial.sync()
  if (report.failures.length > 0) {
    demand(
      report.failures.every(({ error }) => error.code !== 'BUG'),
      'a null among the records ends in a stack trace of the connector',
      'quarantine, or an error',
      report.failures[0]?.error.message,
    )
    return
  }
  const books = (await trial.vendor.books()).filter(({ record }) => isMembers(record))
  demand(
    trial.ledger.rows().length + trial.ledger.quarantined().length >= books.length,
    'a null among the records takes others with it',
  )
}

async function keepsDuplicates(bench: Bench): Promise<void> {
  const edit: WorldEdit = { record: (record, index) => (index === 0 ? [record, record] : [record]) }
  const trial = new Trial(bench, { edit })
  const report = await trial.sync()
  if (report.failures.length > 0) return // a cursor by key may refuse it, and says so
  await demandBooks(trial, true)
  for (const stream of bench.simulation.streams) {
    const keys = trial.ledger
      .rows()
      .filter((row) => row.stream.name === stream)
      .map(({ key }) => key)
    demand(
      new Set(keys).size === keys.length,
      `two equal records of ${stream} have one key: destinations count one of them`,
      undefined,
      encodeJson(keys.slice(0, 4)),
    )
  }
}
