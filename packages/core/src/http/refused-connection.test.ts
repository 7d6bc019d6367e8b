import { expect, it } from 'vitest'
import { createRuntime } from '../runtime/create-runtime.js'
import { acme } from '../testing/acme.js'
import { testHost } from '../testing/host.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { scriptedTransport } from '../testing/scripted-transport.js'

it('sends nothing more once the vendor has refused the connection, though other windows already wait for their slot', async () => {
  const transport = scriptedTransport(() => ({ status: 401, body: { code: 'blocked', message: 'key revoked' } }))
  const plugin = acme({ limits: (l) => [l.concurrent({ max: 1 })] })
  const runtime = createRuntime({ connectors: [plugin], container: testHost(transport).container })
  const connection = { connector: 'acme', config: { apiKey: 'k-123456' }, streams: { balance: { enabled: false } } }
  const [report] = await runtime.sync({ connections: { acme: connection }, destination: new MemoryLedger() })
  expect(report?.failures[0]?.error).toMatchObject({ category: 'auth', vendor: { code: 'blocked' } })
  expect(transport.sent).toHaveLength(1)
})
