import { createServer, type Server } from 'node:http'
import { type VirtualClock, virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { createBench } from '../test/bench.js'
import {
  startTencentAdsSimulator,
  type TencentAdsSimulator,
  type TencentAdsSimulatorOptions,
} from './simulator/index.js'

let clock: VirtualClock
let vendor: TencentAdsSimulator | undefined
let other: Server | undefined
afterEach(async () => {
  await vendor?.close()
  await new Promise((resolve) => (other === undefined ? resolve(undefined) : other.close(resolve)))
  other = undefined
})

/** Checks a connection to a simulated vendor, with `wrong` over what would be right. */
async function check(wrong: object = {}, options: TencentAdsSimulatorOptions = {}) {
  clock = virtualClock('2026-11-21T15:00:00Z')
  vendor = await startTencentAdsSimulator({ now: clock.now, ...options })
  const config = { ...vendor.config, ...wrong }
  return createBench(clock).runtime.check('ads', { connector: 'tencent-ads', config })
}

const seen = () => vendor?.requests.map(({ path }) => path)

describe('check', () => {
  it.each([
    ['v1.1', 'CAMPAIGN'],
    ['v3.0', 'ADTOTAL'],
  ])('is one small call of %s at any level', async (apiVersion, level) => {
    expect(await check({ apiVersion, level })).toMatchObject({ auth: 'query parameters', endpoint: 'check' })
    expect(seen()).toEqual([`/${apiVersion}/realtime_cost/get`])
  })

  it('looks into the funds of an agency that names no accounts', async () => {
    await check({ accountIds: [] }, { agencyId: '700000001', retired: true })
    expect(seen()).toEqual(['/v1.1/funds/get'])
  })

  it('tells a wrong token', async () => {
    const wrong = check({ accessToken: 'another' })
    await expect(wrong).rejects.toMatchObject({
      category: 'auth',
      vendor: { code: '11002' },
      hint: expect.stringMatching(/Check accessToken.*blocks addresses/),
    })
    expect(seen()).toHaveLength(1)
  })

  it('tells a token that has expired', async () => {
    const wrong = check({}, { expired: true })
    await expect(wrong).rejects.toMatchObject({
      category: 'auth',
      vendor: { code: '11000' },
      hint: expect.stringMatching(/has expired/),
    })
  })

  it('tells a scope that was not granted', async () => {
    const wrong = check({ apiVersion: 'v3.0' }, { scopes: ['ads_management'] })
    await expect(wrong).rejects.toMatchObject({
      category: 'permission',
      vendor: { code: '11014' },
      hint: expect.stringMatching(/Grant the application the scope/),
    })
  })

  it('tells an account that the token has no access to', async () => {
    const wrong = check({ accountIds: ['999'] })
    await expect(wrong).rejects.toMatchObject({
      category: 'permission',
      vendor: { code: '12201' },
      hint: expect.stringMatching(/check accountIds/),
    })
  })

  it('tells a wrong clock, which it has corrected where the vendor told the time', async () => {
    clock = virtualClock('2026-11-21T15:00:00Z')
    vendor = await startTencentAdsSimulator({ now: clock.now })
    const bench = createBench({ now: () => clock.now() + 900_000, sleep: clock.sleep })
    await bench.runtime.check('ads', { connector: 'tencent-ads', config: vendor.config })
    expect(vendor.requests.map(({ code }) => code)).toEqual(['12101', '0'])
    vendor.fault({ kind: 'error', code: 12101 })
    await expect(
      createBench(clock).runtime.check('ads', { connector: 'tencent-ads', config: vendor.config }),
    ).rejects.toMatchObject({
      category: 'auth',
      vendor: { code: '12101' },
      hint: expect.stringMatching(/clock of this machine/),
    })
  })

  it.each([
    [
      'has no such call',
      404,
      'application/json',
      '{}',
      { category: 'not_found', hint: expect.stringMatching(/baseUrl/) },
    ],
    ['is a web page', 200, 'text/html', '<!doctype html><title>Hi</title>', { code: 'REPLY_HTML' }],
    [
      'knows another API',
      200,
      'application/json',
      '{"code":12007,"message":"unknown"}',
      { category: 'not_found', hint: expect.stringMatching(/baseUrl/) },
    ],
  ])('tells a host that %s', async (_what, status, type, body, error) => {
    other = createServer((_request, response) => response.writeHead(status, { 'content-type': type }).end(body))
    await new Promise<void>((resolve) => other?.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(check({ baseUrl: `http://127.0.0.1:${port}` })).rejects.toMatchObject(error)
    expect(seen()).toEqual([])
  })

  it('tells a host that is not there', async () => {
    await expect(check({ baseUrl: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: expect.stringMatching(/^NETWORK_/),
    })
  })
})
