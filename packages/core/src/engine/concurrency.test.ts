import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SyncHostOptions, syncHost } from '../testing/sync-host.js'
import type { Concurrency } from './concurrency.js'

const asked = { from: '2026-11-01', to: '2026-11-06' }
const config = { key: 'k-0123456789', accounts: ['A', 'B', 'C'], pageSize: 5 }
const streams = { event_costs: { enabled: true } }
const ALONE: Concurrency = { connections: 1, windows: 1, pages: 1 }

/** Three connections of three accounts, all streams of them: counted pages, cursors and a snapshot. */
async function synced(concurrency: Concurrency | undefined, options: SyncHostOptions = {}) {
  const host = syncHost({ slow: true, ...options })
  const connection = { connector: 'hourly', config, streams }
  const connections = { one: connection, two: connection, three: connection }
  const reports = await host.runtime.sync({
    connections,
    destination: host.ledger,
    ...asked,
    ...(concurrency && { concurrency }),
  })
  return { host, reports, lines: host.ledger.lines() }
}

/** The ids that one stream yields, in order. */
async function read(stream: string, concurrency: Concurrency, options: SyncHostOptions = {}) {
  const host = syncHost({ slow: true, ...options })
  const ids: unknown[] = []
  for await (const { account, id } of host.runtime.readById('hourly', stream, { config, ...asked, concurrency }))
    ids.push(`${account} ${id}`)
  return { ids, host }
}

describe('with everything one at a time', () => {
  it.each([
    ['no limit of the vendor', {}],
    ["the vendor's own limit of one call at once", { concurrent: 1 }],
  ])(
    'a sync of several connections, partitions and endpoints comes to its end: %s',
    async (_what, options) => {
      const { host, reports, lines } = await synced(ALONE, options)
      expect(reports.map(({ failures }) => failures)).toEqual([[], [], []])
      expect(host.transport.mostUnderWay).toBe(1)
      expect(lines.length).toBeGreaterThan(500)
      expect(lines).toEqual((await synced(undefined)).lines)
    },
    30_000,
  )

  it.each(['charges', 'events', 'balance'])('a reading of %s comes to its end', async (stream) => {
    for (const options of [{}, { concurrent: 1 }]) {
      const { ids, host } = await read(stream, ALONE, options)
      expect(host.transport.mostUnderWay).toBe(1)
      expect(ids).toEqual((await read(stream, {})).ids)
      expect(ids.length).toBeGreaterThan(0)
    }
  })

  it('a failing window ends no more than it must', async () => {
    const host = syncHost()
    const start = String(Date.parse('2026-11-03T00:00:00Z') / 1000)
    host.vendor.instead = (url) =>
      url.searchParams.get('start') === start && url.searchParams.get('page') === '2' ? new Error('broke') : undefined
    const report = await host.sync({ charges: {}, events: {} }, { ...asked, config, concurrency: ALONE })
    expect(report.windows).toMatchObject({ committed: 2 * 3 * 5 - 3, failed: 3 })
  })
})

describe('whatever goes on at once', () => {
  it('the ledger is the same, and no more goes on than was allowed', async () => {
    const expected = (await synced(undefined)).lines
    const some = fc.integer({ min: 1, max: 9 })
    await fc.assert(
      fc.asyncProperty(fc.record({ connections: some, windows: some, pages: some }), async (concurrency) => {
        const { lines, host } = await synced(concurrency)
        const { connections, windows, pages } = concurrency
        expect(lines).toEqual(expected)
        expect(host.transport.mostUnderWay).toBeLessThanOrEqual(Math.min(connections, 3) * windows * pages)
      }),
      { numRuns: 8 },
    )
  }, 60_000)

  it('ten pages of one window are fetched at once where that is wanted', async () => {
    const small = { key: 'k-0123456789', accounts: ['A'], pageSize: 1 }
    for (const pages of [1, 4, 10]) {
      const host = syncHost({ slow: true })
      await host.sync({ charges: {} }, { from: '2026-11-01', to: '2026-11-02', config: small, concurrency: { pages } })
      expect(host.transport.mostUnderWay).toBe(pages)
    }
  })
})

describe('a concurrency', () => {
  it.each([
    [{ pages: 0 }, '"pages" must be a whole number of at least 1'],
    [{ windows: 2.5 }, '"windows" must be a whole number of at least 1'],
    [{ connections: Number.POSITIVE_INFINITY }, '"connections" must be a whole number of at least 1'],
    [{ pages: '4' }, '"pages" must be a whole number of at least 1'],
    [{ page: 4 }, 'unknown key "page"'],
    [8, 'it must be an object'],
  ])('of %j is refused before anything is sent', async (concurrency, problem) => {
    const wrong = concurrency as Concurrency
    const host = syncHost()
    await expect(host.sync({ charges: {} }, { ...asked, concurrency: wrong })).rejects.toMatchObject({
      category: 'config',
      message: `the concurrency is wrong: ${problem}`,
    })
    await expect(read('charges', wrong)).rejects.toThrow(problem)
    expect(host.transport.requests).toEqual([])
  })

  it('that names less than all leaves the others at four', async () => {
    const host = syncHost({ slow: true })
    await host.sync(
      { charges: {} },
      { ...asked, config: { ...config, pageSize: 30 }, concurrency: { pages: 1, windows: undefined } },
    )
    expect(host.transport.mostUnderWay).toBe(4)
  })
})
