import { describe, expect, it } from 'vitest'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const DAY = { from: '2026-11-03', to: '2026-11-04' }
const SETTLED = '2026-11-20T12:00:00Z'
const SHORT = 'the vendor states 2 records, 1 arrived'
const listing = (total: number) =>
  wireReply({ body: `{"list":[{"id":"c1","at":1793664000,"cost":3}],"total":${total}}` })

function hostStating(total: number, now = SETTLED) {
  const host = syncHost({ now })
  host.vendor.instead = () => listing(total)
  return host
}

describe('a figure of the vendor’s that differs from what arrived', () => {
  it('is kept with the window that is committed, which is read again', async () => {
    const host = hostStating(2)
    const report = await host.sync({ charges: {} }, DAY)
    expect(report).toMatchObject({ rows: 1, failures: [], differences: [{ detail: SHORT, severity: 'report' }] })
    expect(host.ledger.states()).toMatchObject([{ status: 'complete', final: false, difference: SHORT }])
    expect(host.events.filter(({ type }) => type === 'difference')).toMatchObject([{ detail: SHORT }])
  })

  it('is gone with the reading that it does not turn up in', async () => {
    const host = hostStating(2)
    await host.sync({ charges: {} }, DAY)
    host.vendor.instead = () => listing(1)
    expect((await host.sync({ charges: {} }, DAY)).differences).toEqual([])
    expect(host.ledger.states()).toMatchObject([{ final: true, difference: null }])
  })

  it('is the vendor’s own when a second settled reading finds the same: the window is final, and keeps it', async () => {
    const host = hostStating(2)
    await host.sync({ charges: {} }, DAY)
    const again = await host.sync({ charges: {} }, DAY)
    expect(again.differences).toMatchObject([{ detail: SHORT }])
    expect(host.ledger.states()).toMatchObject([{ final: true, difference: SHORT }])
    expect((await host.sync({ charges: {} }, DAY)).windows).toMatchObject({ committed: 0, final: 1 })
  })

  it('is in doubt as long as it moves', async () => {
    const host = hostStating(2)
    for (const total of [2, 3, 2, 4]) {
      host.vendor.instead = () => listing(total)
      await host.sync({ charges: {} }, DAY)
      expect(host.ledger.states()).toMatchObject([{ final: false }])
    }
  })

  it('is not confirmed by a reading before the window had settled', async () => {
    const host = hostStating(2, '2026-11-05T12:00:00Z')
    await host.sync({ charges: {} }, DAY)
    host.at(SETTLED)
    await host.sync({ charges: {} }, DAY)
    expect(host.ledger.states()).toMatchObject([{ final: false }])
    await host.sync({ charges: {} }, DAY)
    expect(host.ledger.states()).toMatchObject([{ final: true }])
  })
})

describe('set to fail', () => {
  const failing = { ...DAY, onDifference: 'fail' } as const

  it('it says so in every report, is committed, and is read again until the figures agree', async () => {
    const host = hostStating(2)
    for (let run = 0; run < 3; run += 1) {
      const report = await host.sync({ charges: {} }, failing)
      expect(report).toMatchObject({ failures: [], differences: [{ detail: SHORT, severity: 'fail' }] })
      expect(report.windows).toMatchObject({ committed: 1, failed: 0 })
      expect(host.ledger.states()).toMatchObject([{ status: 'complete', rows: 1, final: false, difference: SHORT }])
    }
    host.vendor.instead = () => listing(1)
    expect((await host.sync({ charges: {} }, failing)).differences).toEqual([])
    expect(host.ledger.states()).toMatchObject([{ final: true }])
  })
})
