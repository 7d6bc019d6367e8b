import { decodeJson, encodeJson } from '@outlay/core'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { host, sync } from '../test/host.js'

const config = { apikey: `sk-${'a1'.repeat(24)}`, clientSecret: 'abc123456' }

/** Syncs one day whose lists are these. */
async function day(data: string, more: object = {}) {
  nock('https://connect.zhihuiya.com')
    .post('/open-user/statement/v2')
    .reply(200, `{"data":${data},"status":true,"error_code":0}`)
  const { runtime } = host('2025-02-01T12:00:00+08:00')
  return sync(runtime, { ...config, ...more }, { from: '2025-01-15', to: '2025-01-16' })
}

const usage = (more: object = {}) => ({
  serial_number: 'P042',
  request_path: '/basic-patent-data/fulltext-image',
  request_path_name: '<cn>[P042]全文附图</cn><us>[P042]Fulltext Image</us>',
  usage_times: 100,
  fee_times: 80,
  used_money: '123.45',
  ...more,
})
const combo = (more: object = {}) => ({
  url: '/ai/quick-search-report/query',
  url_name: '<cn>[AI34-3]预研报告查询(Beta)</cn><us>[AI34-3]Quick-search report Query(Beta)</us>',
  used_num: 21,
  usage_num: 20,
  ...more,
})
const ofUsage = (...lines: unknown[]) => day(JSON.stringify({ usage: lines }))
const ofCombo = (line: unknown, more: object = {}) => day(JSON.stringify({ combo_usage: [line] }), more)
const period = { start: '2025-01-15T00:00:00Z', end: '2025-01-16T00:00:00Z' }

describe('a line that is charged in money', () => {
  it('costs used_money for its chargeable calls', async () => {
    expect((await ofUsage(usage())).rows[0]?.charge).toEqual({
      billed: { amount: '123.45', currency: 'CNY' },
      period,
      sku: 'P042',
      meter: 'Fulltext Image',
      description: '[P042]Fulltext Image',
      quantity: { amount: 80, unit: 'Requests' },
      consumed: { amount: 100, unit: 'Requests' },
      attributes: { InterfacePath: '/basic-patent-data/fulltext-image', CallCount: 100, DayBoundary: '08:00' },
    })
  })

  it('may cost nothing, or have no chargeable call', async () => {
    const { rows } = await ofUsage(usage({ used_money: 0, fee_times: 1 }), usage({ used_money: 0, fee_times: 0 }))

    expect(rows.slice(0, 2).map(({ charge }) => [charge?.billed?.amount, charge?.quantity?.amount])).toEqual(
      [
        ['0', 0],
        ['0', 1],
      ].reverse(),
    )
  })

  it('keeps every digit of its money', async () => {
    const { rows } = await day(
      `{"usage":[${encodeJson({ ...usage(), used_money: 0 }).replace('"used_money":0', '"used_money":15523.646928085003')}]}`,
    )

    expect(rows[0]?.charge?.billed).toEqual({ amount: '15523.646928085003', currency: 'CNY' })
    expect(encodeJson(rows[0]?.raw)).toContain('"used_money":15523.646928085003')
  })

  it.each([undefined, null, ''])('goes by its path where the serial number is %j', async (serial_number) => {
    expect((await ofUsage(usage({ serial_number }))).rows[0]?.charge?.sku).toBe('/basic-patent-data/fulltext-image')
  })

  it('stays apart from one that is equal in all fields', async () => {
    const { rows } = await ofUsage(usage(), usage())
    const lines = rows.filter(({ stream }) => stream.name === 'statement_lines')

    expect(lines.map(({ key }) => decodeJson(key))).toEqual([
      ['2025-01-15', 'usage', 'P042', '/basic-patent-data/fulltext-image', null, 0],
      ['2025-01-15', 'usage', 'P042', '/basic-patent-data/fulltext-image', null, 1],
    ])
  })

  it.each<[string, unknown, string]>([
    ['without money', usage({ used_money: undefined }), 'used_money: is missing'],
    ['with money of null', usage({ used_money: null }), 'used_money: is missing'],
    ['with money in words', usage({ used_money: 'a lot' }), 'used_money: expected an amount'],
    ['with half a call', usage({ fee_times: 0.5 }), 'fee_times: expected a whole number'],
    ['of no interface', usage({ request_path: null, serial_number: '' }), 'names no interface'],
    ['that is no object', 'P042', 'the record is no object'],
    ['that is nothing', {}, 'used_num: is missing'],
  ])('is quarantined %s, and the other lines are not', async (_what, bad, reason) => {
    const { rows, quarantined } = await ofUsage(bad, usage())

    expect(quarantined.map(({ reasons }) => reasons.join())).toEqual([expect.stringContaining(reason)])
    expect(rows.map(({ stream }) => stream.name)).toEqual(['statement_lines', 'statement_totals'])
  })
})

