import { describe, expect, it } from 'vitest'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const NOW = '2026-11-20T12:00:00.700Z'

describe('a snapshot', () => {
  it('adds an observation at a time, with its instant in the key', async () => {
    const host = syncHost({ now: NOW })
    await host.sync({ balance: {} })
    host.at('2026-11-20T12:05:00Z')
    await host.sync({ balance: {} })
    expect(host.ledger.rows('balance').map(({ key }) => key)).toEqual([
      '["2026-11-20T12:00:00Z"]',
      '["2026-11-20T12:05:00Z"]',
    ])
    expect(host.ledger.states()).toMatchObject([{ grid: 'snapshot', start: 'snapshot', final: false, generation: 2 }])
  })

  it('is not observed twice within `every`, in another process neither', async () => {
    const host = syncHost({ now: NOW, every: '30s' })
    await host.sync({ balance: {} })
    const next = syncHost({ now: '2026-11-20T12:00:30.600Z', every: '30s', ledger: host.ledger })
    await next.sync({ balance: {} })
    expect([next.transport.requests.length, host.ledger.rows('balance').length]).toEqual([0, 1])
    next.at('2026-11-20T12:00:30.700Z')
    await next.sync({ balance: {} })
    expect(host.ledger.rows('balance')).toHaveLength(2)
  })

  it('is not observed twice in one second: the two would have one key', async () => {
    const host = syncHost({ now: NOW, every: '0s' })
    await host.sync({ balance: {} })
    host.at('2026-11-20T12:00:00.900Z')
    await host.sync({ balance: {} })
    expect(host.ledger.rows('balance')).toHaveLength(1)
    host.at('2026-11-20T12:00:01.000Z')
    await host.sync({ balance: {} })
    expect(host.ledger.rows('balance')).toHaveLength(2)
  })

  it('that fails is recorded and told, and keeps what was observed', async () => {
    const host = syncHost({ now: NOW })
    await host.sync({ balance: {} })
    host.at('2026-11-20T13:00:00Z')
    host.vendor.instead = () => wireReply({ status: 404 })
    const report = await host.sync({ balance: {} })
    expect(report.windows).toMatchObject({ committed: 0, failed: 1 })
    expect(host.events.filter(({ type }) => type === 'window_failed')).toHaveLength(1)
    expect(host.ledger.states()).toMatchObject([
      { status: 'failed', error: 'VENDOR_NOT_FOUND', start: 'snapshot', readAt: NOW, generation: 1 },
    ])
    expect(host.ledger.rows('balance')).toHaveLength(1)
    host.vendor.instead = () => undefined
    await host.sync({ balance: {} })
    expect(host.ledger.states()).toMatchObject([{ status: 'complete', error: null, generation: 2 }])
  })

  it('that does not fit fails where the user wants it so', async () => {
    const host = syncHost({ now: NOW })
    host.vendor.instead = () => wireReply({ body: '{"balance":"plenty"}' })
    const report = await host.sync({ balance: { onDrift: 'fail' } })
    expect(report.failures).toMatchObject([{ error: { code: 'RECORDS_QUARANTINED' } }])
    expect((await host.sync({ balance: {} })).quarantined).toBe(1)
  })
})
