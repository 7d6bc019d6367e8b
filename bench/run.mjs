// node bench/run.mjs [--only w1,cold] [--giant] [--quick]
//   --only   some workloads; the others keep what stands in the newest results
//   --giant  also 10,000,000 records, and a reply of 600 MB
//   --quick  little of everything, to see that it works; nothing is written
//   --rounds so many rounds instead of each workload's own; nothing is written
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { machine } from './measure/machine.mjs'
import { endWithUs } from './measure/processes.mjs'
import { keep, render } from './report/documents.mjs'
import { goalsTable, section, versionsLine } from './report/tables.mjs'
import { coldStart } from './workloads/cold-start.mjs'
import { growth } from './workloads/growth.mjs'
import { ledger } from './workloads/ledger.mjs'
import { memory } from './workloads/memory.mjs'
import { w1 } from './workloads/w1-waiting.mjs'
import { w2 } from './workloads/w2-computing.mjs'
import { w3 } from './workloads/w3-limited.mjs'
import { w4 } from './workloads/w4-giant-reply.mjs'

for (const needed of ['node_modules/got', '../packages/core/dist/runtime.js']) {
  if (existsSync(new URL(needed, import.meta.url))) continue
  process.stderr.write(`bench/${needed} is missing: npm run bench sets everything up\n`)
  process.exit(2)
}

const workloads = [w1, w2, w3, w4, coldStart, memory, growth, ledger]
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean' },
    giant: { type: 'boolean' },
    rounds: { type: 'string' },
  },
})
const chosen = values.only?.split(',') ?? workloads.map(({ id }) => id)
const unknown = chosen.find((id) => !workloads.some((workload) => workload.id === id))
if (unknown !== undefined) {
  process.stderr.write(`no workload "${unknown}": ${workloads.map(({ id }) => id).join(', ')}\n`)
  process.exit(2)
}
endWithUs()
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)

const writes = !values.quick && values.rounds === undefined
const measured = {}
for (const workload of workloads.filter(({ id }) => chosen.includes(id))) {
  const place = machine()
  const say = (text) => process.stderr.write(`${workload.id} ${text}\n`)
  const result = { machine: place, ...(await workload.run({ ...values, rounds, say })) }
  measured[workload.id] = result
  process.stdout.write(`\n${workload.title}\n\n${section(workload, result)}\n`)
  if (writes) write({ [workload.id]: result }) // at once: an interrupted run keeps what it has measured
}
if (!values.quick) process.stdout.write(`\n${goalsTable(withResults(measured))}\n`)

const broken = Object.values(measured).flatMap(({ rows }) => rows.filter(({ proved, mayFail }) => !proved && !mayFail))
for (const { name, problem } of broken) process.stderr.write(`no proof: ${name}: ${problem}\n`)
process.exitCode = broken.length === 0 ? 0 : 1

function write(results) {
  const all = withResults(keep(results))
  const sections = all.map(({ workload, result }) => [workload.id, section(workload, result)])
  const newest = all.map(({ result }) => result.machine).sort((a, b) => (a.at < b.at ? 1 : -1))[0]
  render({ ...Object.fromEntries(sections), goals: goalsTable(all), versions: versionsLine(newest) })
}

function withResults(results) {
  return workloads.flatMap((workload) => {
    const result = results[workload.id]
    return result === undefined ? [] : [{ workload, result }]
  })
}
