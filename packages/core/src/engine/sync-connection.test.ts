import { describe, expect, it } from 'vitest'
import { memoryStateStore } from '../runtime/system-services.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const NOON = '2026-11-20T12:00:00Z'

/** The days that were asked for, each once. */
function daysAsked(host: ReturnType<typeof syncHost>, since = 0): readonly string[] {
  const starts = host.transport.requests.slice(since).map(({ url }) => Number(new URL(url).searchParams.get('start')))
  return [...new Set(starts.map((start) => new Date(start * 1000).toISOString().slice(0, 10)))].sort()
}

describe('a sync', () => {
  it('reads 30 days back, and the second time only what is not final', async () => {
    const host = syncHost({ now: NOON })
    const first = await host.sync({ charges: {} })
    expect(first.windows).toEqual({ committed: 31, final: 0, failed: 0, unreachable: 0 })
    expect(daysAsked(host)[0]).toBe('2026-10-21')
    const [lines, sent] = [host.ledger.lines(), host.transport.requests.length]
    const second = await host.sync({ charges: {} })
    expect(second.windows).toEqual({ committed: 4, final: 27, failed: 0, unreachable: 0 })
    expect(daysAsked(host, sent)).toEqual(['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'])
    expect(host.ledger.lines()).toEqual(lines)
  })

  it('of final windows sends nothing and commits nothing', async () => {
    const host = syncHost({ now: NOON })
    const asked = { from: '2026-11-01', to: '2026-11-08' }
    await host.sync({ charges: {}, events: {} }, asked)
    const [lines, sent, commits] = [host.ledger.lines(), host.transport.requests.length, host.ledger.commits]
    const again = await host.sync({ charges: {}, events: {} }, asked)
    expect(again.windows).toMatchObject({ committed: 0, final: 14 })
    expect([host.ledger.lines(), host.transport.requests.length, host.ledger.commits]).toEqual([lines, sent, commits])
  })

  it('makes a day whole that it read at noon, five days later and unasked', async () => {
    const host = syncHost({ now: NOON })
    await host.sync({ charges: {} }, { from: '2026-11-20' })
    const noon = host.ledger.rows().length
    expect(host.ledger.states()).toMatchObject([{ final: false, status: 'complete', rows: noon }])
    host.at('2026-11-25T12:00:00Z')
    await host.sync({ charges: {} })
    const start = Date.parse('2026-11-20T00:00:00Z') / 1000
    const whole = host.vendor.charges('A', start, start + 86_400).map(({ at, cost }) => [at, cost])
    const rows = host.ledger
      .rows()
      .filter(({ record }) => String(record.at) >= String(start) && Number(record.at) < start + 86_400)
    expect(whole.length).toBeGreaterThan(noon)
    expect(rows.map(({ record }) => [record.at, (record.cost as { amount: string }).amount])).toEqual(whole)
    expect(host.ledger.states().find(({ start }) => start === '2026-11-20T00:00:00Z')).toMatchObject({ final: true })
  })

  it('re-reads an open window however long nobody looked', async () => {
    const host = syncHost({ now: '2026-03-01T12:00:00Z' })
    await host.sync({ charges: {} }, { from: '2026-03-01' })
    host.at(NOON)
    await host.sync({ charges: {} })
    expect(host.ledger.states()[0]).toMatchObject({ start: '2026-03-01T00:00:00Z', final: true, generation: 2 })
    expect(host.ledger.states().some(({ start }) => start.startsWith('2026-06'))).toBe(false)
  })

  it('replaces what the vendor restated', async () => {
    const host = syncHost({ now: '2026-11-20T00:30:00Z' })
    const asked = { from: '2026-11-19', to: '2026-11-20' }
    await host.sync({ charges: {} }, asked)
    const before = host.ledger.lines()
    host.at('2026-11-22T12:00:00Z')
    await host.sync({ charges: {} }, asked)
    expect(host.ledger.lines()).toHaveLength(before.length)
    expect(host.ledger.lines()).not.toEqual(before)
  })

  it('with finalOnly reads only what a read makes final', async () => {
    const host = syncHost({ now: NOON })
    const report = await host.sync({ charges: {} }, { finalOnly: true })
    expect(report.windows.committed).toBe(27)
    expect(host.ledger.states().every(({ final }) => final)).toBe(true)
    expect(daysAsked(host).at(-1)).toBe('2026-11-16')
  })

  it('reads no open window beyond the `to` that the user named', async () => {
    const host = syncHost({ now: NOON })
    await host.sync({ charges: {} })
    const sent = host.transport.requests.length
    await host.sync({ charges: {} }, { to: '2026-11-19' })
    expect(daysAsked(host, sent)).toEqual(['2026-10-20', '2026-11-17', '2026-11-18'])
  })

  it('refuses another grid in the same ledger, sends nothing and leaves what is there', async () => {
    const host = syncHost({ now: NOON })
    await host.sync({ charges: {}, events: {} }, { from: '2026-11-01' })
    const lines = host.ledger.lines()
    const other = syncHost({ now: NOON, ledger: host.ledger, grid: { timeZone: 'Asia/Shanghai', settlesAfter: '3d' } })
    const report = await other.sync({ charges: {}, events: {} }, { from: '2026-11-01' })
    expect(report.failures.map(({ error }) => error.code)).toEqual(['CONFIG_GRID_CHANGED', 'CONFIG_GRID_CHANGED'])
    expect([other.transport.requests.length, host.ledger.lines()]).toEqual([0, lines])
  })

  it('keeps the accounts of one connection apart', async () => {
    const host = syncHost({ now: NOON })
    const config = { accounts: ['A', 'B'] }
    await host.sync({ charges: {} }, { from: '2026-11-10', to: '2026-11-12', config })
    expect(host.ledger.states().map(({ partition, start }) => `${partition} ${start.slice(0, 10)}`)).toEqual([
      '{"account":"A"} 2026-11-10',
      '{"account":"A"} 2026-11-11',
      '{"account":"B"} 2026-11-10',
      '{"account":"B"} 2026-11-11',
    ])
  })
})

