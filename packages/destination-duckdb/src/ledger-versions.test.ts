import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, describe, expect, it } from 'vitest'
import { acme, cleanUp, dayWindow, openLedger, replaceWindow, temporaryPath, usageRow } from '../test/ledger-fixture.js'
import { version1Ledger } from '../test/version-1.js'

afterEach(cleanUp)

/** The rows of a statement on a file that no ledger has open. */
async function ask(path: string, sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

describe('a ledger of version 1', () => {
  it('is opened with all that it holds; how many pages a window took is not known', async () => {
    const path = temporaryPath()
    await version1Ledger(path)
    const ledger = await openLedger(path, acme)
    const states = await ledger.loadState(acme.connection)
    expect([...states].sort((a, b) => (a.start < b.start ? -1 : 1))).toEqual([
      {
        ...dayWindow('2026-11-01'),
        grid: 'days UTC 00:00',
        status: 'complete',
        final: true,
        readAt: '2026-11-05T06:07:08.009Z',
        streams: ['usage'],
        generation: 2,
        pages: 0,
        rows: 1,
        quarantined: 0,
        error: null,
        difference: null,
      },
      {
        ...dayWindow('2026-11-02'),
        grid: 'days UTC 00:00',
        status: 'failed',
        final: false,
        readAt: null,
        streams: [],
        generation: 0,
        pages: 0,
        rows: 0,
        quarantined: 0,
        error: 'VENDOR_TRANSIENT',
        difference: null,
      },
    ])
    expect(await ledger.spend()).toMatchObject([{ amount: '7.495948', currency: 'CNY' }])
  })

  it('becomes like one that was made today, for good', async () => {
    const path = temporaryPath()
    await version1Ledger(path)
    const old = await openLedger(path, acme)
    const fresh = await openLedger(temporaryPath(), acme)
    const questions = [
      'select * from _meta',
      "select table_name, column_name, data_type, column_default from duckdb_columns() where schema_name = 'main' order by all",
    ]
    for (const question of questions) expect(await old.query(question)).toEqual(await fresh.query(question))
    await replaceWindow(old, dayWindow('2026-11-02'), [usageRow('b')], { state: { pages: 3 } })
    await old.close()
    const again = await openLedger(path)
    expect(await again.query('select window_start, pages, generation from _windows order by all')).toEqual([
      { window_start: '2026-11-01T00:00:00Z', pages: '0', generation: '2' },
      { window_start: '2026-11-02T00:00:00Z', pages: '3', generation: '1' },
    ])
  })

  it('that cannot be brought up to date is left as it was', async () => {
    const path = temporaryPath()
    await version1Ledger(path)
    await ask(path, 'alter table _windows add column pages VARCHAR') // somebody's own
    const before = await ask(path, 'select * from _windows order by all')
    await expect(openLedger(path)).rejects.toMatchObject({ code: 'LEDGER_FAILED' })
    expect(await ask(path, 'select * from _meta')).toEqual([['schema_version', '1']])
    expect(await ask(path, 'select * from _windows order by all')).toEqual(before)
  })
})
