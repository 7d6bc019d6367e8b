import { encodeJson } from '@outlay/core'
import { type Leaf, leavesOf, placeText } from '../../simulator/json-place.js'
import type { ServedEndpoint } from '../../simulator/simulated-vendor.js'
import type { Bench } from '../bench.js'
import { personalOf } from '../books.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand } from '../violation.js'

/** Fields that stand for a person are marked, and nowhere unless somebody asks for them. */
export function personalScenarios(bench: Bench): readonly Scenario[] {
  const names = bench.simulation.streams.flatMap((stream) => personalOf(bench, stream))
  const isMarked = ({ place }: Leaf): boolean => place.some((part) => names.includes(String(part)))
  const texts = bench.simulation.served.flatMap(({ learned }) =>
    leavesOf(learned.sample).flatMap((leaf) =>
      typeof leaf.value === 'string' && leaf.value.length > 1 && isMarked(leaf) ? [leaf.value] : [],
    ),
  )
  const addressed = bench.simulation.served.flatMap(addressesOf)
  return [
    ...(texts.length === 0
      ? []
      : [
          {
            rule: 'personal-kept',
            title: 'what stands for a person is in no row, charge, log and recording',
            run: () => keepsNone(bench, texts),
          },
        ]),
    ...(addressed.length === 0
      ? []
      : [
          {
            rule: 'personal-marked',
            title: 'what looks like the e-mail address of a person is personal()',
            run: async () => {
              const [open] = addressed.filter((leaf) => !isMarked(leaf))
              demand(
                open === undefined,
                `${open && placeText(open.place)} of a documented record looks like somebody's e-mail address: it is kept in every ledger that takes the stream. Mark it personal(), or say in knownGaps why it names nobody`,
              )
            },
          },
        ]),
  ]
}

/** Records are kept as they come: also members that no schema names. */
function addressesOf({ learned: { lists } }: ServedEndpoint): readonly Leaf[] {
  return lists.flatMap(({ makers }) =>
    makers.flatMap(({ prototype }) =>
      leavesOf(prototype).filter(({ value }) => typeof value === 'string' && E_MAIL.test(value)),
    ),
  )
}

const E_MAIL = /^[\w.%+-]+@[\w-]+(\.[\w-]+)+$/

async function keepsNone(bench: Bench, texts: readonly string[]): Promise<void> {
  const trial = new Trial(bench)
  await trial.watched(() => trial.sync())
  const kept = encodeJson([trial.ledger.windows, trial.events, trial.logs, trial.exchanges])
  demand(!texts.some((text) => kept.includes(text)), 'what stands for a person is kept, though nobody asked for it')
}
