import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CampaignVendor, campaignConnector } from '../testing/campaign-connector.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { planHost } from '../testing/plan-host.js'
import { memoryStateStore } from './system-services.js'

const asked = { from: '2026-11-18', to: '2026-11-21' }

describe('a plan', () => {
  it('says what a first sync would do, and that nothing is known of its pages', async () => {
    const host = planHost()
    expect(await host.plan({ charges: {}, balance: {} }, asked)).toEqual({
      connection: 'main',
      connector: 'hourly',
      endpoints: [
        {
          endpoint: 'charges',
          kind: 'windowed',
          streams: ['charges'],
          parents: [],
          partitions: 1,
          windows: { due: 3, final: 0, later: 0, unreachable: 0 },
          pages: { known: 0, estimated: 0, unknown: 3 },
          requests: 3,
          leastMs: 0,
        },
        {
          endpoint: 'balance',
          kind: 'snapshot',
          streams: ['balance'],
          parents: [],
          partitions: 1,
          windows: { due: 1, final: 0, later: 0, unreachable: 0 },
          pages: { known: 0, estimated: 0, unknown: 1 },
          requests: 1,
          leastMs: 0,
        },
      ],
      requests: 4,
      leastMs: 0,
      failures: [],
    })
  })

  it('sends nothing, writes nothing and prepares nothing', async () => {
    const calls: string[] = []
    const host = planHost()
    await host.sync({ charges: {} }, asked)
    const [states, commits, sent] = [host.ledger.states(), host.ledger.commits, host.transport.requests.length]
    host.ledger.before = (call) => calls.push(call)
    await host.plan({ charges: {}, events: {}, balance: {} }, {})
    expect(calls).toEqual(['loadState'])
    expect([host.ledger.states(), host.ledger.commits, host.transport.requests.length]).toEqual([states, commits, sent])
    expect(host.events.some(({ type }) => type === 'window_unreachable')).toBe(false)
  })

  it('knows the pages of windows that were read before, and estimates the others by them', async () => {
    const host = planHost()
    await host.sync({ charges: {} }, { ...asked, config: { pageSize: 3 } })
    const pages = host.ledger.states().map((state) => state.pages)
    const { endpoints } = await host.plan({ charges: {} }, { from: '2026-11-15', to: '2026-11-21' })
    const average = pages.reduce((sum, count) => sum + count, 0) / pages.length
    const known = pages.reduce((sum, count) => sum + count, 0)
    const estimated = Math.ceil(3 * average)
    expect(endpoints[0]?.pages).toEqual({ known, estimated, unknown: 0 })
    expect(endpoints[0]?.requests).toBe(known + estimated)
  })

  it('tells final windows, those that come later and those out of reach', async () => {
    const grid = { timeZone: 'UTC', settlesAfter: '2d', available: { from: '-5d', after: '8h' } } as const
    const host = planHost({ grid })
    await host.sync({ charges: {} })
    const { endpoints } = await host.plan({ charges: { from: '2026-11-10' } })
    expect(endpoints[0]?.windows).toEqual({ due: 2, final: 3, later: 1, unreachable: 5 })
    const settled = await host.plan({ charges: { from: '2026-11-10' } }, { finalOnly: true })
    expect(settled.endpoints[0]?.windows).toEqual({ due: 0, final: 3, later: 3, unreachable: 5 })
  })

  it('says whether a snapshot is due', async () => {
    const host = planHost({ every: '30s' })
    await host.sync({ balance: {} })
    expect((await host.plan({ balance: {} })).endpoints[0]?.windows).toMatchObject({ due: 0, later: 1 })
    host.at('2026-11-20T12:00:30Z')
    const [balance] = (await host.plan({ balance: {} })).endpoints
    expect(balance).toMatchObject({ windows: { due: 1, later: 0 }, pages: { known: 1 }, requests: 1 })
  })

  it('counts one window for all streams of a call, and reads it again for a stream that is new', async () => {
    const host = planHost()
    const final = { from: '2026-11-10', to: '2026-11-12' }
    await host.sync({ events: {} }, final)
    expect((await host.plan({ events: {} }, final)).endpoints[0]?.windows).toMatchObject({ due: 0, final: 2 })
    const [both] = (await host.plan({ events: {}, event_costs: {} }, final)).endpoints
    expect(both).toMatchObject({ streams: ['events', 'event_costs'], windows: { due: 2, final: 0 } })
  })

  it('reads the state store where there is no destination, or it keeps no state', async () => {
    const stateStore = memoryStateStore()
    const ledger = new MemoryLedger(false)
    const host = planHost({ ledger, stateStore })
    await host.sync({ charges: {} }, { from: '2026-11-10', to: '2026-11-12' })
    for (const destination of [ledger, undefined]) {
      const { endpoints } = await host.plan({ charges: {} }, { from: '2026-11-10', to: '2026-11-12', destination })
      expect(endpoints[0]?.windows).toMatchObject({ due: 0, final: 2 })
    }
  })

  it('tells what a sync would refuse, endpoint by endpoint', async () => {
    const host = planHost()
    await host.sync({ charges: {} }, asked)
    const other = planHost({ ledger: host.ledger, grid: { timeZone: 'Asia/Shanghai' } })
    const { endpoints, failures } = await other.plan({ charges: {}, balance: {} }, asked)
    expect(failures).toMatchObject([{ endpoint: 'charges', error: { code: 'CONFIG_GRID_CHANGED' } }])
    expect(endpoints.map(({ endpoint }) => endpoint)).toEqual(['balance'])
    const backwards = await host.plan({ charges: {} }, { from: '2026-11-02', to: '2026-11-01' })
    expect(backwards.failures).toMatchObject([{ error: { category: 'config' } }])
  })

  it('tells that the state could not be read', async () => {
    const host = planHost()
    host.ledger.before = () => {
      throw new Error('disk failure')
    }
    expect(await host.plan({ charges: {} })).toMatchObject({
      endpoints: [],
      requests: 0,
      failures: [{ endpoint: undefined, error: { message: 'disk failure' } }],
    })
  })

  it('throws for a config that is wrong', async () => {
    const host = planHost()
    await expect(host.plan({ charges: {} }, { config: { unknown: 1 } })).rejects.toMatchObject({ category: 'config' })
    await expect(host.plan({ nothing: {} })).rejects.toThrow('has no stream "nothing"')
  })
})

