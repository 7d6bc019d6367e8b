// Ours, everything on: exact numbers, validation, limits, redaction, checkpoints; the rows go into a destination that
// forgets them. With `budgetUrl`, limits are shared with other processes.
import { createRuntime } from '@outlay/core/runtime'
import { benchVendor } from '../connector/bench-vendor.mjs'
import { nullDestination } from '../connector/null-destination.mjs'
import { seeOurs, task } from './proof.mjs'
import { syncBench } from './sync-bench.mjs'

const shared = task.budgetUrl && (await sharedBudgets(task.budgetUrl))
const runtime = createRuntime({
  connectors: [benchVendor(task.limit)],
  ...(shared && { container: shared.container }),
})
await syncBench(runtime, task, { destination: nullDestination(seeOurs) })
await runtime.close()
await shared?.store.close()

/** A host's container that has the limits' budgets elsewhere. Imported only where asked for: it counts in a cold start. */
async function sharedBudgets(url) {
  await import('reflect-metadata')
  const [{ container: root }, { BUDGET_STORE }, { budgetStore }] = await Promise.all([
    import('tsyringe'),
    import('@outlay/core'),
    import('../budget/budget-store.mjs'),
  ])
  const store = budgetStore(url)
  return { store, container: root.createChildContainer().register(BUDGET_STORE, { useValue: store }) }
}