describe('a line that is counted against a package', () => {
  it('has no price unless the config has one: unpriced, never zero', async () => {
    const charge = (await ofCombo(combo())).rows[0]?.charge

    expect(charge).toMatchObject({
      billed: null,
      sku: 'AI34-3',
      meter: 'Quick-search report Query(Beta)',
      quantity: { amount: 20, unit: 'Requests' },
      consumed: { amount: 21, unit: 'Requests' },
    })
    expect(charge).not.toHaveProperty('effective')
    expect(charge).not.toHaveProperty('status')
  })

  it('is covered by the package and worth the configured price of its counted calls', async () => {
    expect((await ofCombo(combo(), { unitPrices: { 'AI34-3': '2.50' } })).rows[0]?.charge).toEqual({
      billed: { amount: '0', currency: 'CNY' },
      effective: { amount: '50.00', currency: 'CNY' },
      status: 'configured-unit-price',
      period,
      sku: 'AI34-3',
      meter: 'Quick-search report Query(Beta)',
      description: '[AI34-3]Quick-search report Query(Beta)',
      quantity: { amount: 20, unit: 'Requests' },
      consumed: { amount: 21, unit: 'Requests' },
      attributes: {
        InterfacePath: '/ai/quick-search-report/query',
        CallCount: 21,
        DayBoundary: '08:00',
        UnitPriceConfigured: '2.50',
      },
    })
  })

  it('counts its uses where usage_num is left out', async () => {
    const { rows } = await ofCombo(combo({ usage_num: undefined }), { unitPrices: { 'AI34-3': '2.50' } })

    expect(rows[0]?.charge).toMatchObject({ effective: { amount: '52.50' }, quantity: { amount: 21 } })
  })

  it.each([
    ['its path where its name has no code', combo({ url_name: 'Quick search' }), '/ai/quick-search-report/query'],
    ['its path where it has no name', combo({ url_name: null }), '/ai/quick-search-report/query'],
    ['its code where it has no path', combo({ url: undefined }), 'AI34-3'],
    ['a code that is a word of JavaScript', combo({ url_name: '[constructor]x' }), 'constructor'],
  ])('goes by %s', async (_what, line, sku) => {
    expect((await ofCombo(line)).rows[0]?.charge).toMatchObject({ sku, billed: null })
  })
})

describe('the totals of a day', () => {
  it('cost nothing, and keep what else the vendor sends', async () => {
    const { rows } = await day('{"usage":[],"usage_money":0.50,"credits":7.10}')

    expect(rows).toMatchObject([
      { record: { date: '2025-01-15', usage_money: { amount: '0.50' }, combo_use_num: null }, charge: null },
    ])
    expect(encodeJson(rows[0]?.raw)).toBe('{"usage_money":0.50,"credits":7.10}')
  })

  it('are in the configured currency, as the lines are', async () => {
    const { rows } = await day(JSON.stringify({ usage: [usage()], usage_money: 123.45 }), { currency: 'EUR' })

    expect(rows.map(({ record }) => record.used_money ?? record.usage_money)).toMatchObject([
      { currency: 'EUR' },
      { currency: 'EUR' },
    ])
  })
})
