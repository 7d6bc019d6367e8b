import { describe, expect, it } from 'vitest'
import { DataError } from '../contract/errors.js'
import type { WireReply } from '../contract/services.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const NOW = '2026-11-20T12:00:00Z'
const asked = { from: '2026-11-01', to: '2026-11-08' }

/** Answers calls for one day of one path in the vendor's place. */
function forDay(date: string, reply: WireReply | Error, path = '/charges') {
  const start = String(Date.parse(`${date}T00:00:00Z`) / 1000)
  return (url: URL): WireReply | Error | undefined =>
    url.pathname === path && url.searchParams.get('start') === start ? reply : undefined
}

async function undisturbed(streams: Readonly<Record<string, object>> = { charges: {} }): Promise<readonly string[]> {
  const host = syncHost({ now: NOW })
  await host.sync(streams, asked)
  return host.ledger.lines()
}

describe('a window that fails', () => {
  it('is recorded with its code while the others are committed', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = forDay('2026-11-03', wireReply({ status: 500 }))
    const report = await host.sync({ charges: {} }, asked)
    expect(report.windows).toMatchObject({ committed: 6, failed: 1 })
    expect(report.failures).toMatchObject([
      { window: { start: '2026-11-03T00:00:00Z' }, error: { category: 'transient' } },
    ])
    expect(host.ledger.states()[2]).toMatchObject({
      start: '2026-11-03T00:00:00Z',
      status: 'failed',
      final: false,
      error: 'VENDOR_TRANSIENT',
      readAt: null,
      rows: 0,
    })
    expect(host.events.filter(({ type }) => type === 'window_failed')).toHaveLength(1)
  })

  it('is not hidden by later successes, and heals unasked', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = forDay('2026-11-03', wireReply({ status: 500 }))
    await host.sync({ charges: {} }, asked)
    host.at('2027-02-20T12:00:00Z')
    await host.sync({ charges: {} }, { from: '2027-02-01' })
    expect(host.ledger.states()[2]).toMatchObject({ status: 'failed', start: '2026-11-03T00:00:00Z' })
    host.vendor.instead = () => undefined
    await host.sync({ charges: {} })
    expect(host.ledger.states()[2]).toMatchObject({ status: 'complete', final: true, error: null, generation: 1 })
    expect(host.ledger.lines()).toEqual(expect.arrayContaining([...(await undisturbed())]))
  })

  it('keeps what was read of it before', async () => {
    const host = syncHost({ now: '2026-11-03T12:00:00Z' })
    await host.sync({ charges: {} }, { from: '2026-11-03' })
    const lines = host.ledger.lines()
    host.vendor.instead = forDay('2026-11-03', new Error('a bug in the transport'))
    const report = await host.sync({ charges: {} }, { from: '2026-11-03' })
    expect(report.windows.failed).toBe(1)
    expect(host.ledger.lines()).toEqual(lines)
    expect(host.ledger.states()).toMatchObject([
      { status: 'failed', rows: lines.length, readAt: '2026-11-03T12:00:00.000Z', generation: 1 },
    ])
  })
})

describe('a failure stops', () => {
  const paths = (host: ReturnType<typeof syncHost>): readonly string[] =>
    host.transport.requests.map(({ url }) => new URL(url).pathname)
  const all = { charges: {}, events: {} }

  it('the window, when the vendor is down for it: four attempts', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = forDay('2026-11-01', wireReply({ status: 503 }))
    const report = await host.sync(all, asked)
    expect(report.windows).toMatchObject({ committed: 13, failed: 1 })
    expect(report.failures[0]?.error.attempts).toHaveLength(4)
  })

  it('the stream, when access to it is refused', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = (url) => (url.pathname === '/charges' ? wireReply({ status: 403 }) : undefined)
    const report = await host.sync(all, asked)
    expect(report.windows).toMatchObject({ committed: 7, failed: 1 })
    expect(paths(host).filter((path) => path === '/charges').length).toBeLessThanOrEqual(4)
    expect(host.ledger.states().filter(({ endpoint }) => endpoint === 'charges')).toMatchObject([{ status: 'failed' }])
  })

  it('the connection, when the credentials are refused', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = () => wireReply({ status: 401 })
    const report = await host.sync(all, asked)
    expect(report.failures).toMatchObject([{ error: { category: 'auth' } }])
    expect(host.transport.requests.length).toBeLessThanOrEqual(4)
    host.vendor.instead = () => undefined
    await host.sync(all, asked)
    expect(host.ledger.lines()).toEqual(await undisturbed(all))
  })
})

describe('records that do not fit', () => {
  const spoilt = wireReply({
    body: '{"list":[{"id":"c1","at":1,"cost":"free"},{"id":"c2","at":2,"cost":3}],"total":2}',
  })

  it('are kept aside; their window is committed, not final, and healed later', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = forDay('2026-11-03', spoilt)
    const report = await host.sync({ charges: {} }, asked)
    expect(report).toMatchObject({ quarantined: 1, windows: { committed: 7, failed: 0 } })
    expect(host.ledger.quarantined()).toMatchObject([{ raw: { id: 'c1' } }])
    expect(host.ledger.states()[2]).toMatchObject({ status: 'complete', final: false, rows: 1, quarantined: 1 })
    host.vendor.instead = () => undefined
    await host.sync({ charges: {} }, asked)
    expect(host.ledger.quarantined()).toEqual([])
    expect(host.ledger.lines()).toEqual(await undisturbed())
  })

  it('fail their window where the user wants it so', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = forDay('2026-11-03', spoilt)
    const report = await host.sync({ charges: { onDrift: 'fail' } }, asked)
    expect(report.failures).toMatchObject([{ error: { code: 'RECORDS_QUARANTINED' } }])
    expect(host.ledger.states()[2]).toMatchObject({ status: 'failed', rows: 0, error: 'RECORDS_QUARANTINED' })
    expect(host.ledger.quarantined()).toEqual([])
  })
})

