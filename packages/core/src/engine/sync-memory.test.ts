import pLimit from 'p-limit'
import { expect, it } from 'vitest'
import type { Pipeline } from '../http/pipeline.js'
import { hourlyConnector } from '../testing/hourly-connector.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { stubConnection } from '../testing/stub-connection.js'
import { LedgerWriter } from './ledger-writer.js'
import { MAX_BYTES_AHEAD } from './read-stream.js'
import { syncConnection } from './sync-connection.js'

const PAGE_BYTES = 4 * 1024 * 1024
const PAGES = 30
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('holds no more than the gate lets through, however slowly the ledger commits', async () => {
  const held = new Map<number, number>()
  let most = 0
  const pipeline: Pipeline = async ({ request, validate }) => {
    await turn()
    const { start = 0, page } = request.query ?? {}
    const day = Number(start)
    held.set(day, (held.get(day) ?? 0) + PAGE_BYTES)
    const beyondHead = [...held].sort(([one], [other]) => one - other).slice(1)
    most = Math.max(
      most,
      beyondHead.reduce((sum, [, bytes]) => sum + bytes, 0),
    )
    const reply = { headers: {}, url: '', bytes: PAGE_BYTES }
    return validate({ list: [{ id: `${start}-${page}`, at: day, cost: 1 }], total: PAGES }, reply)
  }
  const plugin = hourlyConnector()
  const connection = stubConnection({ plugin, pipeline, config: { pageSize: 1 } })
  const charges = connection.connector.endpoints.filter(({ name }) => name === 'charges')
  const ledger = new MemoryLedger()
  const { begin } = ledger
  ledger.begin = async (context) => {
    const transaction = await begin.call(ledger, context)
    return {
      ...transaction,
      commit: async (states) => {
        for (let turns = 0; turns < 50; turns += 1) await turn()
        await transaction.commit(states)
        for (const { start } of states) held.delete(Date.parse(start) / 1000)
      },
    }
  }
  const limit = pLimit(1)
  const context = { runId: 'r', connection: connection.info }
  const store = { load: async () => [], save: async () => {} }
  const writer = new LedgerWriter(ledger, store, context, { run: (task) => limit(task) })
  const report = await syncConnection(
    { ...connection, connector: { ...connection.connector, endpoints: charges } },
    writer,
    {
      runId: 'r',
      asked: () => ({ from: '2026-11-01' }),
      onDrift: () => 'quarantine',
      onDifference: 'report',
      finalOnly: false,
      signal: new AbortController().signal,
    },
  )
  expect(report).toMatchObject({ rows: 20 * PAGES, windows: { committed: 20, failed: 0 } })
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(MAX_BYTES_AHEAD + 16 * PAGE_BYTES) // 4 windows of 4 pages under way
})
