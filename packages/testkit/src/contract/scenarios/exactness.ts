import { compareDecimals, encodeJson, type JsonValue, shiftDecimal } from '@outlay/core'
import { decimalText, inFormOf, placeText, withoutMembers, withValueAt } from '../../simulator/json-place.js'
import type { ListMaker } from '../../simulator/learned-endpoint.js'
import { longAmount } from '../../simulator/odd-record.js'
import type { NumberLeaf, ShownField } from '../../simulator/record-maker.js'
import type { WorldEdit } from '../../simulator/served-walk.js'
import { type Bench, readEndpoints } from '../bench.js'
import { demandBooks, demandSuccess, personalOf } from '../books.js'
import { benchFor } from '../open-bench.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand } from '../violation.js'

/** Numbers that a float, or an eye for plausible values, would spoil. */
export function exactnessScenarios(bench: Bench): readonly Scenario[] {
  return readEndpoints(bench).flatMap((one) =>
    one.learned.lists.flatMap(({ makers }) =>
      makers.slice(0, 1).flatMap((maker) =>
        maker.numbers.flatMap((leaf) =>
          HARD.filter(({ types }) => leaf.shown.some(({ type }) => types.includes(type))).map(
            ({ rule, title, text, types }) => ({
              rule,
              title: `${title} in ${placeText(leaf.place)} of ${one.learned.name}`,
              run: () => staysExact(benchFor(bench, one), maker, leaf, text(leaf), types),
            }),
          ),
        ),
      ),
    ),
  )
}

interface HardNumber {
  readonly rule: string
  readonly title: string
  /** The number as the vendor writes it. */
  readonly text: (leaf: NumberLeaf) => string
  /** Types of fields that must show it. */
  readonly types: readonly string[]
}

const MONEY = ['money', 'decimal']

const HARD: readonly HardNumber[] = [
  {
    rule: 'exact-long',
    title: 'an amount of 17 digits keeps each',
    text: longAmount,
    types: MONEY,
  },
  {
    rule: 'exact-small',
    title: 'an amount that no float has stays what it is',
    text: (leaf) => (takesFraction(leaf) ? '0.1000000001' : '10000000000000001'),
    types: MONEY,
  },
  {
    rule: 'refund',
    title: 'an amount below zero (a refund) arrives',
    text: (leaf) => (takesFraction(leaf) ? '-3.25' : '-325'),
    types: MONEY,
  },
  { rule: 'zero', title: 'an amount of zero is a record like any other', text: () => '0', types: MONEY },
  { rule: 'exact-id', title: 'an id of 19 digits keeps each', text: () => '9007199254740993127', types: ['string'] },
]

/** Minor units are whole numbers. */
function takesFraction({ shown }: NumberLeaf): boolean {
  return shown.every(({ shift }) => shift === 0)
}

async function staysExact(
  bench: Bench,
  maker: ListMaker,
  leaf: NumberLeaf,
  text: string,
  types: readonly string[],
): Promise<void> {
  const hard = new Set<string>()
  const changed = (record: JsonValue): JsonValue => {
    const other = withValueAt(record, leaf.place, inFormOf(leaf.value, text))
    for (const stream of maker.streams) hard.add(encodeJson(withoutMembers(other, personalOf(bench, stream))))
    return other
  }
  const edit: WorldEdit = {
    record: (record, _index, _place, by) => [by.isFirst && by.maker === maker ? changed(record) : record],
  }
  const trial = new Trial(bench, { edit })
  demandSuccess(await trial.sync(), `because a number is ${text}`)
  await demandBooks(trial, true)
  demand(hard.size > 0, `no record has ${placeText(leaf.place)}: nothing was tried`)
  const kept = trial.ledger.rows().filter(({ raw }) => hard.has(encodeJson(raw)))
  for (const row of kept) {
    for (const field of leaf.shown.filter((one) => one.stream === row.stream.name && types.includes(one.type)))
      demandShown(row, field, text)
  }
  const aside = trial.ledger.quarantined().filter(({ raw }) => hard.has(encodeJson(raw)))
  const isId = types.includes('string')
  demand(
    aside.length === 0 || (!isId && text.length > 12),
    `a record with the number ${text} is kept aside: its like are in no report`,
    'a row',
    aside[0]?.reasons,
  )
}

type Row = Trial['ledger']['windows'][number]['rows'][number]

function demandShown({ record, charge, stream }: Row, { field, shift, type }: ShownField, text: string): void {
  if (field === 'charge.billed') {
    if (charge === null && compareDecimals(text, '0') === 0) return // nothing to charge
    demand(
      charge !== null,
      `a record of ${stream.name} with the amount ${text} is charged nothing: spend is off by it`,
      text,
      null,
    )
  }
  const value = field === 'charge.billed' ? charge?.billed : record[field]
  const shown = textOf(value)
  const wanted = type === 'string' ? text : shiftDecimal(text, -shift)
  const isSame = type === 'string' ? shown === text : shown !== undefined && compareDecimals(shown, wanted) === 0
  demand(
    isSame,
    `${field} of ${stream.name} is not the number that the vendor sent: money or ids are rounded on the way`,
    wanted,
    shown,
  )
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return decimalText(value) ?? value
  if (typeof value === 'number') return String(value)
  return typeof value === 'object' && value !== null && 'amount' in value ? String(value.amount) : undefined
}
