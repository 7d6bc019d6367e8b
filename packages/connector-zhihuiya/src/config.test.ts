import { ConfigError } from '@outlay/core'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { collect, host, sync } from '../test/host.js'
import { config } from './config.js'
import { currencyOf } from './currency.js'
import { zhihuiya } from './index.js'

const keys = { apikey: 'client-1', clientSecret: 'abc123456' }

async function read(given: object) {
  const { runtime } = host('2025-02-01T12:00:00+08:00')
  return collect(
    runtime.readById('zhihuiya', 'statement_lines', { config: given, from: '2025-01-15', to: '2025-01-16' }),
  )
}

describe('the config', () => {
  it.each<[string, object, RegExp]>([
    ['a key that it does not know', { ...keys, clientsecret: 'x' }, /unknown key "clientsecret".*clientSecret/],
    ['a missing secret', { apikey: 'client-1' }, /"clientSecret" is missing/],
    [
      'the portal for the gateway',
      { ...keys, baseUrl: 'https://open.zhihuiya.com' },
      /"baseUrl".*portal.*connect\.zhihuiya/,
    ],
    ['the whole range in one call', { ...keys, granularity: 'range' }, /"granularity" is invalid/],
    ['another mode of auth', { ...keys, auth: 'bearer' }, /"auth" is invalid/],
    ['a token path that is a URL', { ...keys, tokenPath: 'https://elsewhere.example/token' }, /"tokenPath"/],
    ['a price that is a float', { ...keys, unitPrices: { 'AI34-3': 2.5 } }, /"unitPrices.AI34-3"/],
    ['a price below zero', { ...keys, unitPrices: { 'AI34-3': '-1' } }, /"unitPrices.AI34-3"/],
    ['a header that is none', { ...keys, extraHeaders: { 'x: y': 'z' } }, /"extraHeaders/],
    ['a host that says no currency', { ...keys, baseUrl: 'http://127.0.0.1:9' }, /"currency" is missing/],
    ['two keys for one query', { ...keys, paramsIn: 'query', gatewayApiKey: 'other' }, /"gatewayApiKey" differs/],
    ['personal data, of which there is none', { ...keys, personalData: true }, /unknown key/],
  ])('refuses %s', async (_what, given, message) => {
    const reading = read(given)

    await expect(reading).rejects.toBeInstanceOf(ConfigError)
    await expect(reading).rejects.toThrow(message)
  })

  it('describes each of its keys', () => {
    for (const [name, schema] of Object.entries(config.shape)) expect(schema.description, name).toMatch(/\w/)
  })
})

describe('the currency', () => {
  it.each([
    ['https://connect.zhihuiya.com', undefined, 'CNY'],
    ['https://connect.patsnap.com', undefined, 'USD'],
    ['https://connect.patsnap.com', 'EUR', 'EUR'],
    ['https://gateway.example', 'CNY', 'CNY'],
  ])('of %s with %s is %s', (baseUrl, currency, expected) => {
    expect(currencyOf({ baseUrl, currency })).toBe(expected)
  })

  it.each(['https://notzhihuiya.com', 'https://zhihuiya.com.example', 'http://127.0.0.1:9'])(
    'of %s is not guessed',
    (baseUrl) => {
      expect(() => currencyOf({ baseUrl })).toThrow(ConfigError)
    },
  )
})

describe('what exports are told', () => {
  it.each([
    ['https://connect.zhihuiya.com', {}, { currency: 'CNY', currencySource: 'assumed', dayBoundary: '08:00' }],
    ['https://connect.patsnap.com', {}, { currency: 'USD', currencySource: 'assumed' }],
    ['https://connect.zhihuiya.com', { currency: 'CNY' }, { currency: 'CNY', currencySource: 'configured' }],
    ['https://gateway.example', { currency: 'EUR' }, { currency: 'EUR', currencySource: 'configured' }],
    [
      'https://connect.zhihuiya.com',
      { accountName: 'R&D', dayBoundary: '00:00' },
      { accountName: 'R&D', dayBoundary: '00:00' },
    ],
  ])('of %s with %j says where the currency comes from', async (baseUrl, more, said) => {
    nock(baseUrl).post('/open-user/statement/v2').reply(200, { status: true, error_code: 0, data: {} })
    const { runtime } = host('2025-02-01T12:00:00+08:00')
    const given = { ...keys, auth: 'none', baseUrl, ...more }
    const { billing } = await sync(runtime, given, { from: '2025-01-15', to: '2025-01-16' })

    expect(billing).toMatchObject({ provider: 'PatSnap', timeZone: 'Asia/Shanghai', ...said })
  })
})

it('exports its plugin by name and as default', async () => {
  expect((await import('./index.js')).default).toBe(zhihuiya)
  expect(zhihuiya.id).toBe('zhihuiya')
})
