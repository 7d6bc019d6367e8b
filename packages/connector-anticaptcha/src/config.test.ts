import type { ConnectorDefinition } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { describe, expect, it } from 'vitest'
import { config } from './config.js'
import { anticaptcha } from './index.js'

const clientKey = '0123456789abcdef0123456789abcdef'

/** What a connection with this config says before it sends anything. */
async function refusalOf(members: Readonly<Record<string, unknown>>): Promise<unknown> {
  const runtime = createRuntime({ connectors: [anticaptcha] })
  const rows = (async () => {
    for await (const _ of runtime.readById('anticaptcha', 'spending_stats', { config: members }));
  })()
  return rows.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** Closes the connector over a config, as a runtime does. */
function bind(members: unknown): ReturnType<ConnectorDefinition['bind']> {
  const registered: ConnectorDefinition[] = []
  const register = (_token: symbol, provider: object): void => {
    if ('useValue' in provider) registered.push(provider.useValue as ConnectorDefinition)
  }
  anticaptcha.register({ register })
  return registered[0]!.bind(members)
}

describe('the config', () => {
  it.each([
    [{}, 'CONFIG_INVALID', '"clientKey" is missing'],
    [{ clientKey: ` ${clientKey}` }, 'CONFIG_INVALID', '"clientKey" has white space before or after it'],
    [{ clientKey, queue: ['x'] }, 'CONFIG_UNKNOWN_KEY', 'unknown key "queue" (did you mean "queues"?)'],
    [{ clientKey, queues: ['x', 'x'] }, 'CONFIG_INVALID', '"queues" names a queue twice'],
    [{ clientKey, softId: 'my-app' }, 'CONFIG_INVALID', '"softId" expected a whole number above zero'],
    [{ clientKey, softId: 0 }, 'CONFIG_INVALID', '"softId" expected a whole number above zero'],
    [{ clientKey, queueIds: ['English ImageToText'] }, 'CONFIG_INVALID', '"queueIds.0"'],
    [{ clientKey, queueIds: [0] }, 'CONFIG_INVALID', '"queueIds.0"'],
    [{ clientKey, queueIds: [6, 6] }, 'CONFIG_INVALID', '"queueIds" names a queue twice'],
    [{ clientKey, appIds: ['my-app'] }, 'CONFIG_INVALID', 'expected a whole number above zero'],
    [{ clientKey, appIds: [7, '7'] }, 'CONFIG_INVALID', '"appIds" names an application twice'],
    [{ clientKey, appIds: [] }, 'CONFIG_INVALID', '"appIds"'],
    [{ clientKey, ip: '203.0.113' }, 'CONFIG_INVALID', 'expected an IPv4 or IPv6 address'],
    [{ clientKey, currency: 'dollars' }, 'CONFIG_INVALID', 'expected an ISO 4217 code'],
    [{ clientKey, baseUrl: 'api.anti-captcha.com' }, 'CONFIG_INVALID', '"baseUrl"'],
  ])('refuses %j', async (members, code, message) => {
    const refusal = await refusalOf(members)
    expect(refusal).toMatchObject({ name: 'ConfigError', code, message: expect.stringContaining(message) })
    expect(String(refusal)).not.toContain(clientKey)
  })

  it('needs the key alone, and takes ids as numbers', () => {
    expect(config.parse({ clientKey })).toMatchObject({ baseUrl: 'https://api.anti-captcha.com', queues: [] })
    expect(config.parse({ clientKey, softId: 867, ip: '2001:db8::1' })).toMatchObject({ softId: '867' })
  })

  it.each([
    [{}, 'USD', 'assumed'],
    [{ currency: 'USD' }, 'USD', 'configured'],
    [{ currency: 'EUR', accountName: 'Bots' }, 'EUR', 'configured'],
  ])('with %j bills in %s, %s', (members, currency, currencySource) => {
    const { accountName } = config.parse({ clientKey, ...members })
    expect(bind({ clientKey, ...members }).billing).toEqual({
      provider: 'Anti-Captcha',
      service: 'Anti-Captcha Task Solving',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      accountName,
      currency,
      currencySource,
    })
  })
})