describe('streams', () => {
  const asked = { from: '2026-11-01', to: '2026-11-05' }

  it('of one call cost one call and commit together', async () => {
    const [one, both] = [syncHost({ now: NOON }), syncHost({ now: NOON })]
    await one.sync({ events: {} }, asked)
    await both.sync({ events: {}, event_costs: {} }, asked)
    expect(both.transport.requests.length).toBe(one.transport.requests.length)
    expect(both.ledger.rows('event_costs').length).toBe(both.ledger.rows('events').length)
    expect(both.ledger.states().every(({ streams }) => streams.join() === 'events,event_costs')).toBe(true)
  })

  it('that are optional are off until they are enabled', async () => {
    const host = syncHost({ now: NOON })
    const connection = { connector: 'hourly', config: { key: 'k-0123456789' } }
    await host.runtime.sync({ connections: { main: connection }, destination: host.ledger, ...asked })
    expect(new Set(host.ledger.rows().map(({ stream }) => stream.name))).toEqual(
      new Set(['charges', 'events', 'balance']),
    )
  })

  it('enabled later are read as far back as the ledger goes, without being asked for', async () => {
    const host = syncHost({ now: NOON })
    await host.sync({ events: {} }, { from: '2026-03-01', to: '2026-03-03' })
    const report = await host.sync({ events: {}, event_costs: {} }, { from: undefined })
    expect(host.ledger.rows('event_costs').length).toBeGreaterThan(host.ledger.rows('events').length - 1)
    expect(daysAsked(host).slice(0, 2)).toEqual(['2026-03-01', '2026-03-02'])
    const again = await host.sync({ events: {}, event_costs: {} })
    expect([report.windows.committed, again.windows.committed]).toEqual([33, 4])
  })

  it('enabled later make final windows be read again, once', async () => {
    const host = syncHost({ now: NOON })
    await host.sync({ events: {} }, asked)
    const events = host.ledger.rows('events')
    const later = await host.sync({ events: {}, event_costs: {} }, asked)
    expect(later.windows).toMatchObject({ committed: 4, final: 0 })
    expect(host.ledger.rows('events')).toEqual(events)
    expect(host.ledger.rows('event_costs')).toHaveLength(events.length)
    expect((await host.sync({ events: {}, event_costs: {} }, asked)).windows).toMatchObject({ committed: 0, final: 4 })
  })

  it('that are disabled keep their rows', async () => {
    const host = syncHost({ now: NOON })
    await host.sync({ events: {}, event_costs: {} }, { from: '2026-11-18' })
    const kept = host.ledger.rows('event_costs')
    await host.sync({ events: {} }, { from: '2026-11-18' })
    expect(host.ledger.rows('event_costs')).toEqual(kept)
  })

  it('of one call are read as far back as the widest of them asks', async () => {
    const host = syncHost({ now: NOON })
    await host.sync({ events: {}, event_costs: { from: '2026-09-01' } })
    expect(daysAsked(host)[0]).toBe('2026-09-01')
    const narrow = syncHost({ now: NOON })
    await narrow.sync({ events: {}, event_costs: { from: '2026-11-19' } })
    expect(daysAsked(narrow)[0]).toBe('2026-10-21')
    const mixed = syncHost({ now: NOON }) // as text, the later one comes first
    await mixed.sync({ events: { from: '2026-11-02' }, event_costs: { from: '2026-11-02T00:00:00+08:00' } })
    expect(daysAsked(mixed)[0]).toBe('2026-11-01')
  })
})

