import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEssbasicSimulator } from '@outlay/connector-essbasic/simulator'
import { duckdbDestination } from '@outlay/destination-duckdb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const OUTLAY = fileURLToPath(new URL('../packages/cli/bin/outlay.mjs', import.meta.url))
const MOMENTS = 20
const FROM = '2026-09-01'
const TO = '2026-11-01'

/** Everything that a ledger says, but for when and by which run it was written. */
interface Contents {
  readonly records: unknown
  readonly charges: unknown
  readonly windows: unknown
}

const root = mkdtempSync(join(tmpdir(), 'outlay-kill-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let undisturbed: Contents
let readings: number
beforeAll(async () => {
  const run = await startVendor('undisturbed')
  expect(await run.sync()).toBe(0)
  readings = run.readings()
  undisturbed = await run.contents()
  await run.close()
}, 60_000)

describe('kill -9 of outlay sync, then outlay sync', () => {
  const moments = Array.from({ length: MOMENTS }, (_, index) => seeded(index))

  it('has something to lose', () => {
    expect(undisturbed.windows).toHaveLength(12)
    expect((undisturbed.records as unknown[]).length).toBeGreaterThan(300)
  })

  it.concurrent.each(moments)(
    'leaves the ledger of an undisturbed run when it dies at $part of the way, $turns turns later',
    async (moment) => {
      const run = await startVendor(`moment-${moment.part}-${moment.turns}`)
      run.killAt(Math.max(1, Math.floor(readings * moment.part)), moment.turns)
      expect(await run.sync()).toBe('SIGKILL')
      expect(await run.sync()).toBe(0)
      expect(await run.contents()).toEqual(undisturbed)
      await run.close()
    },
    120_000,
  )
})

/** How far the vendor has answered, and how many turns of the event loop later the process dies: in a request, a commit, in between. */
function seeded(index: number): { readonly part: number; readonly turns: number } {
  const mix = Math.imul(index + 1, 0x9e3779b1) >>> 0
  return { part: (index + 0.5) / MOMENTS, turns: mix % 300 }
}

/** A vendor of its own, a config for it, and a ledger. */
async function startVendor(name: string) {
  const folder = mkdtempSync(join(root, `${name}-`))
  let readings = 0
  let target = Number.POSITIVE_INFINITY
  let turns = 0
  let child: ReturnType<typeof spawn> | undefined
  const kill = (left: number): void => {
    if (left > 0) setImmediate(() => kill(left - 1))
    else child?.kill('SIGKILL')
  }
  const now = (): number => {
    readings += 1
    if (readings === target) kill(turns)
    return Date.now()
  }
  const vendor = await startEssbasicSimulator({ now, history: Date.parse(`${FROM}T00:00:00+08:00`), perDay: 40 })
  const [first = '', second = ''] = vendor.organizations
  const config = {
    version: 1,
    destination: { type: 'duckdb', path: './ledger.duckdb' },
    connections: {
      signatures: {
        connector: 'essbasic',
        config: {
          ...vendor.config,
          organizationOpenIds: [first, second],
          quotaTypes: ['CloudEnterprise', 'SignFace', 'SignSMS'],
          unitPrices: vendor.unitPrices,
        },
      },
    },
  }
  // JSON is YAML. The folder lies outside the workspace, so the connector is named by its path.
  const connector = fileURLToPath(new URL('../packages/connector-essbasic/dist/index.js', import.meta.url))
  config.connections.signatures.connector = connector
  writeFileSync(join(folder, 'outlay.config.yaml'), JSON.stringify(config))
  return {
    readings: () => readings,
    killAt: (reading: number, loopTurns: number) => {
      target = reading
      turns = loopTurns
    },
    sync: () =>
      new Promise<number | string>((resolve) => {
        child = spawn(process.execPath, [OUTLAY, 'sync', '--from', FROM, '--to', TO], { cwd: folder, stdio: 'ignore' })
        child.once('exit', (code, signal) => resolve(signal ?? code ?? -1))
      }),
    contents: () => contentsOf(join(folder, 'ledger.duckdb')),
    close: () => vendor.close(),
  }
}

async function contentsOf(path: string): Promise<Contents> {
  const ledger = duckdbDestination({ path })
  await ledger.open()
  try {
    return {
      records: await ledger.query('SELECT * EXCLUDE (_run_id) FROM essbasic_bill_usage_detail ORDER BY _key'),
      charges: await ledger.query('SELECT * EXCLUDE (run_id) FROM _charges ORDER BY key'),
      windows: await ledger.query(
        'SELECT * EXCLUDE (read_at, generation) FROM _windows ORDER BY partition, window_start',
      ),
    }
  } finally {
    await ledger.close()
  }
}
