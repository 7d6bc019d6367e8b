import { describe, expect, it } from 'vitest'
import { campaignHost } from '../testing/campaign-host.js'
import { wireReply } from '../testing/scripted-transport.js'

const asked = { from: '2026-11-18', to: '2026-11-20' }
const config = { key: 'k-0123456789' }

/** Partition and day of every window that state knows of an endpoint. */
const windows = ({ ledger }: ReturnType<typeof campaignHost>, endpoint: string): readonly string[] =>
  ledger
    .states()
    .flatMap((state) => (state.endpoint === endpoint ? [`${state.partition} ${state.start.slice(0, 10)}`] : []))

describe('an endpoint below a parent', () => {
  it('is read for each value that all pages of the parent list', async () => {
    const host = campaignHost()
    const report = await host.sync({ spend: {} }, asked)
    expect(report).toMatchObject({ windows: { committed: 6, failed: 0 }, failures: [] })
    expect(host.vendor.take()).toEqual([
      '/campaigns A 1',
      '/campaigns A 2',
      ...['1', '2', '3'].flatMap((campaign) => [`/spend A ${campaign} 2026-11-18`, `/spend A ${campaign} 2026-11-19`]),
    ])
    expect(windows(host, 'spend/get')[0]).toBe('{"account":"A","campaign":"1"} 2026-11-18')
    expect(windows(host, 'campaigns/get')).toEqual([])
  })

  it('shares one reading of the parent with its siblings', async () => {
    const host = campaignHost()
    await host.sync({ spend: {}, clicks: {}, budgets: {}, ad_cost: {} }, asked)
    expect(host.vendor.take('/campaigns')).toEqual(['/campaigns A 1', '/campaigns A 2'])
    await host.sync({ spend: {}, clicks: {} }, asked)
    expect(host.vendor.take()).toEqual(['/campaigns A 1', '/campaigns A 2']) // anew for each run; all else is final
  })

  it('stays within the partitions of the parent', async () => {
    const host = campaignHost()
    host.vendor.campaigns = { A: ['1', '2'], B: ['3'] }
    await host.sync(
      { spend: {} },
      { from: '2026-11-19', to: '2026-11-20', config: { ...config, accounts: ['A', 'B'] } },
    )
    expect(host.vendor.take('/spend')).toEqual([
      '/spend A 1 2026-11-19',
      '/spend A 2 2026-11-19',
      '/spend B 3 2026-11-19',
    ])
  })

  it('may be a parent itself', async () => {
    const host = campaignHost()
    host.vendor.campaigns = { A: ['1', '2'] }
    host.vendor.ads = { '1': ['11', '12', '13'], '2': ['21'] }
    await host.sync({ ad_cost: {} }, { from: '2026-11-19', to: '2026-11-20' })
    expect(host.vendor.take().map((line) => line.replace(' 2026-11-19', ''))).toEqual([
      '/campaigns A 1',
      '/ads A 1 1',
      '/ads A 2 1',
      '/ads A 1 2',
      '/ad_cost A 1 11',
      '/ad_cost A 1 12',
      '/ad_cost A 1 13',
      '/ad_cost A 2 21',
    ])
    expect(windows(host, 'ad_cost/get')[3]).toBe('{"account":"A","ad":"21","campaign":"2"} 2026-11-19')
  })

  it('is read once for a value that is listed twice, on one page or on two', async () => {
    const host = campaignHost()
    host.vendor.campaigns = { A: ['1', '1', '2', '1'] }
    await host.sync({ spend: {} }, { from: '2026-11-19', to: '2026-11-20' })
    expect(host.vendor.take('/spend')).toEqual(['/spend A 1 2026-11-19', '/spend A 2 2026-11-19'])
  })

  it('of which nothing is listed sends nothing more and is no failure', async () => {
    const host = campaignHost()
    host.vendor.campaigns = {}
    expect(await host.sync({ spend: {} }, asked)).toMatchObject({ windows: { committed: 0, failed: 0 }, failures: [] })
    expect(host.vendor.take()).toEqual(['/campaigns A 1'])
  })

  it('as a snapshot is observed for each value', async () => {
    const host = campaignHost()
    await host.sync({ budgets: {} })
    expect(host.ledger.rows('budgets').map(({ record }) => record.campaign)).toEqual(['1', '2', '3'])
    host.at('2026-11-20T13:00:00Z')
    host.vendor.campaigns = { A: ['3', '4'] }
    host.vendor.take()
    await host.sync({ budgets: {} })
    expect(host.vendor.take('/budgets')).toEqual(['/budgets A 3', '/budgets A 4'])
  })

  it('is read by read(), too', async () => {
    const host = campaignHost()
    const rows: unknown[] = []
    for await (const row of host.runtime.readById('campaigns', 'spend', { config, ...asked })) rows.push(row)
    expect(rows).toHaveLength(6)
    expect(host.vendor.take('/campaigns')).toHaveLength(2)
  })

  it('is checked by one call of its parent', async () => {
    const host = campaignHost()
    const report = await host.runtime.check('main', { connector: 'campaigns', config })
    expect(report.endpoint).toBe('campaigns/get')
    expect(host.vendor.take()).toEqual(['/campaigns A 1'])
  })
})

