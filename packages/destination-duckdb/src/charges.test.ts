import type { Charge, ConnectionInfo, LedgerRow } from '@outlay/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
  all,
  chargeOf,
  cleanUp,
  dayWindow,
  openLedger,
  replaceWindow,
  temporaryPath,
  usageRow,
} from '../test/ledger-fixture.js'

afterEach(cleanUp)

const window = dayWindow('2026-11-01')

function charged(id: string, charge: Charge, coverage?: LedgerRow['coverage']): LedgerRow {
  return usageRow(id, {}, { charge, coverage })
}

async function ledgerOf(rows: readonly LedgerRow[], connection: ConnectionInfo = acme) {
  const ledger = await openLedger(temporaryPath(), connection)
  await replaceWindow(ledger, window, rows, { connection })
  return ledger
}

const on = (start: string): Pick<Charge, 'period'> => ({ period: { start, end: start } })

describe('charges()', () => {
  it('gives a charge back with its place, its window’s state and its billing profile', async () => {
    const charge: Charge = {
      billed: { amount: '13.00', currency: 'CNY' },
      effective: { amount: '15.50', currency: 'USD' },
      period: { start: '2026-11-01T16:00:00Z', end: '2026-11-02T16:00:00Z' },
      sku: 'ads',
      meter: 'Ad delivery',
      description: '数 "x"',
      quantity: { amount: '2.50', unit: 'Requests' },
      consumed: { amount: 3, unit: 'Tasks' },
      accountId: '1234567890123456789',
      subAccountId: 's',
      subAccountName: 'S',
      resource: { id: 'r', type: 'Campaign', name: 'R' },
      status: 'estimated',
      attributes: { Queue: 'q', Rank: 1, Live: true, None: null },
    }
    const ledger = await ledgerOf([charged('a', charge)])
    expect(await all(ledger.charges())).toEqual([
      {
        ...charge,
        consumed: { amount: '3', unit: 'Tasks' },
        connection: 'acme-prod',
        connector: 'acme-cloud',
        stream: 'usage',
        key: '["a"]',
        day: '2026-11-02',
        window: {
          endpoint: 'usage/get',
          partition: '{}',
          start: '2026-11-01T00:00:00Z',
          end: '2026-11-02T00:00:00Z',
          final: true,
        },
        runId: 'run-1',
        readAt: '2026-11-05T06:07:08.009Z',
        billing: acme.billing,
      },
    ])
  })

  it('fills in what a charge leaves to defaults', async () => {
    const quantity = { amount: '2', unit: 'Requests' }
    const ledger = await ledgerOf([charged('a', chargeOf('1.50', { quantity })), charged('b', chargeOf(null))])
    expect(await all(ledger.charges())).toMatchObject([
      { effective: { amount: '1.50', currency: 'CNY' }, consumed: quantity, status: 'reported', attributes: {} },
      { billed: null, effective: null, status: 'unpriced' },
    ])
  })

  it('orders by connection, start, SKU and key', async () => {
    const other = { ...acme, connection: 'a-first' }
    const ledger = await openLedger(temporaryPath(), acme, other)
    const at = (id: string, sku: string, start: string) => charged(id, chargeOf('1', { sku, ...on(start) }))
    await replaceWindow(ledger, window, [
      at('2', 'b', '2026-11-01T01:00:00Z'),
      at('1', 'b', '2026-11-01T01:00:00Z'),
      at('3', 'a', '2026-11-01T01:00:00Z'),
      at('4', 'z', '2026-11-01T00:00:00Z'),
    ])
    const theirs = { ...dayWindow('2026-11-01', '{}', 'a-first') }
    await replaceWindow(ledger, theirs, [at('5', 'z', '2026-11-09T00:00:00Z')], { connection: other })
    expect((await all(ledger.charges())).map(({ key }) => key)).toEqual(['["5"]', '["4"]', '["3"]', '["1"]', '["2"]'])
  })

  it('keeps to connections and to half-open days or instants', async () => {
    // Days start at 16:00 UTC in Shanghai.
    const starts = ['2026-11-01T15:59:59Z', '2026-11-01T16:00:00Z', '2026-11-02T15:59:59Z', '2026-11-02T16:00:00Z']
    const ledger = await ledgerOf(starts.map((start, index) => charged(String(index), chargeOf('1', on(start)))))
    const keys = async (filter: Parameters<typeof ledger.charges>[0]) =>
      (await all(ledger.charges(filter))).map(({ key }) => key.slice(2, -2)).join('')
    expect(await keys({ from: '2026-11-02', to: '2026-11-03' })).toBe('12')
    expect(await keys({ from: '2026-11-02T00:00:00+08:00' })).toBe('123')
    expect(await keys({ to: '2026-11-02T15:59:59Z' })).toBe('01')
    expect(await keys({ connections: ['acme-prod', 'other'], from: '2026-11-03' })).toBe('3')
    expect(await keys({ connections: ['other'] })).toBe('')
    expect(await keys({ connections: [] })).toBe('')
  })

  it.each(['yesterday', '2026-02-30', '2026-11-01T00:00:00', ''])('refuses the bound "%s"', async (from) => {
    const ledger = await ledgerOf([])
    await expect(all(ledger.charges({ from }))).rejects.toMatchObject({ category: 'config' })
  })

  it('says whether a window is final', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await replaceWindow(ledger, window, [charged('a', chargeOf('1'))], { state: { final: false } })
    expect(await all(ledger.charges())).toMatchObject([{ window: { final: false } }])
  })

  it('reads what was committed when it began, while the window is replaced', async () => {
    const ledger = await ledgerOf(Array.from({ length: 3_000 }, (_, index) => charged(String(index), chargeOf('1'))))
    let read = 0
    for await (const _charge of ledger.charges()) {
      if (read === 0) await replaceWindow(ledger, window, [])
      read += 1
    }
    expect(read).toBe(3_000)
    expect(await all(ledger.charges())).toEqual([])
  })
})

