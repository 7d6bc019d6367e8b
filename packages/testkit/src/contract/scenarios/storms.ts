import { seededFaults } from '../../simulator/seeded-faults.js'
import type { Bench } from '../bench.js'
import { demandBooks } from '../books.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { Violation } from '../violation.js'

/** Faults drawn by a seed: whatever comes, a few syncs later the ledger has what the vendor has. */
export function stormScenarios(bench: Bench): readonly Scenario[] {
  const first = bench.options.seed ?? 1
  return Array.from({ length: 4 }, (_, index) => {
    const seed = first + index
    return {
      rule: 'storm',
      title: `a third of all requests fails (seed ${seed}), and in the end nothing is lost or doubled`,
      run: () => weathers(bench, seed),
    }
  })
}

const SYNCS = 12

async function weathers(bench: Bench, seed: number): Promise<void> {
  const storm = seededFaults(seed)
  let last = new Trial(bench)
  const { ledger } = last
  for (let turn = 0; turn < SYNCS; turn += 1) {
    const fault = turn === SYNCS - 1 ? () => undefined : storm // in the end the weather clears
    last = new Trial(bench, { ledger, fault, seed })
    const { failures } = await last.sync()
    if (failures.length > 0) continue
    try {
      await demandBooks(last)
    } catch (error) {
      throw new Violation(
        `after a storm (seed ${seed}, sync ${turn + 1}) ${error instanceof Error ? error.message : String(error)}`,
      )
    }
    return
  }
  throw new Violation(`${SYNCS} syncs through a storm (seed ${seed}) do not bring the data: the user never gets it`)
}
