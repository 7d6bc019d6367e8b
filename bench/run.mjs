// node bench/run.mjs [--only w1,w2] [--quick] [--rounds N]
import { parseArgs } from 'node:util'
import { endWithUs } from './measure/processes.mjs'
import { w1 } from './workloads/w1-waiting.mjs'
import { w2 } from './workloads/w2-computing.mjs'

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
})
const workloads = { w1, w2 }
const chosen = values.only?.split(',') ?? Object.keys(workloads)
endWithUs()
for (const id of chosen) {
  const say = (text) => process.stderr.write(`${id} ${text}\n`)
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
  process.stdout.write(`${JSON.stringify(await workloads[id]({ quick: values.quick, rounds, say }), null, 2)}\n`)
}