describe('coverage', () => {
  const rank = (value: number) => ({ group: 'spend', rank: value })

  it('counts only the best rank of a group per sub-account and accounting day', async () => {
    const live = (id: string, subAccountId: string | undefined, start: string) =>
      charged(id, chargeOf('10', { subAccountId, ...on(start) }), rank(2))
    const daily = (id: string, subAccountId: string | undefined, start: string) =>
      charged(id, chargeOf('1', { subAccountId, ...on(start) }), rank(1))
    const ledger = await ledgerOf([
      daily('daily', 'x', '2026-10-31T16:00:00Z'),
      live('same day', 'x', '2026-10-31T16:00:00Z'),
      live('same day, an hour later', 'x', '2026-10-31T17:00:00Z'),
      live('next day', 'x', '2026-11-01T16:00:00Z'),
      live('another sub-account', 'y', '2026-10-31T16:00:00Z'),
      daily('none daily', undefined, '2026-10-31T16:00:00Z'),
      live('none live', undefined, '2026-10-31T16:00:00Z'),
      charged('no group', chargeOf('100', { subAccountId: 'x', ...on('2026-10-31T16:00:00Z') })),
    ])
    expect((await all(ledger.charges())).map(({ key }) => JSON.parse(key)[0]).sort()).toEqual([
      'another sub-account',
      'daily',
      'next day',
      'no group',
      'none daily',
    ])
    expect(await ledger.query('select count(*) as n from _charges')).toEqual([{ n: '8' }])
  })

  it('is decided before a filter by time, and apart per connection', async () => {
    const other = { ...acme, connection: 'acme-test' }
    const ledger = await openLedger(temporaryPath(), acme, other)
    const early = charged('daily', chargeOf('1', on('2026-10-31T16:00:00Z')), rank(1))
    const late = charged('live', chargeOf('10', on('2026-10-31T20:00:00Z')), rank(2))
    await replaceWindow(ledger, window, [early, late])
    await replaceWindow(ledger, dayWindow('2026-11-01', '{}', 'acme-test'), [late], { connection: other })
    expect(await all(ledger.charges({ from: '2026-10-31T18:00:00Z', connections: ['acme-prod'] }))).toEqual([])
    expect(await ledger.spend()).toMatchObject([{ amount: '1' }, { connection: 'acme-test', amount: '10' }])
  })

  it('falls back to the next rank when the better rows are gone', async () => {
    const ledger = await ledgerOf([charged('live', chargeOf('10'), rank(2))])
    const better = dayWindow('2026-11-01', '{"level":"daily"}')
    await replaceWindow(ledger, better, [charged('daily', chargeOf('1'), rank(1))])
    expect(await ledger.spend()).toMatchObject([{ amount: '1' }])
    await replaceWindow(ledger, better, [])
    expect(await ledger.spend()).toMatchObject([{ amount: '10' }])
  })
})

