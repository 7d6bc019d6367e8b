// Ours in one process over growing work, once it is warm: CPU microseconds for each record, or for each connection.
// Every size does about the same in all: the smaller it is, the more often.
import { createRuntime } from '@outlay/core/runtime'
import { benchVendor } from '../connector/bench-vendor.mjs'
import { nullDestination } from '../connector/null-destination.mjs'
import { dayAfter } from '../vendor/records.mjs'
import { seeOurs, task, tell } from './proof.mjs'
import { syncBench } from './sync-bench.mjs'

const { unit, sizes, total, warmUp } = task
const runtime = createRuntime({ connectors: [benchVendor()] })
const perUnitUs = {}
await work(warmUp)
for (const size of sizes) {
  const times = Math.max(1, Math.round(total / size))
  const began = process.cpuUsage()
  for (let time = 0; time < times; time += 1) await work(size)
  const { user, system } = process.cpuUsage(began)
  perUnitUs[size] = (user + system) / (times * size)
}
tell({ perUnitUs })
await runtime.close()

async function work(size) {
  const ledger = { destination: nullDestination(seeOurs) }
  if (unit === 'record') return syncBench(runtime, { ...task, from: dayAfter(0), to: dayAfter(size / 10_000) }, ledger)
  const connections = Array.from({ length: size }, (_, index) => `c${index}`)
  await syncBench(runtime, { ...task, from: dayAfter(0), to: dayAfter(1) }, { ...ledger, connections })
}
