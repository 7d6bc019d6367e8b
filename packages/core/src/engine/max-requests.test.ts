import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRuntime } from '../runtime/create-runtime.js'
import { mintingAcme } from '../testing/acme.js'
import { CampaignVendor, campaignConnector } from '../testing/campaign-connector.js'
import { testHost } from '../testing/host.js'
import { scriptedTransport, wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const NOON = '2026-11-20T12:00:00Z'
const asked = { from: '2026-11-01', to: '2026-11-08' }
const config = { key: 'k-0123456789' }
const ALL = { charges: {}, events: {}, event_costs: {}, balance: {} }

describe('maxRequests', () => {
  it('stops a sync before the next request leaves, and keeps what was read whole', async () => {
    const host = syncHost({ now: NOON })
    const report = await host.sync({ charges: {} }, { ...asked, maxRequests: 10 })
    expect(host.transport.requests).toHaveLength(10)
    expect(report.failures).toMatchObject([
      {
        error: {
          code: 'MAX_REQUESTS',
          category: 'quota_exhausted',
          stops: 'connection',
          message: 'main: the run has sent the 10 requests that maxRequests allows',
        },
      },
    ])
    expect(report.windows.committed).toBeGreaterThan(0)
    const complete = host.ledger.states().filter(({ status }) => status === 'complete')
    expect(complete).toHaveLength(report.windows.committed)
    expect(host.events.filter(({ type }) => type === 'window_failed')).toHaveLength(1)
  })

  it('does nothing to a run that needs no more', async () => {
    const free = syncHost({ now: NOON })
    await free.sync(ALL, asked)
    const needed = free.transport.requests.length
    const host = syncHost({ now: NOON })
    const report = await host.sync(ALL, { ...asked, maxRequests: needed })
    expect(report.failures).toEqual([])
    expect(host.ledger.lines()).toEqual(free.ledger.lines())
  })

  it('brings the ledger to the same end in as many runs as it takes', async () => {
    const free = syncHost({ now: NOON })
    await free.sync({ charges: {} }, asked)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: 40 }), async (maxRequests) => {
        const host = syncHost({ now: NOON })
        let runs = 0
        for (let failed = true; failed && runs < 20; runs += 1) {
          failed = (await host.sync({ charges: {} }, { ...asked, maxRequests })).failures.length > 0
        }
        expect(runs).toBeLessThan(20)
        expect(host.ledger.lines()).toEqual(free.ledger.lines())
      }),
      { numRuns: 10 },
    )
  }, 60_000)

  it('is never overshot, whatever fails and is tried again, by whatever is under way at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom(200, 200, 429, 500, 503, 404), { minLength: 1, maxLength: 7 }),
        async (maxRequests, pageSize, statuses) => {
          const host = syncHost({ now: NOON })
          let sent = 0
          host.vendor.instead = () => {
            sent += 1
            const status = statuses[sent % statuses.length] ?? 200
            return status === 200 ? undefined : wireReply({ status })
          }
          const accounts = { pageSize, accounts: ['A', 'B', 'C'] }
          await host.sync(ALL, { ...asked, maxRequests, config: accounts })
          expect(host.transport.requests.length).toBeLessThanOrEqual(maxRequests)
          const rows = host.ledger.states().reduce((sum, state) => sum + state.rows, 0)
          expect(host.ledger.rows()).toHaveLength(rows) // nothing half read is in
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)

  it('counts for each connection and each run anew', async () => {
    const host = syncHost({ now: NOON })
    const connection = {
      connector: 'hourly',
      config,
      streams: { events: { enabled: false }, balance: { enabled: false } },
    }
    const sync = (rest: object) =>
      host.runtime.sync({
        connections: { one: connection, two: connection },
        destination: host.ledger,
        ...asked,
        ...rest,
      })
    const reports = await sync({ maxRequests: 4 })
    expect(reports.map(({ failures }) => failures[0]?.error.code)).toEqual(['MAX_REQUESTS', 'MAX_REQUESTS'])
    expect(host.transport.requests).toHaveLength(8)
    await sync({ maxRequests: 4 })
    expect(host.transport.requests).toHaveLength(16)
  })

  it('of a connection and of a command: the smaller counts', async () => {
    for (const [own, command, most] of [
      [3, 5, 3],
      [5, 3, 3],
      [3, undefined, 3],
    ] as const) {
      const host = syncHost({ now: NOON })
      const connections = { main: { connector: 'hourly', config, maxRequests: own } }
      await host.runtime.sync({ connections, destination: host.ledger, ...asked, maxRequests: command })
      expect(host.transport.requests).toHaveLength(most)
    }
  })

  it('ends a read after the records that it paid for, in order', async () => {
    const host = syncHost({ now: NOON })
    const all: unknown[] = []
    for await (const row of host.runtime.readById('hourly', 'charges', { config, ...asked })) all.push(row)
    const some: unknown[] = []
    const read = async (): Promise<void> => {
      const rows = host.runtime.readById('hourly', 'charges', { config, ...asked, maxRequests: 10 })
      for await (const row of rows) some.push(row)
    }
    const before = host.transport.requests.length
    await expect(read()).rejects.toMatchObject({ code: 'MAX_REQUESTS', category: 'quota_exhausted' })
    expect(host.transport.requests.length - before).toBe(10)
    expect(some.length).toBeGreaterThan(0)
    expect(some).toEqual(all.slice(0, some.length))
  })

  it('counts retries', async () => {
    const host = syncHost({ now: NOON })
    host.vendor.instead = () => wireReply({ status: 503 })
    const report = await host.sync({ charges: {} }, { ...asked, maxRequests: 2 })
    expect(host.transport.requests).toHaveLength(2)
    expect(report.failures).toMatchObject([{ error: { code: 'MAX_REQUESTS' } }])
  })

  it('counts calls for tokens', async () => {
    const transport = scriptedTransport(({ url }) =>
      url.endsWith('/token') ? { body: { code: 0 } } : { body: { code: 0, balance: '1' } },
    )
    const { container } = testHost(transport)
    const runtime = createRuntime({ connectors: [mintingAcme()], container })
    const check = (maxRequests: number) =>
      runtime.check('main', { connector: 'acme', config: { apiKey: 'sk-canary' }, maxRequests })
    await expect(check(1)).rejects.toMatchObject({ code: 'MAX_REQUESTS' })
    expect(transport.sent.map(({ url }) => new URL(url).pathname)).toEqual(['/token'])
    await expect(check(2)).resolves.toMatchObject({ endpoint: 'balance' })
  })

  it('counts what parents are read with', async () => {
    const host = syncHost({ now: NOON, plugin: campaignConnector() })
    const vendor = new CampaignVendor(host.clock)
    host.vendor.instead = vendor.answer
    const report = await host.sync({ spend: {}, clicks: {} }, { ...asked, maxRequests: 1 })
    expect(vendor.take()).toEqual(['/campaigns A 1'])
    expect(report.failures).toMatchObject([{ window: { endpoint: 'campaigns/get' }, error: { code: 'MAX_REQUESTS' } }])
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'of %d is refused before anything is sent',
    async (maxRequests) => {
      const host = syncHost({ now: NOON })
      await expect(host.sync({ charges: {} }, { ...asked, maxRequests })).rejects.toMatchObject({
        category: 'config',
        message: `main: maxRequests must be a whole number, 1 or more; it is ${maxRequests}`,
      })
      expect(host.transport.requests).toEqual([])
    },
  )
})
