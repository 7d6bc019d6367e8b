import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { duckdbDestination } from '@outlay/destination-duckdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FixtureFolder, fixtureFolder } from '../packages/cli/src/testing/fixture-folder.js'

const OUTLAY = fileURLToPath(new URL('../packages/cli/bin/outlay.mjs', import.meta.url))
const MOMENTS = 8
const DAYS = 8
const ROWS = 200
const PAGE = 40
const SYNC = ['sync', '--from', '2025-01-01', '--to', `2025-01-0${DAYS + 1}`]

/** Days that have ended and never settle: every sync reads all of them again. */
const CONNECTOR = `
import { connector, count, id, money } from '@outlay/core'
import * as z from 'zod'

const restating = connector({
  id: 'restating',
  title: 'Restating',
  docs: 'https://restating.example/api',
  config: z.strictObject({ baseUrl: z.url() }),
  http: { baseUrl: (c) => c.baseUrl },
  billing: () => ({
    provider: 'Restating', service: 'Restating', category: 'Other', subcategory: 'Other (Other)',
    timeZone: 'UTC', currency: 'USD', currencySource: 'documented',
  }),
})
const get = restating.endpoint(
  {
    name: 'lines',
    partitions: (p) => p.days('day', { timeZone: 'UTC', settlesAfter: '36500d' }),
    paginate: (p) => p.pageNumber({ size: ${PAGE}, totalRecords: (b) => b.total }),
    response: z.object({ list: z.array(z.unknown()), total: z.int() }),
  },
  ({ partition: { day }, page }) => ({ path: '/lines', query: { day: day.date, page: page.number } }),
)
const lines = get.stream(
  { name: 'lines', records: (b) => b.list, record: z.object({ id: id(), calls: count(), cost: money('USD') }) },
  {
    primaryKey: ['id'],
    charge: (r, { window: { start, end } }) => ({
      billed: r.cost, period: { start, end }, sku: 'line', quantity: { amount: r.calls, unit: 'Calls' },
    }),
  },
)
export default restating.plugin({ streams: [lines], check: get })
`

/** What the vendor lists of a day: later it takes some lines back, changes others, and adds some. */
function linesOf(day: string, later: boolean): readonly string[] {
  return Array.from({ length: ROWS + (later ? 7 : 0) }, (_, index) => index)
    .filter((index) => !later || index % 50 !== 3)
    .map((index) => {
      const cost = `${index % 90}.${later && index % 4 === 0 ? '75' : '50'}`
      // The same amount in other digits is no change.
      return `{"id":"${day}/${index}","calls":${index},"cost":${later && index % 4 === 1 ? `${cost}0` : cost}}`
    })
}

/** Everything that a ledger says, but for when and by which run it was written. */
interface Contents {
  readonly records: unknown
  readonly charges: unknown
  readonly windows: unknown
  readonly restatements: readonly unknown[]
}

const folders: FixtureFolder[] = []
afterAll(() => {
  for (const folder of folders) folder.remove()
})

let filled: string
let undisturbed: Contents
let requests: number
beforeAll(async () => {
  const run = await startVendor()
  expect(await run.sync()).toBe(0)
  filled = join(run.path, 'filled.duckdb')
  copyFileSync(run.ledger, filled)
  requests = run.restate()
  expect(await run.sync()).toBe(0)
  undisturbed = await contentsOf(run.ledger)
  await run.close()
}, 120_000)

describe('kill -9 of outlay sync while it replaces what a vendor has restated, then outlay sync', () => {
  it('has something to lose', () => {
    expect(undisturbed.windows).toHaveLength(DAYS)
    // Of each day 50 lines changed by three amounts, 4 went and 6 came with six.
    expect(undisturbed.restatements).toHaveLength(DAYS * (50 * 3 + 4 * 6 + 6 * 6))
  })

  it.concurrent.each(Array.from({ length: MOMENTS }, (_, index) => seeded(index)))(
    'leaves rows and restatements of an undisturbed run when it dies at $part of the way, $turns turns later',
    async ({ part, turns }) => {
      const run = await startVendor(filled)
      run.restate()
      run.killAt(Math.max(1, Math.floor(requests * part)), turns)
      expect(await run.sync()).toBe('SIGKILL')
      expect(await run.sync()).toBe(0)
      expect(await contentsOf(run.ledger)).toEqual(undisturbed)
      await run.close()
    },
    180_000,
  )
})

/**
 * How far the vendor has answered, and how many turns of the event loop later the process dies: in a request, a commit, in
 * between. Before the first third nothing of a window can be complete.
 */
function seeded(index: number): { readonly part: number; readonly turns: number } {
  const mix = Math.imul(index + 1, 0x9e3779b1) >>> 0
  return { part: 0.3 + (0.7 * (index + 0.5)) / MOMENTS, turns: mix % 300 }
}

/** A vendor of its own, a config for it, and a ledger: a copy of `from`, where one is given. */
async function startVendor(from?: string) {
  const folder = fixtureFolder()
  folders.push(folder)
  const ledger = join(folder.path, 'ledger.duckdb')
  if (from !== undefined) copyFileSync(from, ledger)
  let later = false
  let asked = 0
  let target = Number.POSITIVE_INFINITY
  let turns = 0
  let child: ChildProcess | undefined
  const kill = (left: number): void => {
    if (left > 0) setImmediate(() => kill(left - 1))
    else child?.kill('SIGKILL')
  }
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
    const all = linesOf(searchParams.get('day') ?? '', later)
    const first = (Number(searchParams.get('page')) - 1) * PAGE
    response.setHeader('content-type', 'application/json')
    response.end(`{"total":${all.length},"list":[${all.slice(first, first + PAGE).join(',')}]}`)
    asked += 1
    if (asked === target) kill(turns)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const connection = { connector: './connector.mjs', config: { baseUrl: `http://127.0.0.1:${port}` } }
  const config = { version: 1, destination: { type: 'duckdb', path: ledger }, connections: { main: connection } }
  folder.write('connector.mjs', CONNECTOR)
  folder.write('outlay.config.yaml', JSON.stringify(config))
  return {
    path: folder.path,
    ledger,
    /** From now on the vendor lists what it came to later. Gives how often it has been asked so far. */
    restate: () => {
      later = true
      return asked
    },
    killAt: (request: number, loopTurns: number) => {
      target = request
      turns = loopTurns
    },
    sync: () =>
      new Promise<number | string>((resolve) => {
        child = spawn(process.execPath, [OUTLAY, ...SYNC], { cwd: folder.path, stdio: 'ignore' })
        child.once('exit', (code, signal) => resolve(signal ?? code ?? -1))
      }),
    close: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

async function contentsOf(path: string): Promise<Contents> {
  const ledger = duckdbDestination({ path })
  await ledger.open()
  try {
    return {
      records: await ledger.query('SELECT * EXCLUDE (_run_id) FROM restating_lines ORDER BY _key'),
      charges: await ledger.query('SELECT * EXCLUDE (run_id) FROM _charges ORDER BY key'),
      windows: await ledger.query('SELECT * EXCLUDE (read_at, generation) FROM _windows ORDER BY window_start'),
      restatements: await ledger.query('SELECT * EXCLUDE (run_id, noted_at) FROM _restatements ORDER BY ALL'),
    }
  } finally {
    await ledger.close()
  }
}