describe('state', () => {
  it('knows how many pages the last successful reading of a window took', async () => {
    const host = syncHost({ now: NOON })
    const pagesOf = () => host.ledger.states().map(({ pages }) => pages)
    const asked = { from: '2026-11-19', to: '2026-11-20' }
    await host.sync({ charges: {} }, { ...asked, config: { pageSize: 100 } })
    expect(pagesOf()).toEqual([1])
    const sent = host.transport.requests.length
    await host.sync({ charges: {} }, { ...asked, config: { pageSize: 3 } })
    expect(pagesOf()).toEqual([host.transport.requests.length - sent])
    const before = pagesOf()
    host.vendor.instead = () => wireReply({ status: 404 })
    await host.sync({ charges: {} }, asked)
    expect(host.ledger.states()[0]).toMatchObject({ status: 'failed', pages: before[0] })
  })

  it('is kept by the state store where the destination keeps none', async () => {
    const stateStore = memoryStateStore()
    const ledger = new MemoryLedger(false)
    const host = syncHost({ now: NOON, ledger, stateStore })
    await host.sync({ charges: {} })
    expect(ledger.states()).toEqual([])
    expect(await stateStore.load('main')).toHaveLength(31)
    const lines = ledger.lines()
    const next = syncHost({ now: NOON, ledger, stateStore }) // another process
    expect((await next.sync({ charges: {} })).windows).toMatchObject({ committed: 4, final: 27 })
    expect(ledger.lines()).toEqual(lines)
  })

  it('is not lost between rows and store: rows without state are read again', async () => {
    const stateStore = memoryStateStore()
    const ledger = new MemoryLedger(false)
    const broken = { ...stateStore, save: () => Promise.reject(new Error('disk full')) }
    const asked = { from: '2026-11-10', to: '2026-11-12' }
    const report = await syncHost({ now: NOON, ledger, stateStore: broken }).sync({ charges: {} }, asked)
    expect(report.failures.length).toBeGreaterThan(0)
    const host = syncHost({ now: NOON, ledger, stateStore })
    await host.sync({ charges: {} }, asked)
    const undisturbed = syncHost({ now: NOON })
    await undisturbed.sync({ charges: {} }, asked)
    expect(ledger.lines()).toEqual(undisturbed.ledger.lines())
  })
})