describe('a parent', () => {
  it('whose own stream is on is read on its own as well', async () => {
    const host = campaignHost()
    await host.sync({ spend: {}, campaigns: {} }, asked)
    expect(host.vendor.take('/campaigns')).toHaveLength(4)
    expect(host.ledger.rows('campaigns').map(({ record }) => record.id)).toEqual(['1', '2', '3'])
  })

  it('is tried again as any call is', async () => {
    const host = campaignHost()
    let calls = 0
    host.vendor.instead = () => {
      calls += 1
      return calls < 3 ? wireReply({ status: 503 }) : undefined
    }
    expect((await host.sync({ spend: {} }, asked)).windows).toMatchObject({ committed: 6, failed: 0 })
    expect(host.events.filter(({ type }) => type === 'retry')).toHaveLength(2)
  })

  it('that fails is one failure of all that wait for it, while other endpoints go on', async () => {
    const host = campaignHost()
    host.vendor.instead = (url) => (url.pathname === '/campaigns' ? wireReply({ status: 404 }) : undefined)
    const report = await host.sync({ spend: {}, clicks: {}, ad_cost: {}, account_spend: {} }, asked)
    expect(report).toMatchObject({
      windows: { committed: 2, failed: 1 },
      failures: [{ window: { endpoint: 'campaigns/get' }, error: { code: 'VENDOR_NOT_FOUND', category: 'not_found' } }],
    })
    expect(host.events.filter(({ type }) => type === 'window_failed')).toHaveLength(1)
    expect(host.ledger.states().map(({ endpoint }) => endpoint)).toEqual(['account_spend/get', 'account_spend/get'])
  })

  it('that answers something else is told by the members at fault, and nobody reads on with half a list', async () => {
    const host = campaignHost()
    host.vendor.instead = (url) =>
      url.pathname === '/campaigns' && url.searchParams.get('page') === '2'
        ? wireReply({ body: { list: [{ name: 'x' }], total: 3 } })
        : undefined
    const report = await host.sync({ spend: {} }, asked)
    expect(report.failures).toMatchObject([{ error: { code: 'REPLY_UNEXPECTED' } }])
    expect(host.vendor.take('/spend')).toEqual([])
  })

  it('whose credentials are refused stops the connection', async () => {
    const host = campaignHost()
    host.vendor.instead = (url) => (url.pathname === '/campaigns' ? wireReply({ status: 401 }) : undefined)
    const accounts = Array.from({ length: 9 }, (_, index) => `${index}`)
    const report = await host.sync({ spend: {}, clicks: {} }, { ...asked, config: { ...config, accounts } })
    expect(report.failures).toMatchObject([{ error: { category: 'auth' } }])
    expect(host.vendor.take('/campaigns').length).toBeLessThan(9)
  })

  it('that is a list which moves is read again, and what stays in doubt is told', async () => {
    const host = campaignHost()
    host.vendor.instead = (url) =>
      url.pathname === '/campaigns' ? wireReply({ body: { list: [{ id: '1' }], total: 2 } }) : undefined
    const report = await host.sync({ spend: {} }, asked)
    expect(report.differences).toMatchObject([
      { window: { endpoint: 'campaigns/get' }, detail: 'the vendor states 2 records, 1 arrived' },
    ])
    expect(report.windows.committed).toBe(2)
  })

  it('that fails makes read() fail with the very error', async () => {
    const host = campaignHost()
    host.vendor.instead = () => wireReply({ status: 404 })
    const rows = host.runtime.readById('campaigns', 'ad_cost', { config, ...asked })
    await expect(rows.next()).rejects.toMatchObject({ code: 'VENDOR_NOT_FOUND', category: 'not_found' })
  })

  it('under way when the run is aborted ends with it', async () => {
    const host = campaignHost()
    const abort = new AbortController()
    host.vendor.instead = () => {
      abort.abort(new Error('enough'))
      return undefined
    }
    await expect(host.sync({ spend: {} }, { ...asked, signal: abort.signal })).rejects.toThrow('enough')
    expect(host.events.filter(({ type }) => type === 'window_failed')).toEqual([])
    const rows = host.runtime.readById('campaigns', 'spend', { config, ...asked, signal: abort.signal })
    await expect(rows.next()).rejects.toThrow('enough')
  })
})
