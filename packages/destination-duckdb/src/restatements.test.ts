import type { HeldRow, LedgerRow, Restatement } from '@outlay/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
  all,
  chargeOf,
  cleanUp,
  dayWindow,
  openLedger,
  replaceWindow,
  stateOf,
  temporaryPath,
  usage,
  usageRow,
} from '../test/ledger-fixture.js'

afterEach(cleanUp)

const window = dayWindow('2026-11-01')
const context = { runId: 'run-2', connection: acme }
const NOTED = '2026-11-05T06:07:08.009Z'

type Ledger = Awaited<ReturnType<typeof openLedger>>

async function heldBy(ledger: Ledger, of = window, streams: readonly string[] = ['usage']) {
  const transaction = await ledger.begin(context)
  const held: HeldRow[] = []
  for await (const row of transaction.held?.(of, streams) ?? []) held.push(row)
  await transaction.abort()
  return held.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function restatement(changes: Partial<Restatement> = {}): Restatement {
  return {
    stream: 'usage',
    key: '["a"]',
    field: 'charge.effective',
    before: '7.50',
    after: '8',
    currency: 'CNY',
    notedAt: NOTED,
    ...changes,
  }
}

describe('what a ledger holds of a window', () => {
  it('has every amount with the digits that were written', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const rows: LedgerRow[] = [
      usageRow(
        'a',
        { cost: { amount: '7.50', currency: 'CNY' }, rate: '0.1000', calls: 9_007_199_254_740_991, paid: true },
        {
          charge: chargeOf('7.50', {
            effective: { amount: '9.10', currency: 'USD' },
            quantity: { amount: 3, unit: 'Calls' },
          }),
        },
      ),
      usageRow('b', { cost: null }, { charge: chargeOf(null) }),
      usageRow('c', { calls: 0 }),
      usageRow('d', {}, { charge: chargeOf('-1.20') }),
    ]
    await replaceWindow(ledger, window, rows)
    const none = {
      'record.cost': null,
      'record.rate': null,
      'record.calls': null,
      'charge.billed': null,
      'charge.effective': null,
      'charge.quantity': null,
    }
    expect(await heldBy(ledger)).toEqual([
      {
        stream: 'usage',
        key: '["a"]',
        amounts: {
          'record.cost': { amount: '7.50', currency: 'CNY' },
          'record.rate': '0.1000',
          'record.calls': '9007199254740991',
          'charge.billed': { amount: '7.50', currency: 'CNY' },
          'charge.effective': { amount: '9.10', currency: 'USD' },
          'charge.quantity': '3',
        },
      },
      { stream: 'usage', key: '["b"]', amounts: none },
      { stream: 'usage', key: '["c"]', amounts: { ...none, 'record.calls': '0' } },
      {
        stream: 'usage',
        key: '["d"]',
        amounts: {
          ...none,
          'charge.billed': { amount: '-1.20', currency: 'CNY' },
          'charge.effective': { amount: '-1.20', currency: 'CNY' },
        },
      },
    ])
  })

  it('leaves out other windows, partitions, connections and streams', async () => {
    const extra = { ...usage, name: 'extra' }
    const both = { ...acme, streams: [usage, extra] }
    const other = { ...both, connection: 'acme-test' }
    const ledger = await openLedger(temporaryPath(), both, other)
    await replaceWindow(ledger, window, [usageRow('a'), { ...usageRow('x'), stream: extra }], { connection: both })
    await replaceWindow(ledger, dayWindow('2026-11-02'), [usageRow('b')], { connection: both })
    await replaceWindow(ledger, dayWindow('2026-11-01', '{"account":"7"}'), [usageRow('c')], { connection: both })
    const elsewhere = dayWindow('2026-11-01', '{}', 'acme-test')
    await replaceWindow(ledger, elsewhere, [usageRow('d')], { connection: other })
    const keys = async (...asked: Parameters<typeof heldBy>) => (await heldBy(...asked)).map(({ key }) => key)
    expect(await keys(ledger)).toEqual(['["a"]'])
    expect(await keys(ledger, window, [])).toEqual([])
    expect(await keys(ledger, elsewhere)).toEqual(['["d"]'])
    expect(await keys(ledger, dayWindow('2026-11-09'))).toEqual([])
  })

  it('is handed on in parts, and all of it', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const rows = Array.from({ length: 5_000 }, (_, index) => usageRow(String(index), { calls: index }))
    await replaceWindow(ledger, window, rows)
    const held = await heldBy(ledger)
    expect(new Set(held.map(({ key }) => key)).size).toBe(5_000)
    expect(held.every(({ key, amounts }) => key === `["${amounts['record.calls']}"]`)).toBe(true)
  })

  it('can be replaced in the same transaction, also when nobody read it to its end', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const rows = Array.from({ length: 5_000 }, (_, index) => usageRow(String(index)))
    await replaceWindow(ledger, window, rows)
    const transaction = await ledger.begin(context)
    for await (const _row of transaction.held?.(window, ['usage']) ?? []) break
    await transaction.clear(window, ['usage'])
    await transaction.write(window, [usageRow('new')])
    await transaction.commit([stateOf(window)])
    expect(await heldBy(ledger)).toMatchObject([{ key: '["new"]' }])
  })

  it('includes what the same transaction has written', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await ledger.begin(context)
    await transaction.write(window, [usageRow('a', {}, { charge: chargeOf('1') })])
    const held = await all(transaction.held?.(window, ['usage']) ?? never())
    expect(held).toMatchObject([{ key: '["a"]', amounts: { 'charge.billed': { amount: '1' } } }])
    await transaction.commit([stateOf(window)])
  })
})

describe('restatements', () => {
  it('stand in a table, with their window and run', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await ledger.begin(context)
    await transaction.restate?.(window, [
      restatement(),
      restatement({ field: 'row', before: '0', after: '1', currency: null }),
      restatement({ field: 'record.rate', before: null, after: '1e-13', currency: null }),
    ])
    await transaction.commit([stateOf(window)])
    const place = {
      connection: 'acme-prod',
      endpoint: 'usage/get',
      partition: '{}',
      window_start: '2026-11-01 00:00:00',
      window_end: '2026-11-02 00:00:00',
      run_id: 'run-2',
      connector: 'acme-cloud',
      stream: 'usage',
      key: '["a"]',
      noted_at: '2026-11-05 06:07:08.009',
    }
    expect(await ledger.query('select * from _restatements order by field')).toEqual([
      {
        ...place,
        field: 'charge.effective',
        before: '7.500000000000',
        before_text: '7.50',
        after: '8.000000000000',
        after_text: '8',
        currency: 'CNY',
      },
      {
        ...place,
        field: 'record.rate',
        before: null,
        before_text: null,
        after: null, // 13 digits behind the point are never rounded
        after_text: '1e-13',
        currency: null,
      },
      {
        ...place,
        field: 'row',
        before: '0.000000000000',
        before_text: '0',
        after: '1.000000000000',
        after_text: '1',
        currency: null,
      },
    ])
  })

  it('are gone with the transaction that found them', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await ledger.begin(context)
    await transaction.restate?.(window, [restatement()])
    await transaction.abort()
    expect(await ledger.query('select * from _restatements')).toEqual([])
  })

  it('stay when their window is replaced again', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await ledger.begin(context)
    await transaction.restate?.(window, [restatement()])
    await transaction.commit([stateOf(window)])
    await replaceWindow(ledger, window, [])
    expect(await ledger.query('select key from _restatements')).toEqual([{ key: '["a"]' }])
  })
})

async function* never(): AsyncGenerator<never> {}
