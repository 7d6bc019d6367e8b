import { describe, expect, it } from 'vitest'
import { syncHost } from '../testing/sync-host.js'

const UTC_TODAY = { timeZone: 'UTC', available: { from: 'today' } } as const

const unreachable = (host: ReturnType<typeof syncHost>): readonly string[] =>
  host.events.flatMap((event) => (event.type === 'window_unreachable' ? [event.window.start.slice(0, 10)] : []))

describe('a window beyond the reach of the vendor', () => {
  it('is recorded, told once and never asked for', async () => {
    const host = syncHost({ now: '2026-11-20T12:00:00Z', grid: UTC_TODAY })
    const first = await host.sync({ charges: {} }, { from: '2026-11-17' })
    expect(first.windows).toEqual({ committed: 1, final: 0, failed: 0, unreachable: 3 })
    expect(unreachable(host)).toEqual(['2026-11-17', '2026-11-18', '2026-11-19'])
    const second = await host.sync({ charges: {} }, { from: '2026-11-17' })
    expect(second.windows.unreachable).toBe(0)
    expect(unreachable(host)).toHaveLength(3)
    const asked = host.transport.requests.map(({ url }) => new URL(url).searchParams.get('start'))
    expect(new Set(asked)).toEqual(new Set([String(Date.parse('2026-11-20T00:00:00Z') / 1000)]))
  })

  it('keeps the rows that were read of it, marked not final', async () => {
    const host = syncHost({ now: '2026-11-20T12:00:00Z', grid: UTC_TODAY })
    await host.sync({ charges: {} })
    const lines = host.ledger.lines()
    expect(lines.length).toBeGreaterThan(0)
    host.at('2026-11-21T00:30:00Z')
    const report = await host.sync({ charges: {} })
    expect(report.windows.unreachable).toBe(1)
    expect(host.ledger.lines()).toEqual(expect.arrayContaining([...lines]))
    expect(host.ledger.states()[0]).toMatchObject({
      start: '2026-11-20T00:00:00Z',
      status: 'unreachable',
      final: false,
      rows: lines.length,
      readAt: '2026-11-20T12:00:00.000Z',
    })
    host.at('2026-12-24T12:00:00Z')
    expect((await host.sync({ charges: {} })).windows.unreachable).toBe(1) // the 21st, which was read at its beginning
  })

  it('that was final already is left alone', async () => {
    const host = syncHost({ now: '2026-11-20T12:00:00Z', grid: { timeZone: 'UTC', available: { from: '-2d' } } })
    await host.sync({ charges: {} })
    const before = host.ledger.states().filter(({ final }) => final)
    expect(before).toHaveLength(2)
    host.at('2026-11-29T12:00:00Z')
    const report = await host.sync({ charges: {} }, { from: '2026-11-18' })
    expect(report.windows).toMatchObject({ committed: 3, final: 2, unreachable: 7 })
    expect(host.ledger.states().slice(0, 2)).toEqual(before)
  })

  it('when the clock passes midnight before its turn comes is not asked for', async () => {
    const host = syncHost({ now: '2026-11-20T23:59:59Z', grid: UTC_TODAY })
    host.vendor.instead = (url) => {
      if (url.searchParams.get('account') === 'A0') host.at('2026-11-21T00:00:01Z')
      return undefined
    }
    const accounts = Array.from({ length: 12 }, (_, index) => `A${index}`)
    const report = await host.sync({ charges: {} }, { config: { accounts, pageSize: 100 } })
    const asked = host.transport.requests.map(({ url }) => new URL(url).searchParams.get('account'))
    expect(asked).not.toContain('A11')
    expect(report.windows.committed + report.windows.unreachable).toBe(12)
  })
})

describe('a window that the vendor has only later', () => {
  const grid = { timeZone: 'UTC', available: { after: '8h' } } as const

  it('is left for then', async () => {
    const host = syncHost({ now: '2026-11-20T07:59:00Z', grid })
    await host.sync({ charges: {} })
    expect(host.ledger.states().at(-1)?.start).toBe('2026-11-18T00:00:00Z')
    host.at('2026-11-20T08:00:00Z')
    await host.sync({ charges: {} })
    expect(host.ledger.states().at(-1)?.start).toBe('2026-11-19T00:00:00Z')
  })

  it('is asked for all the same when the command names `to`', async () => {
    const host = syncHost({ now: '2026-11-20T07:59:00Z', grid })
    await host.sync({ charges: {} }, { from: '2026-11-19', to: '2026-11-25' })
    expect(host.ledger.states().map(({ start }) => start.slice(0, 10))).toEqual(['2026-11-19', '2026-11-20'])
  })
})
