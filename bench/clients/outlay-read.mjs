// Ours as a user's script has it: read() to the last record, or to the `first` one.
import { read } from '@outlay/core/runtime'
import { benchVendor } from '../connector/bench-vendor.mjs'
import { seeOurs, task } from './proof.mjs'
import { configOf } from './sync-bench.mjs'

const { from, to, ahead, first = false } = task
/** Pages of a window under way at once. */
const pace = ahead === undefined ? {} : { concurrency: { pages: ahead } }

for await (const row of read(benchVendor(), 'records', { config: configOf(task), from, to, ...pace })) {
  seeOurs(row)
  if (first) break
}
