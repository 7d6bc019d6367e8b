import { DuckDBInstance } from '@duckdb/node-api'
import type { FieldInfo, StreamInfo } from '@outlay/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
  cleanUp,
  dayWindow,
  openLedger,
  replaceWindow,
  temporaryPath,
  usage,
  usageRow,
} from '../test/ledger-fixture.js'

afterEach(cleanUp)

const window = dayWindow('2026-11-01')

function connectionWith(...streams: readonly StreamInfo[]) {
  return { ...acme, streams }
}

function streamWith(...fields: readonly FieldInfo[]): StreamInfo {
  return { ...usage, fields }
}

/** Runs SQL on a file that no ledger has open. */
async function edit(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(sql)
  connection.closeSync()
  instance.closeSync()
}

describe('the table of a stream', () => {
  it('gets a column for each new field, and keeps the old rows', async () => {
    const path = temporaryPath()
    const before = streamWith({ name: 'id', type: 'string' })
    const old = await openLedger(path, connectionWith(before))
    await replaceWindow(old, window, [{ ...usageRow('old'), stream: before }])
    await old.close()
    const after = streamWith({ name: 'tax', type: 'money' }, { name: 'id', type: 'string' })
    const ledger = await openLedger(path, connectionWith(after))
    const row = { ...usageRow('new', { tax: { amount: '0.10', currency: 'CNY' } }), stream: after }
    await replaceWindow(ledger, dayWindow('2026-11-02'), [row])
    expect(await ledger.query('select id, tax, tax_text from acme_cloud_usage order by id')).toEqual([
      { id: 'new', tax: '0.100000000000', tax_text: '0.10' },
      { id: 'old', tax: null, tax_text: null },
    ])
  })

  it('keeps columns that a connection has no fields for, also when another connection adds them in between', async () => {
    const other = {
      ...connectionWith(streamWith({ name: 'id', type: 'string' }, { name: 'extra', type: 'count' })),
      connection: 'acme-test',
    }
    const narrow = streamWith({ name: 'id', type: 'string' })
    const ledger = await openLedger(temporaryPath(), connectionWith(narrow))
    await ledger.prepare?.(other)
    await replaceWindow(ledger, window, [{ ...usageRow('a'), stream: narrow }], { connection: connectionWith(narrow) })
    expect(await ledger.query('select id, extra from acme_cloud_usage')).toEqual([{ id: 'a', extra: null }])
  })

  it.each([
    ['names that differ by case only', [field('FlowId'), field('flowid')], /"FlowId" and "flowid"/],
    ['the currency of money', [field('cost', 'money'), field('Cost_Currency')], /"cost_currency" and "Cost_Currency"/],
    ['a technical column', [field('_key')], /"_key"/],
  ])('is refused when two columns clash: %s', async (_what, fields, message) => {
    const opening = openLedger(temporaryPath(), connectionWith(streamWith(...fields)))
    await expect(opening).rejects.toMatchObject({ code: 'LEDGER_NAME_CLASH', category: 'config' })
    await expect(opening).rejects.toThrow(message)
  })

  it('is refused when it belongs to another stream', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const other = {
      ...acme,
      connection: 'other',
      connector: 'acme',
      streams: [{ ...usage, connector: 'acme', name: 'cloud_usage' }],
    }
    await expect(ledger.prepare?.(other)).rejects.toThrow(/acme_cloud_usage, which belongs to the stream "usage"/)
    expect(await ledger.query('select connection from _connections')).toEqual([{ connection: 'acme-prod' }])
  })

  it('is refused when a field has changed its type', async () => {
    const ledger = await openLedger(temporaryPath(), connectionWith(streamWith(field('calls', 'count'))))
    const changed = connectionWith(streamWith(field('calls', 'decimal')))
    await expect(ledger.prepare?.(changed)).rejects.toThrow(/DECIMAL\(38,12\) in "calls".*holds BIGINT/)
  })

  it('takes names that are words of SQL or hold quotes', async () => {
    const odd = streamWith(field('select'), field('a "b" c'), field('数'))
    const ledger = await openLedger(temporaryPath(), connectionWith(odd))
    await replaceWindow(ledger, window, [{ ...usageRow('a', { select: '1', 'a "b" c': '2', 数: '3' }), stream: odd }])
    expect(await ledger.query('select "select", "a ""b"" c", 数 from acme_cloud_usage')).toEqual([
      { select: '1', 'a "b" c': '2', 数: '3' },
    ])
  })
})

describe('a connection’s name', () => {
  it('is refused when the ledger has it for another connector', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await expect(ledger.prepare?.({ ...acme, connector: 'other' })).rejects.toThrow(/"acme-prod"/)
  })
})

describe('the file', () => {
  it('is refused when a newer Outlay wrote it', async () => {
    const path = temporaryPath()
    await (await openLedger(path, acme)).close()
    await edit(path, "update _meta set value = '99' where name = 'schema_version'")
    await expect(openLedger(path)).rejects.toMatchObject({
      code: 'LEDGER_VERSION',
      category: 'config',
      message: expect.stringMatching(/schema version 99; this Outlay knows version \d+/),
    })
  })

  it.each(['0', '-1', '1.5', 'one'])('is refused when it says that it has version %s', async (version) => {
    const path = temporaryPath()
    await (await openLedger(path, acme)).close()
    await edit(path, `update _meta set value = '${version}' where name = 'schema_version'`)
    await expect(openLedger(path)).rejects.toMatchObject({ code: 'LEDGER_VERSION' })
  })

  it('of version 2 gets what has come since, and keeps what it holds', async () => {
    const path = temporaryPath()
    const old = await openLedger(path, acme)
    await replaceWindow(old, window, [usageRow('a')])
    await old.close()
    await edit(path, "drop table _restatements; update _meta set value = '2' where name = 'schema_version'")
    const ledger = await openLedger(path, acme)
    const fresh = await openLedger(temporaryPath(), acme)
    for (const question of ['describe _restatements', 'select * from _meta']) {
      expect(await ledger.query(question)).toEqual(await fresh.query(question))
    }
    expect(await ledger.query('select id from acme_cloud_usage')).toEqual([{ id: 'a' }])
    await ledger.close()
    await openLedger(path, acme)
  })

  it('is refused, and left as it is, when it is someone else’s database', async () => {
    const path = temporaryPath()
    await edit(path, 'create table customers (name VARCHAR)')
    await expect(openLedger(path)).rejects.toMatchObject({ code: 'LEDGER_FOREIGN', category: 'config' })
    await edit(path, 'create table _meta (name VARCHAR)')
  })
})

function field(name: string, type: FieldInfo['type'] = 'string'): FieldInfo {
  return { name, type }
}
