import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
  chargeOf,
  cleanUp,
  dayWindow,
  openLedger,
  replaceWindow,
  temporaryPath,
  usage,
  usageRow,
} from '../test/ledger-fixture.js'

afterEach(cleanUp)

async function filledLedger() {
  const ledger = await openLedger(temporaryPath(), acme)
  await replaceWindow(ledger, dayWindow('2026-11-01'), [usageRow('a', {}, { charge: chargeOf('1') })])
  return ledger
}

describe('query()', () => {
  it.each([
    'delete from _charges',
    'drop table _windows',
    "update _meta set value = '9'",
    "copy _charges to '/dev/null'",
    'select 1; delete from _charges',
    'explain analyze delete from _charges',
    'set threads = 1',
    '',
  ])('refuses %s', async (sql) => {
    const ledger = await filledLedger()
    await expect(ledger.query(sql)).rejects.toMatchObject({ category: 'config' })
    expect(await ledger.query('select count(*) as n from _charges')).toEqual([{ n: '1' }])
  })

  it('says what DuckDB has against a query', async () => {
    const ledger = await filledLedger()
    await expect(ledger.query('select nothing from _charges')).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      message: expect.stringContaining('"nothing" not found'),
    })
  })

  it('describes a stream’s table', async () => {
    const ledger = await filledLedger()
    const columns = await ledger.query('select column_name from (describe acme_cloud_usage)')
    expect(columns.map(({ column_name }) => column_name)).toEqual([
      ...['_connection', '_endpoint', '_partition', '_window_start', '_window_end', '_run_id', '_key', '_raw'],
      ...usage.fields.flatMap(({ name, type }) =>
        type === 'money'
          ? [name, `${name}_text`, `${name}_currency`]
          : type === 'decimal'
            ? [name, `${name}_text`]
            : [name],
      ),
    ])
  })
})
