import { virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { collect, createBench } from '../test/bench.js'
import { tencentAds } from './index.js'
import { percentLeft } from './limits.js'
import {
  startTencentAdsSimulator,
  type TencentAdsSimulator,
  type TencentAdsSimulatorOptions,
} from './simulator/index.js'

let vendor: TencentAdsSimulator | undefined
afterEach(() => vendor?.close())

/** 01:00 in China. */
const MORNING = '2026-11-20T17:00:00Z'

async function start(options: TencentAdsSimulatorOptions) {
  const clock = virtualClock(MORNING)
  vendor = await startTencentAdsSimulator({ now: clock.now, accounts: ['100000037'], adgroups: 3, ...options })
  return { clock, vendor, ...createBench(clock) }
}

describe('the header with what is left', () => {
  it.each([
    ['100%,50%', { remaining: 50 }],
    [' 100% , 0% ', { remaining: 0 }],
    ['1%,0.5%', { remaining: 0.5 }],
    // 07:59:57 in Greenwich is 15:59:57 in China: eight hours and three seconds are left of its day.
    ['0%,80%', { remaining: 0, resetSeconds: 28_803 }],
  ])('%j is read as what is left of the minute, or of the day where that is used up', (text, left) => {
    expect(percentLeft({ 'x-ratelimit-remaining': text, date: 'Fri, 20 Nov 2026 07:59:57 GMT' })).toEqual(left)
  })

  it.each(['', '50', '50%', 'a%,b%', '50,50', '.%,50%', '-1%,50%', '1%,2%,3%'])('%j says nothing', (text) => {
    expect(percentLeft({ 'x-ratelimit-remaining': text })).toBeUndefined()
    expect(percentLeft({})).toBeUndefined()
  })
})

describe('a vendor that counts calls by the minute', () => {
  const calls = (count: number) => Array.from({ length: count }, (_none, index) => String(index + 1))

  it('is left in peace before it refuses, as what is left runs out', async () => {
    const { clock, vendor, runtime } = await start({ perMinute: 20 })
    const began = clock.now()
    // One call goes first and brings the figure.
    await runtime.check('ads', { connector: 'tencent-ads', config: vendor.config })
    for (const adgroupIds of calls(60).map((id) => [id])) {
      const config = { ...vendor.config, level: 'ADGROUP' as const, adgroupIds }
      await collect(runtime.read(tencentAds, 'realtime_cost', { config }))
    }
    expect(vendor.requests.filter(({ code }) => code === '11017')).toEqual([])
    expect(clock.now() - began).toBeGreaterThan(60_000)
  })

  it('is not asked for five minutes once it has refused, and more slowly from then on', async () => {
    const { clock, vendor, runtime, events } = await start({})
    vendor.fault({ kind: 'error', code: 11017 })
    const began = clock.now()
    const config = { ...vendor.config, level: 'ADGROUP' as const, adgroupIds: calls(8) }
    await collect(runtime.read(tencentAds, 'realtime_cost', { config }))
    expect(clock.now() - began).toBeGreaterThanOrEqual(300_000)
    expect(events.filter(({ type }) => type === 'retry')).toMatchObject([{ code: '11017', category: 'rate_limited' }])
  })
})

describe('reports', () => {
  it('are asked for twenty full pages in ten seconds at most, across both kinds', async () => {
    const { clock, vendor, runtime } = await start({ firstDay: '2026-10-01' })
    const began = clock.now()
    const read = async (stream: 'daily_reports' | 'hourly_reports', from: string) => {
      const config = { ...vendor.config, level: 'ADGROUP' as const }
      await collect(runtime.read(tencentAds, stream, { config, from, to: '2026-11-21' }))
    }
    await read('daily_reports', '2026-11-06')
    await read('hourly_reports', '2026-11-15')
    expect(vendor.requests).toHaveLength(21)
    expect(clock.now() - began).toBeGreaterThanOrEqual(10_000)
  })

  it('that are frozen all the same are read once they are thawed', async () => {
    const { vendor, runtime } = await start({})
    vendor.fault({ kind: 'error', code: 127011 })
    const day = { from: '2026-11-20', to: '2026-11-21' }
    expect(await collect(runtime.read(tencentAds, 'daily_reports', { config: vendor.config, ...day }))).toHaveLength(1)
    expect(vendor.requests.map(({ code }) => code)).toEqual(['127011', '0'])
  })
})
