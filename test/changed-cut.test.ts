import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { essbasic } from '@outlay/connector-essbasic'
import { startEssbasicSimulator } from '@outlay/connector-essbasic/simulator'
import { createRuntime } from '@outlay/core/runtime'
import { duckdbDestination } from '@outlay/destination-duckdb'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'outlay-cut-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('refuses parts in a ledger that holds the whole, takes one part more, and counts nothing twice', async () => {
  const vendor = await startEssbasicSimulator({ perDay: 3, history: Date.parse('2026-09-01T00:00:00+08:00') })
  const destination = duckdbDestination({ path: join(folder, 'ledger.duckdb') })
  await destination.open()
  const runtime = createRuntime({ connectors: [essbasic] })
  const sync = async (name: string, config: object): Promise<readonly (string | undefined)[]> => {
    const connection = { connector: 'essbasic', config: { ...vendor.config, ...config } }
    const span = { from: '2026-09-01', to: '2026-09-02' }
    const [report] = await runtime.sync({ connections: { [name]: connection }, destination, ...span })
    return report?.failures.map(({ error }) => error.code) ?? []
  }
  const rows = async (name: string): Promise<number> => {
    const sql = `SELECT count(*) AS n FROM essbasic_bill_usage_detail WHERE _connection = '${name}'`
    return Number((await destination.query(sql))[0]?.n)
  }
  const [first = '', second = ''] = vendor.organizations

  expect(await sync('whole', {})).toEqual([])
  const whole = await rows('whole')
  expect(await sync('whole', { organizationOpenIds: [first] })).toEqual(['CONFIG_PARTITIONS_CHANGED'])
  expect(await rows('whole')).toBe(whole)

  expect(await sync('parts', { organizationOpenIds: [first] })).toEqual([])
  const part = await rows('parts')
  expect(await sync('parts', { organizationOpenIds: [first, second] })).toEqual([])
  expect(await rows('parts')).toBeGreaterThan(part)
  expect(await sync('parts', {})).toEqual(['CONFIG_PARTITIONS_CHANGED'])

  await destination.close()
  await runtime.close()
  await vendor.close()
}, 60_000)
