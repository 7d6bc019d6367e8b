import { type VirtualClock, virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { collect, createBench } from '../test/bench.js'
import { tencentAds } from './index.js'
import {
  type SimulatedFault,
  startTencentAdsSimulator,
  type TencentAdsSimulator,
  type TencentAdsSimulatorOptions,
} from './simulator/index.js'

const TOKEN = 'canary-8c1f5e/+token'

let clock: VirtualClock
let vendor: TencentAdsSimulator
afterEach(() => vendor.close())

/** A small vendor on the clock of the test: 23:00 in China. */
async function start(options: TencentAdsSimulatorOptions = {}): Promise<void> {
  clock = virtualClock('2026-11-21T15:00:00Z')
  vendor = await startTencentAdsSimulator({
    now: clock.now,
    accessToken: TOKEN,
    accounts: ['100000037'],
    campaigns: 3,
    adgroups: 6,
    ...options,
  })
}

function read(bench = createBench(clock), config: object = {}) {
  const complete = { ...vendor.config, level: 'ADGROUP' as const, ...config }
  return collect(bench.runtime.read(tencentAds, 'realtime_cost', { config: complete }))
}

const PASSING: readonly SimulatedFault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: '7' },
  { kind: 'status', status: 429 },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'truncated' },
  { kind: 'reset' },
  { kind: 'error', code: 11017 },
  { kind: 'error', code: 30001 },
  { kind: 'error', code: 12100 },
]

const named = PASSING.map((fault) => [Object.values(fault).join(' '), fault] as const)

describe('a fault that passes', () => {
  it.each(named)('is survived: %s', async (_name, fault) => {
    await start()
    vendor.fault(fault, 3)
    const rows = await read()
    expect(rows).toHaveLength(vendor.charges({ from: '2026-11-21' }).length)
    expect(vendor.requests).toHaveLength(4)
  })

  it('ends the read when it stays, after four attempts', async () => {
    await start()
    vendor.fault({ kind: 'html' }, 4)
    await expect(read()).rejects.toMatchObject({ code: 'REPLY_HTML', category: 'transient', stops: 'window' })
    expect(vendor.requests).toHaveLength(4)
  })
})

describe('a vendor that counts calls', () => {
  it('is not asked more often than our own limit says', async () => {
    await start({ perMinute: 100 })
    const adgroupIds = Array.from({ length: 130 }, (_, index) => String(index + 1))
    const began = clock.now()
    expect(await read(createBench(clock), { adgroupIds })).toEqual([])
    expect(vendor.requests.every(({ code }) => code === '0')).toBe(true)
    expect(clock.now() - began).toBeGreaterThanOrEqual(60_000)
  })

  it('gets its minute where it allows less than that', async () => {
    await start({ perMinute: 2 })
    const { runtime, events } = createBench(clock)
    const config = { ...vendor.config, level: 'ADGROUP' as const, adgroupIds: ['1', '2', '3'] }
    await collect(runtime.read(tencentAds, 'realtime_cost', { config }))
    expect(events).toContainEqual(expect.objectContaining({ type: 'retry', code: '11017', category: 'rate_limited' }))
  })
})

describe('a refusal', () => {
  it('of the token is not repeated', async () => {
    await start({ expired: true })
    await expect(read()).rejects.toMatchObject({ category: 'auth', vendor: { code: '11000' } })
    expect(vendor.requests).toHaveLength(1)
  })

  it('of a clock that is six minutes off is mended by the time that the vendor states', async () => {
    await start()
    const bench = createBench({ now: () => clock.now() - 360_000, sleep: clock.sleep })
    expect(await read(bench)).toHaveLength(vendor.charges({ from: '2026-11-21' }).length)
    expect(vendor.requests.map(({ code }) => code)).toEqual(['12101', '0'])
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'clock_corrected', offsetMs: 360_000 }))
  })

  it('of a clock that the vendor keeps refusing says what to do, and is not repeated', async () => {
    await start()
    vendor.fault({ kind: 'error', code: 12101 })
    await expect(read()).rejects.toMatchObject({
      vendor: { code: '12101' },
      hint: expect.stringMatching(/set the clock/),
    })
    expect(vendor.requests).toHaveLength(1)
  })

  it('of redirects holds: the token goes nowhere else', async () => {
    await start()
    vendor.fault({ kind: 'redirect', location: 'https://elsewhere.example/collect' })
    await expect(read()).rejects.toMatchObject({ code: 'REDIRECT_REFUSED', category: 'config' })
  })
})

describe('the token', () => {
  const forms = [TOKEN, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString('base64')]
  const leaks = (text: string) => forms.filter((form) => text.includes(form))

  it.each([
    ...named,
    ['a wrong token', { kind: 'error', code: 11002, message: `token ${TOKEN} unknown` }] as const,
    ['a redirect', { kind: 'redirect', location: `https://elsewhere.example/?access_token=${TOKEN}` }] as const,
  ])('is in no error, log line or event after %s', async (_name, fault) => {
    await start()
    vendor.fault(fault, 4)
    const bench = createBench(clock)
    const error = await read(bench).then(
      () => expect.fail('the read succeeded'),
      (failure: Error) => failure,
    )
    const cause = error.cause instanceof Error ? `${error.cause.stack}` : ''
    const told = [error.message, error.stack, JSON.stringify(error), cause, JSON.stringify(bench.events), ...bench.log]
    expect(bench.log.length).toBeGreaterThan(0)
    expect(leaks(told.join('\n'))).toEqual([])
  })

  it.each([
    ['a token with white space', { accessToken: `${TOKEN} ` }],
    ['a bad account', { accessToken: TOKEN, accountIds: ['x'] }],
    ['a misspelt key', { accessToken: TOKEN, accesToken: TOKEN }],
    ['a token in the address', { accessToken: TOKEN, accountIds: ['1'], baseUrl: `https://api.e.qq.com?t=${TOKEN}` }],
  ])('is in no message about a config with %s', async (_what, config) => {
    await start()
    const { runtime } = createBench(clock)
    const error = (() => {
      try {
        return runtime.readById('tencent-ads', 'realtime_cost', { config })
      } catch (failure) {
        return failure
      }
    })()
    expect(error).toMatchObject({ category: 'config' })
    expect(leaks(`${String(error)} ${JSON.stringify(error)}`)).toEqual([])
  })
})