describe('a plan below a parent', () => {
  function campaignHost() {
    const host = planHost({ plugin: campaignConnector({ timeZone: 'UTC', settlesAfter: '2d' }) })
    const vendor = new CampaignVendor(host.clock)
    host.vendor.instead = vendor.answer
    return { ...host, vendor }
  }

  it('says that partitions are unknown until the parent is read, and counts the reading of the parent once', async () => {
    const host = campaignHost()
    const { endpoints, requests } = await host.plan({ spend: {}, clicks: {} }, { config: { accounts: ['A', 'B'] } })
    expect(endpoints).toMatchObject([
      { endpoint: 'campaigns/get', streams: [], partitions: 2, windows: { due: 2 }, requests: 2 },
      { endpoint: 'spend/get', parents: ['campaigns/get'], partitions: null, windows: { due: 0 }, requests: 0 },
      { endpoint: 'clicks/get', parents: ['campaigns/get'], partitions: null, requests: 0 },
    ])
    expect(requests).toBe(2)
    expect(host.vendor.take()).toEqual([])
  })

  it('plans the partitions that state knows', async () => {
    const host = campaignHost()
    await host.sync({ spend: {}, campaigns: {} }, { from: '2026-11-16' })
    host.vendor.take()
    const { endpoints } = await host.plan({ spend: {}, campaigns: {} }, { from: '2026-11-16' })
    expect(endpoints).toMatchObject([
      { endpoint: 'campaigns/get', streams: [], pages: { known: 2 }, requests: 2 },
      { endpoint: 'campaigns/get', streams: ['campaigns'], windows: { due: 0, later: 1 } },
      { endpoint: 'spend/get', partitions: null, windows: { due: 9, final: 6 }, pages: { known: 9 }, requests: 9 },
    ])
    expect(host.vendor.take()).toEqual([])
  })

  it('names grandparents as well', async () => {
    const { endpoints } = await campaignHost().plan({ ad_cost: {} })
    expect(endpoints.map(({ endpoint, partitions }) => [endpoint, partitions])).toEqual([
      ['campaigns/get', 1],
      ['ads/get', null],
      ['ad_cost/get', null],
    ])
    expect(endpoints[2]?.parents).toEqual(['campaigns/get', 'ads/get'])
  })
})

describe('a plan and the sync after it', () => {
  it('agree on every window, however runs went before', async () => {
    const grids = [
      { timeZone: 'UTC', settlesAfter: '3d' },
      { timeZone: 'America/New_York', settlesAfter: '1d', available: { from: '-9d', after: '8h' } },
    ] as const
    const hour = fc.integer({ min: 1, max: 24 * 30 })
    const runs = fc.array(fc.record({ at: hour, from: hour, finalOnly: fc.boolean(), named: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    })
    const instant = (hours: number): string => new Date(Date.UTC(2026, 9, 20) + hours * 3_600_000).toISOString()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...grids), runs, async (grid, all) => {
        const host = planHost({ grid, now: '2026-10-20T00:00:00Z' })
        for (const { at, from, finalOnly, named } of [...all].sort((a, b) => a.at - b.at)) {
          host.at(instant(at))
          const asked = { finalOnly, ...(named && { from: instant(Math.min(from, at - 1)) }) }
          const plan = await host.plan({ charges: {}, balance: {} }, asked)
          const before = host.transport.requests.length
          const report = await host.sync({ charges: {}, balance: {} }, asked)
          const sum = (of: 'due' | 'final'): number => plan.endpoints.reduce((all, one) => all + one.windows[of], 0)
          expect([sum('due'), sum('final')]).toEqual([report.windows.committed, report.windows.final])
          expect(host.transport.requests.length - before).toBeGreaterThanOrEqual(sum('due'))
          const again = await host.plan({ charges: {}, balance: {} }, asked)
          expect(again.endpoints.every(({ pages }) => pages.unknown === 0)).toBe(true)
        }
      }),
      { numRuns: 15 },
    )
  }, 60_000)
})
