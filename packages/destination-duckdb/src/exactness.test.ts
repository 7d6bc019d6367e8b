import { decodeJson, type LedgerRow } from '@outlay/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
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

async function stored(row: LedgerRow) {
  const ledger = await openLedger(temporaryPath(), acme)
  await replaceWindow(ledger, window, [row])
  const [found] = await ledger.query('select * from acme_cloud_usage')
  return found
}

const cny = (amount: string) => ({ amount, currency: 'CNY' })

describe('what the ledger keeps exactly', () => {
  it('keeps a 19-digit id as text', async () => {
    expect(await stored(usageRow('1234567890123456789'))).toMatchObject({ id: '1234567890123456789' })
  })

  it.each([
    ['7.495948', '7.495948000000'],
    ['13.00', '13.000000000000'],
    ['-0.000000000001', '-0.000000000001'],
    ['0.123456789012', '0.123456789012'],
    ['12345678901234567890', '12345678901234567890.000000000000'],
    ['99999999999999999999999999.999999999999', '99999999999999999999999999.999999999999'],
    ['-99999999999999999999999999.999999999999', '-99999999999999999999999999.999999999999'],
    ['0.1000000000000000', '0.100000000000'],
  ])('keeps the amount %s beside the vendor’s own digits', async (amount, decimal) => {
    const row = await stored(usageRow('a', { cost: cny(amount), rate: amount }))
    expect(row).toMatchObject({
      cost: decimal,
      cost_text: amount,
      cost_currency: 'CNY',
      rate: decimal,
      rate_text: amount,
    })
  })

  it('adds amounts up without a float', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await replaceWindow(
      ledger,
      window,
      ['0.1', '0.2'].map((amount) => usageRow(amount, { cost: cny(amount) })),
    )
    expect(await ledger.query('select sum(cost) = 0.3::DECIMAL(38,12) as same from acme_cloud_usage')).toEqual([
      { same: 'true' },
    ])
  })

  it('keeps negative counts, booleans, dates and JSON', async () => {
    const flow = decodeJson('{"n":12345678901234567890.10}')
    const row = await stored(
      usageRow('a', { calls: -9_007_199_254_740_991, paid: false, day: '2026-11-01', FlowId: flow }),
    )
    expect(row).toMatchObject({
      calls: '-9007199254740991',
      paid: 'false',
      day: '2026-11-01',
      FlowId: '{"n":12345678901234567890.10}',
    })
  })

  it('keeps the raw record digit for digit', async () => {
    const raw = decodeJson('{"id":12345678901234567890,"cost":7.50,"note":"数"}')
    expect(await stored(usageRow('a', {}, { raw }))).toMatchObject({
      _raw: '{"id":12345678901234567890,"cost":7.50,"note":"数"}',
    })
  })

  it('writes NULL for what is absent', async () => {
    expect(await stored(usageRow('a', { cost: null }))).toMatchObject({
      cost: null,
      cost_text: null,
      cost_currency: null,
      rate: null,
      calls: null,
      paid: null,
      day: null,
      FlowId: null,
    })
  })

  it('keeps instants in UTC whatever the zone of the process', async () => {
    expect(await stored(usageRow('a'))).toMatchObject({
      _window_start: '2026-11-01 00:00:00',
      _window_end: '2026-11-02 00:00:00',
    })
  })
})

describe('what the ledger refuses', () => {
  it.each([
    ['a 13th decimal', { cost: cny('0.1234567890123') }, /stream "usage", field "cost" is no decimal/],
    ['a 27th digit', { cost: cny('123456789012345678901234567') }, /field "cost"/],
    ['a decimal of 13 places', { rate: '0.1234567890123' }, /field "rate"/],
    ['text for money', { cost: '7.50 CNY' }, /field "cost"/],
    ['a fraction for a count', { calls: 0.5 }, /field "calls" is no whole number/],
    ['a count beyond 2^53', { calls: 2 ** 60 }, /field "calls"/],
    ['a date that does not exist', { day: '2026-13-01' }, /field "day" is no date/],
    ['text for a boolean', { paid: 'yes' }, /field "paid"/],
    ['an object for text', { id: { a: 1 } }, /field "id" is no text/],
  ])('refuses %s, names stream and field, and writes nothing', async (_what, record, message) => {
    const ledger = await openLedger(temporaryPath(), acme)
    const rows = [usageRow('before'), usageRow('a', record)]
    await expect(replaceWindow(ledger, window, rows)).rejects.toMatchObject({
      code: 'LEDGER_MISFIT',
      category: 'data',
      stops: 'window',
      message: expect.stringMatching(message),
    })
    expect(await ledger.query('select * from acme_cloud_usage')).toEqual([])
    expect(await ledger.loadState(acme.connection)).toEqual([])
  })

  it.each([
    ['billed', chargeOf('0.1234567890123')],
    ['quantity', chargeOf('1', { quantity: { amount: 0.1 + 0.2, unit: 'Requests' } })],
    ['period', chargeOf('1', { period: { start: 'yesterday', end: '2026-11-02T00:00:00Z' } })],
  ])('refuses a charge whose %s does not fit', async (member, charge) => {
    const ledger = await openLedger(temporaryPath(), acme)
    const message = expect.stringContaining(`stream "usage", ${member} of the charge`)
    await expect(replaceWindow(ledger, window, [usageRow('a', {}, { charge })])).rejects.toMatchObject({ message })
  })
})
