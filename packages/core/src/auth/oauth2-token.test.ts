import 'reflect-metadata'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Transport } from '../contract/services.js'
import { TOKEN_STORE } from '../contract/tokens.js'
import type { Secret } from '../fields/secret.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { memoryTokenStore } from '../runtime/system-services.js'
import { type AcmeConfig, type AcmeOptions, acme } from '../testing/acme.js'
import { testHost } from '../testing/host.js'
import { openRefreshing, refreshing } from '../testing/refreshing-acme.js'
import { tokenVendor } from '../testing/token-vendor.js'
import type { OAuth2RefreshToken } from './oauth2-refresh-token.js'

describe('an access token', () => {
  it.each([
    [3_600, 3_539, 3_540],
    [600, 539, 540],
    [300, 269, 270],
    [30, 26, 27],
    [1, 0.8, 0.9],
  ])('that lives for %d s is used for %d s and renewed after %d s', async (livesSeconds, used, renewed) => {
    const vendor = tokenVendor({ livesSeconds })
    const connection = openRefreshing(vendor)
    await connection.call()
    connection.clock.advance(used * 1_000)
    await connection.call()
    expect(vendor.renewals).toHaveLength(1)
    connection.clock.advance((renewed - used) * 1_000)
    await connection.call()
    expect(vendor.renewals).toHaveLength(2)
  })

  it('that is slow to come lets nobody leave in a burst when it is there', async () => {
    const sent: number[] = []
    const vendor = tokenVendor()
    const slow: Transport = {
      send: async (request, options) => {
        if (new URL(request.url).pathname === '/token') await connection.clock.sleep(300_000)
        else sent.push(connection.clock.now() - began)
        return vendor.send(request, options)
      },
    }
    const limits: AcmeOptions['limits'] = (l) => [l.interval({ every: '10s' })]
    const connection = openRefreshing(slow, { limits })
    const began = connection.clock.now()
    await Promise.all([1, 2, 3, 4].map(() => connection.call()))
    expect(sent).toEqual([300_000, 310_000, 320_000, 330_000])
  })

  it('goes where the connector places it, and is known there when it is refused', async () => {
    const vendor = tokenVendor({ rotates: true })
    const place: OAuth2RefreshToken<AcmeConfig>['place'] = (_request, token) => ({
      query: { access_token: token },
      headers: { 'X-Token': token, 'X-Kind': 'user' },
    })
    const connection = openRefreshing(vendor, { auth: refreshing({ place }) })
    await connection.call({ path: '/x', query: { a: 'b c' } })
    expect(vendor.sent[1]).toMatchObject({
      url: 'https://api.acme.example/x?a=b%20c&access_token=A1',
      headers: { 'x-token': 'A1', 'x-kind': 'user' },
    })
    expect(vendor.sent[1]?.headers.authorization).toBeUndefined()
    vendor.refused.add('A1')
    await Promise.all([1, 2, 3].map(() => connection.call()))
    expect(vendor.renewals).toEqual(['R0', 'R1'])
  })

  it.each([
    ['header', {}],
    ['query', { place: (_request: unknown, token: Secret) => ({ query: { access_token: token } }) }],
  ])(
    'that was renewed already when it is refused once more, in the %s, is not renewed again',
    async (_where, options) => {
      let calls = 0
      const vendor = tokenVendor({
        instead: async ({ url }) => {
          if (new URL(url).pathname === '/token') return undefined
          calls += 1
          if (calls !== 2) return undefined
          while (!vendor.used.includes('A2')) await new Promise(setImmediate)
          return { body: { code: 'expired' } }
        },
      })
      vendor.refused.add('A1')
      const connection = openRefreshing(vendor, { auth: refreshing(options) })
      await Promise.all([connection.call(), connection.call()])
      expect(vendor.renewals).toHaveLength(2)
      expect(vendor.used).toEqual(['A1', 'A2', 'A2'])
    },
  )

  it('and the refresh token that came with it are redacted from then on', async () => {
    const minted = { access_token: 'access-canary', expires_in: 60, refresh_token: 'refresh-canary' }
    const vendor = tokenVendor({
      instead: ({ url }) =>
        new URL(url).pathname === '/token'
          ? { body: minted }
          : { body: { code: 'denied', message: `no ${JSON.stringify(minted)}` } },
    })
    const host = testHost(vendor)
    const runtime = createRuntime({ connectors: [acme({ auth: refreshing() })], container: host.container })
    const error: unknown = await runtime
      .check('main', { connector: 'acme', config: { apiKey: 'sk-canary', secondKey: 'R0-canary' } })
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ category: 'permission' })
    expect(inspect([error, host.logs, host.events], { depth: 9 })).not.toContain('canary')
  })
})

it('is renewed once for two connections of one runtime, each of which redacts it', async () => {
  const vendor = tokenVendor({ rotates: true })
  const host = testHost(vendor)
  host.container.register(TOKEN_STORE, { useValue: memoryTokenStore() })
  const runtime = createRuntime({ connectors: [acme({ auth: refreshing() })], container: host.container })
  const config = { apiKey: 'sk-canary', secondKey: 'R0' }
  const read = async (): Promise<void> => {
    for await (const _row of runtime.readById('acme', 'balance', { config }));
  }
  await Promise.all([read(), read(), read()])
  expect(vendor.renewals).toEqual(['R0'])
  expect(vendor.used).toEqual(['A1', 'A1', 'A1'])
})
