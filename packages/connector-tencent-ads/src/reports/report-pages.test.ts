import { virtualClock } from '@outlay/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { answering, collect, createBench, createLedger, syncAds } from '../../test/bench.js'
import { tencentAds } from '../index.js'
import { startTencentAdsSimulator, type TencentAdsSimulator } from '../simulator/index.js'

/** 23:00 in China. */
const NIGHT = '2026-11-21T15:00:00Z'

let vendor: TencentAdsSimulator | undefined
afterEach(() => vendor?.close())

describe('a report that is too long', () => {
  const page = (rows: number, total: number) => {
    const list = Array.from({ length: rows }, (_none, index) => `{"adgroup_id":${index + 1},"cost":1}`)
    const info = `{"total_number":${total},"total_page":${Math.ceil(total / 2_000)}}`
    return `{"code":0,"data":{"list":[${list.join(',')}],"page_info":${info}}}`
  }
  const config = { accessToken: 'a-token', accountIds: ['1'], level: 'ADGROUP' as const }
  const day = { from: '2026-11-20', to: '2026-11-21' }

  it('fails its window rather than lose rows, and says how to read it', async () => {
    const { transport, asked } = answering(() => page(2_000, 10_001))
    const ledger = createLedger()
    const report = await syncAds(createBench(virtualClock(NIGHT), transport), ledger, config, {
      realtime_cost: { enabled: false },
      daily_reports: { enabled: true, ...day },
    })
    expect(report.failures).toMatchObject([
      {
        error: {
          code: 'REPORT_TOO_LONG',
          category: 'config',
          message: expect.stringMatching(/10001 rows/),
          hint: expect.stringMatching(/adgroupIds/),
        },
      },
    ])
    expect([ledger.rows.length, asked.length]).toEqual([0, 1])
  })

  it('is read to its last row where it just fits', async () => {
    const list = Array.from({ length: 10_000 }, (_none, index) => `{"adgroup_id":${index + 1},"cost":1}`)
    const { transport, asked } = answering(({ page: number, page_size: size }) => {
      const from = (Number(number) - 1) * Number(size)
      const rows = list.slice(from, from + Number(size))
      return `{"code":0,"data":{"list":[${rows.join(',')}],"page_info":{"total_number":10000,"total_page":5}}}`
    })
    const { runtime } = createBench(virtualClock(NIGHT), transport)
    const rows = await collect(runtime.read(tencentAds, 'daily_reports', { config, ...day }))
    expect(rows).toHaveLength(10_000)
    expect(asked.map(({ page: number, page_size: size }) => [number, size])).toEqual(
      ['1', '2', '3', '4', '5'].map((number) => [number, '2000']),
    )
  })

  it('is never begun where the vendor would stop half way', async () => {
    const clock = virtualClock(NIGHT)
    vendor = await startTencentAdsSimulator({ now: clock.now, adgroups: 700, accounts: ['100000037'] })
    const rows = createBench(clock).runtime.read(tencentAds, 'hourly_reports', {
      config: { ...vendor.config, level: 'ADGROUP' },
      ...day,
    })
    await expect(collect(rows)).rejects.toMatchObject({ code: 'REPORT_TOO_LONG' })
  })
})
