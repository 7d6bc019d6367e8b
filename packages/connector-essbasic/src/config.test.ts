import { ConfigError } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { describe, expect, it } from 'vitest'
import { config } from './config.js'
import byDefault, { essbasic } from './index.js'

const smallest = { secretId: 'AKIDexample', secretKey: 'example-secret-key', appId: 'yDexample' }

describe('the config', () => {
  it('needs a key pair and an application, and has defaults for the rest', () => {
    expect(config.parse(smallest)).toMatchObject({
      baseUrl: 'https://essbasic.tencentcloudapi.com',
      organizationOpenIds: [],
      quotaTypes: [],
      pageSize: 50,
      unitPrices: {},
      currency: 'CNY',
      personalData: false,
    })
  })

  it('describes every key', () => {
    for (const [name, field] of Object.entries(config.shape)) expect(field.description, name).toBeTruthy()
  })

  it('shows no key pair', () => {
    expect(JSON.stringify(config.parse({ ...smallest, token: 'sts-token' }))).not.toMatch(
      /AKID|example-secret|sts-token/,
    )
  })

  it.each([
    [{ secretId: undefined }, /"secretId" is missing/],
    [{ secretKey: ' key' }, /"secretKey" has white space/],
    [{ organizationOpenId: 'a' }, /"organizationOpenId" \(did you mean "organizationOpenIds"\?\)/],
    [{ organizationOpenIds: ['a', 'a'] }, /names an organisation twice/],
    [{ organizationOpenIds: ['a'.repeat(65)] }, /"organizationOpenIds.0"/],
    [{ quotaTypes: ['SignFlow', 'SignFlow'] }, /names a quota type twice/],
    [{ operatorOpenId: '' }, /"operatorOpenId"/],
    [{ proxyAppId: '' }, /"proxyAppId"/],
    [{ pageSize: 101 }, /"pageSize"/],
    [{ pageSize: 0 }, /"pageSize"/],
    [{ unitPrices: { SignFlow: 0.35 } }, /"unitPrices.SignFlow" .*quotes/],
    [{ unitPrices: { SignFlow: '-1' } }, /"unitPrices.SignFlow" .*without sign/],
    [{ unitPrices: { SignFlow: '0.1234567890123' } }, /"unitPrices.SignFlow"/],
    [{ currency: 'yuan' }, /ISO 4217/],
    [{ language: 'de' }, /"language"/],
    [{ baseUrl: 'essbasic' }, /"baseUrl"/],
  ])('refuses %j', async (wrong, message) => {
    await using runtime = createRuntime({ connectors: [essbasic] })
    const check = async () => runtime.check('e-sign', { connector: 'essbasic', config: { ...smallest, ...wrong } })
    await expect(check()).rejects.toThrow(ConfigError)
    await expect(check()).rejects.toThrow(message)
  })
})

it('is exported by name and as default', () => expect(byDefault).toBe(essbasic))