describe('spend()', () => {
  it('adds up exactly per connection, currency and accounting day', async () => {
    const usd = (amount: string) => ({ billed: { amount, currency: 'USD' } })
    const ledger = await ledgerOf([
      charged('a', chargeOf('0.10', on('2026-11-01T15:00:00Z'))),
      charged('b', chargeOf('0.20', on('2026-11-01T15:59:59Z'))),
      charged('c', chargeOf('-7.495948', on('2026-11-01T16:00:00Z'))),
      charged('d', chargeOf(null, { ...usd('12345678901234567890.000000000001'), ...on('2026-11-01T16:00:00Z') })),
      charged('e', chargeOf('5', { effective: { amount: '2.50', currency: 'CNY' }, ...on('2026-11-03T16:00:00Z') })),
      charged('f', chargeOf('0', { effective: null, ...on('2026-11-04T16:00:00Z') })),
      charged('unpriced', chargeOf(null, on('2026-11-01T15:00:00Z'))),
    ])
    const of = { connection: 'acme-prod', connector: 'acme-cloud' }
    expect(await ledger.spend()).toEqual([
      { ...of, currency: 'CNY', day: '2026-11-01', amount: '0.3' },
      { ...of, currency: 'CNY', day: '2026-11-02', amount: '-7.495948' },
      { ...of, currency: 'USD', day: '2026-11-02', amount: '12345678901234567890.000000000001' },
      { ...of, currency: 'CNY', day: '2026-11-04', amount: '2.5' },
    ])
    expect(await ledger.spend({ from: '2026-11-04', to: '2026-11-05' })).toHaveLength(1)
  })

  it('counts days from the profile’s boundary on', async () => {
    const billing = { ...acme.billing, timeZone: 'UTC', dayBoundary: '08:00' }
    const rows = ['2026-11-02T07:59:59Z', '2026-11-02T08:00:00Z'].map((at) => charged(at, chargeOf('1', on(at))))
    const ledger = await ledgerOf(rows, { ...acme, billing })
    expect((await ledger.spend()).map(({ day }) => day)).toEqual(['2026-11-01', '2026-11-02'])
  })

  it('counts the days anew when a connection’s profile has another zone', async () => {
    const ledger = await ledgerOf([charged('a', chargeOf('1', on('2026-11-01T16:00:00Z')))])
    expect(await ledger.spend()).toMatchObject([{ day: '2026-11-02' }])
    await ledger.prepare?.({ ...acme, billing: { ...acme.billing, timeZone: 'UTC' } })
    expect(await ledger.spend()).toMatchObject([{ day: '2026-11-01' }])
    expect(await all(ledger.charges())).toMatchObject([{ day: '2026-11-01', billing: { timeZone: 'UTC' } }])
  })

  it('refuses a profile whose zone does not exist', async () => {
    const ledger = await openLedger(temporaryPath())
    const billing = { ...acme.billing, timeZone: 'Mars/Olympus' }
    await expect(ledger.prepare?.({ ...acme, billing })).rejects.toMatchObject({ category: 'config' })
  })
})

describe('unpricedUnits()', () => {
  it('adds up the units without a price per SKU and unit', async () => {
    const units = (amount: string, unit: string) => ({ quantity: { amount, unit } })
    const ledger = await ledgerOf([
      charged('a', chargeOf(null, units('1.25', 'Requests'))),
      charged('b', chargeOf(null, units('2.25', 'Requests'))),
      charged('c', chargeOf(null, { consumed: { amount: 4, unit: 'Tasks' } })),
      charged('d', chargeOf(null, { sku: 'bare' })),
      charged('e', chargeOf('0', units('9', 'Requests'))),
    ])
    const of = { connection: 'acme-prod', connector: 'acme-cloud' }
    expect(await ledger.unpricedUnits()).toEqual([
      { ...of, sku: 'bare', unit: null, amount: null, charges: 1 },
      { ...of, sku: 'calls', unit: 'Requests', amount: '3.5', charges: 2 },
      { ...of, sku: 'calls', unit: 'Tasks', amount: '4', charges: 1 },
    ])
  })
})
