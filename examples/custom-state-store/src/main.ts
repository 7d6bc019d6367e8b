import 'reflect-metadata'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anticaptcha } from '@outlay/connector-anticaptcha'
import { startAnticaptchaSimulator } from '@outlay/connector-anticaptcha/simulator'
import { STATE_STORE } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { container } from 'tsyringe'
import { FolderDestination } from './folder-destination.js'
import { JsonLinesStateStore } from './json-lines-state-store.js'

await using vendor = await startAnticaptchaSimulator()
const folder = await mkdtemp(join(tmpdir(), 'outlay-example-'))

const host = container.createChildContainer()
host.register(STATE_STORE, { useValue: new JsonLinesStateStore(join(folder, 'state.jsonl')) })
await using runtime = createRuntime({ connectors: [anticaptcha], container: host })

const destination = new FolderDestination(join(folder, 'rows'))
await destination.open()
const streams = { balance: { enabled: false } } // days alone: a balance is observed, not read again
const connections = { captcha: { connector: 'anticaptcha', config: vendor.config, streams } }
const from = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)
for (const run of ['first', 'second']) {
  const [report] = await runtime.sync({ connections, destination, from })
  console.log(`${run} run: ${report?.windows.committed} days read, ${report?.windows.final} final before`)
}
await rm(folder, { recursive: true })
