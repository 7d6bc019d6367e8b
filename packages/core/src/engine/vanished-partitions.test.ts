import { describe, expect, it } from 'vitest'
import { campaignHost } from '../testing/campaign-host.js'

const config = { key: 'k-0123456789' }

describe('a value that is listed no more', () => {
  const grid = { timeZone: 'UTC', settlesAfter: '2d' } as const

  it('is still read for its windows that are not final, until they are', async () => {
    const host = campaignHost({ grid })
    await host.sync({ spend: {} }, { from: '2026-11-16' })
    host.vendor.campaigns = { A: ['2'] }
    host.vendor.take()
    host.at('2026-11-21T12:00:00Z')
    await host.sync({ spend: {} })
    const of = (campaign: string): readonly string[] =>
      host.vendor.asked.filter((line) => line.startsWith(`/spend A ${campaign} `)).map((line) => line.slice(-2))
    expect(of('1')).toEqual(['18', '19', '20']) // known, and open; not the 21st, which began when it was gone
    expect(of('2')).toContain('21')
    host.at('2026-11-25T12:00:00Z')
    await host.sync({ spend: {} })
    host.vendor.take()
    await host.sync({ spend: {} })
    expect(of('1')).toEqual([])
    const gone = host.ledger.states().filter(({ partition }) => partition.includes('"campaign":"1"'))
    expect(gone.map(({ final }) => final)).toEqual([true, true, true, true, true])
  })

  it('is not read beyond a range that a command names', async () => {
    const host = campaignHost({ grid })
    await host.sync({ spend: {} }, { from: '2026-11-18' })
    host.vendor.campaigns = {}
    host.vendor.take()
    await host.sync({ spend: {} }, { from: '2026-11-19', to: '2026-11-20' })
    expect(host.vendor.take('/spend')).toEqual([
      '/spend A 1 2026-11-19',
      '/spend A 2 2026-11-19',
      '/spend A 3 2026-11-19',
    ])
  })

  it('is found again below what is itself listed no more', async () => {
    const host = campaignHost({ grid })
    host.vendor.campaigns = { A: ['1'] }
    host.vendor.ads = { '1': ['11'] }
    await host.sync({ ad_cost: {} }, { from: '2026-11-20' })
    host.vendor.campaigns = { A: ['2'] }
    host.vendor.take()
    await host.sync({ ad_cost: {} })
    expect(host.vendor.take('/ad_cost')).toEqual(['/ad_cost A 1 11 2026-11-20'])
  })

  it('of an account that the config names no more is left alone', async () => {
    const host = campaignHost({ grid })
    host.vendor.campaigns = { A: ['1'], B: ['2'] }
    await host.sync({ spend: {} }, { from: '2026-11-20', config: { ...config, accounts: ['A', 'B'] } })
    host.vendor.take()
    await host.sync({ spend: {} }, { config: { ...config, accounts: ['A'] }, from: '2026-11-20' })
    expect(host.vendor.take('/spend')).toEqual(['/spend A 1 2026-11-20'])
  })
})
