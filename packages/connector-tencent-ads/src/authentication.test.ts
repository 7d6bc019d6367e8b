import { Secret } from '@outlay/core'
import { type VirtualClock, virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { answering, collect, createBench, createLedger, syncAds } from '../test/bench.js'
import { tencentAds } from './index.js'
import { authorizeUrl, codeRequest, readTokens, refreshRequest } from './oauth.js'
import {
  startTencentAdsSimulator,
  type TencentAdsSimulator,
  type TencentAdsSimulatorOptions,
} from './simulator/index.js'

const REDIRECT = 'https://example.com/callback'
const APPLICATION = {
  clientId: '1111111',
  clientSecret: 'canary-application-secret',
  refreshToken: 'canary-refresh-token',
  accessTokenLives: 3_600,
}

let clock: VirtualClock
let vendor: TencentAdsSimulator
afterEach(() => vendor?.close())

/** The smallest config of an application: no access token. */
async function start(options: TencentAdsSimulatorOptions = {}) {
  clock = virtualClock('2026-11-21T01:00:00Z')
  vendor = await startTencentAdsSimulator({
    now: clock.now,
    accounts: ['100000037', '100000412', '100000555'],
    adgroups: 5,
    application: APPLICATION,
    ...options,
  })
  const { accessToken: _none, ...config } = vendor.config
  return { config, bench: createBench(clock) }
}

const paths = () => vendor.requests.map(({ path }) => path.split('/').slice(1, 3).join('/'))

describe('an application with a refresh token', () => {
  it('fetches one access token for all calls, and keeps it for the next run', async () => {
    const { config, bench } = await start()
    expect(await syncAds(bench, createLedger(), config)).toMatchObject({ failures: [] })
    await syncAds(bench, createLedger(), config)
    expect(paths().filter((path) => path === 'oauth/token')).toHaveLength(1)
    expect(paths()[0]).toBe('oauth/token')
    expect(vendor.requests.every(({ code }) => code === '0')).toBe(true)
  })

  it('renews it in time, again and again, with the same refresh token', async () => {
    const { config, bench } = await start()
    for (let hours = 0; hours < 4; hours += 1) {
      expect(await syncAds(bench, createLedger(), config)).toMatchObject({ failures: [] })
      clock.advance(3_550_000)
    }
    expect(paths().filter((path) => path === 'oauth/token')).toHaveLength(4)
    expect(vendor.requests.every(({ code }) => code === '0')).toBe(true)
  })

  it.each([11000, 11002])('renews it once where the vendor refuses it with %i, and goes on', async (code) => {
    const { config, bench } = await start({ accounts: ['100000037'] })
    await syncAds(bench, createLedger(), config)
    vendor.fault({ kind: 'error', code })
    expect(await syncAds(bench, createLedger(), config)).toMatchObject({ failures: [] })
    expect(vendor.requests.map(({ code }) => code)).toEqual(['0', '0', String(code), '0', '0'])
  })

  it('asks no third time: the vendor blocks addresses that repeat bad tokens', async () => {
    const { config } = await start()
    const { transport, asked } = answering((query) =>
      query.grant_type === undefined
        ? '{"code":11000,"message":"expired"}'
        : '{"code":0,"data":{"access_token":"a","access_token_expires_in":86400}}',
    )
    const rows = createBench(clock, transport).runtime.read(tencentAds, 'realtime_cost', {
      config: { ...config, accountIds: ['1'] },
    })
    await expect(collect(rows)).rejects.toMatchObject({ category: 'auth', vendor: { code: '11000' } })
    expect(asked.map(({ grant_type }) => grant_type)).toEqual(['refresh_token', undefined, 'refresh_token', undefined])
  })

  it.each([
    ['a refresh token that nobody gave', { refreshToken: 'unknown' }, '11010'],
    ['a wrong secret', { clientSecret: 'unknown' }, '11007'],
  ])('says what to do about %s, once', async (_what, wrong, code) => {
    const { config, bench } = await start()
    const checking = bench.runtime.check('ads', { connector: 'tencent-ads', config: { ...config, ...wrong } })
    await expect(checking).rejects.toMatchObject({
      code: 'REFRESH_TOKEN_REFUSED',
      category: 'auth',
      vendor: { code },
      hint: expect.stringMatching(/authorise the application again/),
    })
    expect(vendor.requests).toHaveLength(1)
  })

  it('sends the token call without timestamp and nonce, and every other with its own', async () => {
    const { config } = await start()
    const { transport, asked } = answering((query) =>
      query.grant_type === undefined ? '{"code":0}' : '{"code":0,"data":{"access_token":"minted"}}',
    )
    const { runtime } = createBench(clock, transport)
    await collect(runtime.read(tencentAds, 'realtime_cost', { config: { ...config, accountIds: ['1', '2'] } }))
    const [renewal, ...calls] = asked
    expect(renewal).toEqual({
      client_id: '1111111',
      client_secret: APPLICATION.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: APPLICATION.refreshToken,
    })
    expect(calls.map(({ access_token }) => access_token)).toEqual(['minted', 'minted'])
    expect(new Set(calls.map(({ nonce }) => nonce)).size).toBe(2)
  })

  it('shows none of its secrets in logs, events and errors', async () => {
    const { config, bench } = await start()
    vendor.fault({ kind: 'error', code: 11012, message: `expired: ${APPLICATION.refreshToken}` }, 2)
    const error = await syncAds(bench, createLedger(), config).then(({ failures }) => JSON.stringify(failures))
    expect(error).toContain('11012')
    const told = [error, JSON.stringify(bench.events), ...bench.log].join('\n')
    expect(told).not.toMatch(/canary/)
  })
})

describe('an application that nobody has authorised', () => {
  const withoutToken = async () => {
    const { config, bench } = await start()
    const { refreshToken: _none, ...application } = config
    return { bench, config: { ...application, redirectUri: REDIRECT } }
  }

  it('is told how to go on, and nothing is sent', async () => {
    const { bench, config } = await withoutToken()
    const checking = bench.runtime.check('ads', { connector: 'tencent-ads', config })
    await expect(checking).rejects.toMatchObject({
      code: 'AUTHORIZATION_NEEDED',
      hint: expect.stringMatching(/outlay auth/),
    })
    expect(vendor.requests).toEqual([])
  })

  it('is authorised in a browser, and reads from then on', async () => {
    const { bench, config } = await withoutToken()
    const connection = { connector: 'tencent-ads', config }
    const authorization = bench.runtime.authorization('ads', connection)
    expect(authorization.url).toMatch(/^https:\/\/developers\.e\.qq\.com\/oauth\/authorize\?/)
    const page = `${vendor.baseUrl}/oauth/authorize${new URL(authorization.url).search}`
    const back = (await fetch(page, { redirect: 'manual' })).headers.get('location') ?? ''
    expect(back).toMatch(/^https:\/\/example\.com\/callback\?authorization_code=/)
    expect(await authorization.redeem(back)).toMatchObject({ expiresAt: '2026-11-21T02:00:00.000Z', renewable: true })
    await bench.runtime.check('ads', connection)
    clock.advance(7_200_000)
    await bench.runtime.check('ads', connection)
    expect(vendor.requests.map(({ path, code }) => `${path} ${code}`)).toEqual([
      '/oauth/authorize ',
      '/oauth/token 0',
      '/v1.1/realtime_cost/get 0',
      '/oauth/token 0',
      '/v1.1/realtime_cost/get 0',
    ])
  })

  it('needs the registered address', async () => {
    const { bench, config } = await withoutToken()
    const { redirectUri: _none, ...incomplete } = config
    const authorize = () => bench.runtime.authorization('ads', { connector: 'tencent-ads', config: incomplete })
    expect(authorize).toThrow(/"redirectUri" is missing/)
  })
})

describe('an access token', () => {
  it('is sent as it is, and has nothing to authorise', async () => {
    const { bench } = await start()
    const { accessToken, accountIds, baseUrl } = vendor.config
    const connection = { connector: 'tencent-ads', config: { accessToken, accountIds, baseUrl, clientId: '1111111' } }
    expect(await bench.runtime.check('ads', connection)).toMatchObject({ auth: 'query parameters' })
    expect(paths()).toEqual(['v1.1/realtime_cost'])
    expect(() => bench.runtime.authorization('ads', connection)).toThrow(/nothing to authorise/)
  })
})

describe('what the vendor calls things', () => {
  const application = { clientId: '7', clientSecret: new Secret('s') }

  it('in the address of its page', () => {
    expect(authorizeUrl('7', { redirectUri: 'https://a.example/back?x=1', state: 'a b' })).toBe(
      'https://developers.e.qq.com/oauth/authorize?client_id=7&redirect_uri=https%3A%2F%2Fa.example%2Fback%3Fx%3D1&state=a+b',
    )
  })

  it('in its token call', () => {
    const [code, token] = [new Secret('c'), new Secret('r')]
    const { clientSecret: client_secret } = application
    expect(codeRequest(application, code, REDIRECT)).toEqual({
      path: '/oauth/token',
      query: {
        client_id: '7',
        client_secret,
        grant_type: 'authorization_code',
        authorization_code: code,
        redirect_uri: REDIRECT,
      },
    })
    expect(refreshRequest(application, token)).toEqual({
      path: '/oauth/token',
      query: { client_id: '7', client_secret, grant_type: 'refresh_token', refresh_token: token },
    })
  })

  it.each([
    [{ access_token: 'a', access_token_expires_in: 100, refresh_token: 'r' }, 100, 'r'],
    [{ access_token: 'a', access_token_expires_in: '100' }, 100, undefined],
    [{ access_token: 'a', refresh_token: null }, 86_400, undefined],
    [{ access_token: 'a', access_token_expires_in: 'soon', refresh_token: 7 }, 86_400, undefined],
  ])('in its reply %j', (data, expiresInSeconds, refreshToken) => {
    expect(readTokens({ code: 0, data })).toEqual({ accessToken: 'a', expiresInSeconds, refreshToken })
  })

  it.each([{}, { data: null }, { data: { access_token: '' } }, { data: { access_token: 1 } }, null])(
    'and %j holds no token',
    (reply) => {
      expect(readTokens(reply)).toBeUndefined()
    },
  )
})
