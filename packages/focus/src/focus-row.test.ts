import { describe, expect, test } from 'vitest'
import { focusContext } from './focus-context.js'
import { focusRow } from './focus-row.js'
import type { LedgerChargeLike } from './ledger-charge.js'

const china: LedgerChargeLike['billing'] = {
  provider: 'Tencent Ads',
  service: 'Tencent Ads',
  category: 'Business Applications',
  subcategory: 'Other (Business Applications)',
  timeZone: 'Asia/Shanghai',
  currencySource: 'documented',
  currency: 'CNY',
}
const charge: LedgerChargeLike = {
  connection: 'ads',
  connector: 'tencent-ads',
  stream: 'realtime_cost',
  key: '["25610","2026-11-21"]',
  window: { final: true },
  readAt: '2026-11-21T05:00:00.123Z',
  billing: china,
  billed: { amount: '13.00', currency: 'CNY' },
  period: { start: '2026-11-20T16:00:00Z', end: '2026-11-21T16:00:00Z' },
  sku: 'ad-delivery-daily',
}
const rowOf = (changes: Partial<LedgerChargeLike> = {}) => {
  const changed = { ...charge, ...changes }
  return focusRow(changed, focusContext(changed.billing))
}

describe('focusRow', () => {
  test('gives the billing month of the profile zone as UTC instants', () => {
    expect(rowOf()).toMatchObject({
      BillingPeriodStart: '2026-10-31T16:00:00Z',
      BillingPeriodEnd: '2026-11-30T16:00:00Z',
      x_BillingMonth: '2026-11',
      x_LocalChargeDate: '2026-11-21',
      x_TimeZoneName: 'Asia/Shanghai',
    })
  })

  test('starts months and days at the day boundary', () => {
    const billing = { ...china, dayBoundary: '08:00' }
    const lastHour = { start: '2026-10-31T23:00:00Z', end: '2026-11-01T00:00:00Z' }
    expect(rowOf({ billing, period: lastHour })).toMatchObject({
      BillingPeriodStart: '2026-10-01T00:00:00Z',
      BillingPeriodEnd: '2026-11-01T00:00:00Z',
      x_BillingMonth: '2026-10',
      x_LocalChargeDate: '2026-10-31',
      x_DayBoundary: '08:00',
    })
  })

  test('keeps every digit and every zero of an amount', () => {
    const billed = { amount: '12345678901234567890.120', currency: 'CNY' }
    expect(rowOf({ billed })).toMatchObject({
      BilledCost: '12345678901234567890.120',
      EffectiveCost: '12345678901234567890.120',
    })
  })

  test('writes quantities without exponent', () => {
    const row = rowOf({ quantity: { amount: '3.5e-7', unit: 'Tasks' } })
    expect(row).toMatchObject({ PricingQuantity: '0.00000035', ConsumedQuantity: '0.00000035', ConsumedUnit: 'Tasks' })
  })

  test('keeps billed and effective cost apart where a package covers the charge', () => {
    const money = {
      billed: { amount: '0', currency: 'CNY' },
      effective: { amount: '-3.5', currency: 'CNY' },
    }
    expect(rowOf(money)).toMatchObject({
      BilledCost: '0',
      EffectiveCost: '-3.5',
      ListCost: '-3.5',
      ContractedCost: '-3.5',
    })
  })

  test('prices one of a charge that has no quantity, and measures nothing', () => {
    expect(rowOf()).toMatchObject({ PricingQuantity: '1', PricingUnit: 'Count', ConsumedQuantity: null })
  })

  test.each<[string, Partial<LedgerChargeLike>]>([
    ['no billed amount', { billed: null }],
    ['no effective amount', { effective: null }],
    ['the status unpriced', { status: 'unpriced' }],
  ])('writes no row for a charge with %s', (_, changes) => {
    expect(rowOf(changes)).toBeUndefined()
  })

  test.each<[boolean, LedgerChargeLike['status'], string, string]>([
    [true, undefined, 'false', 'reported'],
    [false, undefined, 'true', 'estimated'],
    [false, 'configured-unit-price', 'true', 'configured-unit-price'],
  ])('of a window with final %s and the status %s says partial %s, %s', (final, status, partial, said) => {
    const row = rowOf({ window: { final }, ...(status && { status }) })
    expect(row).toMatchObject({ x_IsPartial: partial, x_CostStatus: said })
  })

  test('takes the configured account name before the name of the connection', () => {
    expect(rowOf()).toMatchObject({ BillingAccountId: 'ads' })
    expect(rowOf({ billing: { ...china, accountName: 'agency-7788' } })).toMatchObject({
      BillingAccountId: 'agency-7788',
    })
  })

  test('names a sub-account by its id where it has no name', () => {
    expect(rowOf({ subAccountId: '25610' })).toMatchObject({ SubAccountId: '25610', SubAccountName: '25610' })
  })

  test('gives attributes as x_ columns that never hide ours', () => {
    const attributes = { CampaignId: '9007199254740993', CallCount: 3, IsPartial: 'maybe', Nothing: null }
    expect(rowOf({ attributes })).toMatchObject({
      x_CampaignId: '9007199254740993',
      x_CallCount: '3',
      x_IsPartial: 'false',
      x_Nothing: null,
    })
  })

  test('identifies a row by connector, connection, stream and key', () => {
    expect(rowOf()?.x_SourceRowId).toBe('tencent-ads:ads:realtime_cost:["25610","2026-11-21"]')
  })
})