describe('a list that does not keep still', () => {
  it('is read three times and then reported as a difference', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = forDay('2026-11-03', wireReply({ body: '{"list":[{"id":"c1","at":1,"cost":3}],"total":2}' }))
    const report = await host.sync({ charges: {} }, asked)
    expect(report.differences).toMatchObject([{ detail: 'the vendor states 2 records, 1 arrived' }])
    expect(host.ledger.states()[2]?.difference).toBe('the vendor states 2 records, 1 arrived')
    const day = String(Date.parse('2026-11-03T00:00:00Z') / 1000)
    const reads = host.transport.requests.filter(({ url }) => new URL(url).searchParams.get('start') === day)
    expect(reads).toHaveLength(3)
  })

  it('and then does is whole', async () => {
    const host = syncHost({ now: NOW })
    const lie = forDay('2026-11-03', wireReply({ body: '{"list":[],"total":9}' }))
    let lies = 0
    host.vendor.instead = (url) => {
      const reply = lie(url)
      if (reply !== undefined) lies += 1
      return lies <= 2 ? reply : undefined // two readings: an empty page ends the list
    }
    const report = await host.sync({ charges: {} }, asked)
    expect(report.differences).toEqual([])
    expect(host.ledger.lines()).toEqual(await undisturbed())
  })
})

describe('a ledger that fails', () => {
  it.each(['begin', 'clear', 'write', 'commit'])(
    'for good at %s ends the run with its error, and nothing goes on',
    async (call) => {
      const host = syncHost({ now: NOW })
      host.ledger.before = (name) => {
        if (name === call) throw new Error('the disk is full')
      }
      const report = await host.sync({ charges: {}, events: {} }, asked)
      expect(new Set(report.failures.map(({ error }) => error.message))).toEqual(new Set(['the disk is full']))
      expect(report.failures.every(({ window }) => window !== undefined)).toBe(true)
      const sent = host.transport.requests.length
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve))
      expect([host.transport.requests.length, host.transport.underWay]).toEqual([sent, 0])
      expect(host.ledger.rows()).toEqual([])
    },
  )

  it('to commit one window notes that in its state, so that the window is read again', async () => {
    const host = syncHost({ now: NOW })
    let commits = 0
    host.ledger.before = (name) => {
      commits += name === 'commit' ? 1 : 0
      if (name === 'commit' && commits === 1) {
        throw new DataError({ code: 'ACME_LEDGER_FULL', message: 'a row does not fit', stops: 'window' })
      }
    }
    const day = { from: '2026-11-03', to: '2026-11-04' }
    expect((await host.sync({ charges: {} }, day)).failures).toHaveLength(1)
    expect(host.ledger.states()).toMatchObject([{ status: 'failed', error: 'ACME_LEDGER_FULL', rows: 0 }])
    expect((await host.sync({ charges: {} }, day)).failures).toEqual([])
    expect(host.ledger.states()).toMatchObject([{ status: 'complete', final: true }])
  })

  it('says why it failed, not that it could not undo it either', async () => {
    const host = syncHost({ now: NOW })
    host.ledger.before = (name) => {
      if (name === 'commit') throw new Error('the disk is full')
      if (name === 'abort') throw new Error('nothing to abort')
    }
    const report = await host.sync({ charges: {} }, asked)
    expect(report.failures[0]?.error.message).toBe('the disk is full')
  })

  it('to load its state ends that connection, says so in its report, and leaves the others alone', async () => {
    const host = syncHost({ now: NOW })
    const config = { connector: 'hourly', config: { key: 'k-0123456789' } }
    const ledger = new MemoryLedger()
    const load = ledger.loadState
    ledger.loadState = async (name) => {
      if (name === 'a') throw new Error('the disk is full')
      return load?.(name) ?? []
    }
    const run = host.runtime.sync({ connections: { a: config, b: config }, destination: ledger, ...asked })
    const [failed, well] = await run
    expect(failed?.failures.map(({ error }) => error.message)).toEqual(['the disk is full'])
    expect(well?.failures).toEqual([])
    expect([host.transport.underWay, ledger.states().filter(({ connection }) => connection === 'b').length]).toEqual([
      0, 15,
    ])
  })
})

describe('an abort', () => {
  it('rejects with its reason, commits no half window, and the next run completes', async () => {
    const host = syncHost({ now: NOW })
    const stop = new AbortController()
    host.vendor.instead = () => {
      if (host.transport.requests.length === 15) stop.abort(new DOMException('enough', 'AbortError'))
      return undefined
    }
    await expect(host.sync({ charges: {} }, { ...asked, signal: stop.signal })).rejects.toThrow('enough')
    const states = host.ledger.states()
    expect(states.length).toBeLessThan(7)
    expect(states.every(({ status }) => status === 'complete')).toBe(true)
    await host.sync({ charges: {} }, asked)
    expect(host.ledger.lines()).toEqual(await undisturbed())
  })
})
