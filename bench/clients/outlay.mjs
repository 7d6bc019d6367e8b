// Ours: exact numbers, validation, limits, redaction, checkpoints. `stream` and `days` say what; `how` is read or sync.
import { createRuntime } from '@outlay/core/runtime'
import { benchVendor } from '../connector/bench-vendor.mjs'
import { nullDestination } from '../connector/null-destination.mjs'
import { see, task } from './proof.mjs'

const { baseUrl, pages, from, to, how = 'sync', stream = 'records', ahead } = task
const config = { key: 'k-0123456789abcdef', baseUrl, pages }
/** How far the runtime runs ahead of its reader. */
const pace = ahead === undefined ? {} : { concurrency: { pages: ahead } }
const seeOurs = (record) => see({ id: record.id, cost: Number(record.cost.amount) })

const runtime = createRuntime({ connectors: [benchVendor] })
if (how === 'read') {
  for await (const row of runtime.read(benchVendor, stream, { config, from, to, ...pace })) seeOurs(row)
} else {
  const other = stream === 'records' ? 'charges' : 'records'
  const streams = { [stream]: { enabled: true }, [other]: { enabled: false } }
  const connections = { main: { connector: 'bench', config, streams } }
  const [report] = await runtime.sync({ connections, destination: nullDestination(seeOurs), from, to, ...pace })
  for (const { error } of report.failures) process.stderr.write(`${error.code}: ${error.message}\n`)
  if (report.failures.length > 0) process.exitCode = 5
}
await runtime.close()
