import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { dailyConnector } from '../testing/daily-connector.js'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const DAY = { from: '2026-11-01', to: '2026-11-02' }

/** Its records have a note, which nothing reads, and a cost, which is charged. */
const plugin = dailyConnector({
  stream: 'lines',
  record: z.object({ id: id(), cost: money('CNY'), note: z.string().nullish() }),
  meaning: {
    primaryKey: ['id'],
    charge: (r, { window: { start, end } }) => ({ billed: r.cost, period: { start, end }, sku: 'line' }),
  },
})

async function syncOnce(onDrift: 'evolve' | 'warn' | 'quarantine' | 'fail', list: string) {
  const host = syncHost({ now: '2026-11-20T12:00:00Z', plugin })
  host.vendor.instead = () => wireReply({ body: `{"list":[${list}]}` })
  const report = await host.sync({ lines: { onDrift } }, DAY)
  const told = host.events.filter(({ type }) => type === 'drifted' || type === 'quarantined')
  return { ...host, report, told }
}

const NOTE = '{"id":"a","cost":1.50,"note":{"text":"new"}}'
const COST = '{"id":"b","cost":"free","note":"n"}'
const GOOD = '{"id":"c","cost":2,"note":"n","unknown":[1]}'

describe('a record that does not fit', () => {
  it('is let in and only counted under evolve; its window is final', async () => {
    const { ledger, report, told } = await syncOnce('evolve', `${NOTE},${GOOD}`)
    expect(ledger.rows().map(({ record }) => record.note)).toEqual([null, 'n'])
    expect(ledger.rows()[0]?.raw).toMatchObject({ note: { text: 'new' } })
    expect(report).toMatchObject({ rows: 2, quarantined: 0, drifted: 1, drift: [] })
    expect([told, ledger.states()[0]?.final]).toEqual([[], true])
  })

  it('is let in, counted and told under warn', async () => {
    const { report, told } = await syncOnce('warn', `${NOTE},${GOOD},${NOTE.replace('"a"', '"d"')}`)
    const drift = { stream: 'lines', count: 2, fields: ['note'] }
    expect(report).toMatchObject({ rows: 3, drifted: 2, drift: [drift] })
    expect(told).toMatchObject([{ type: 'drifted', window: { start: '2026-11-01T00:00:00Z' }, ...drift }])
  })

  it.each(['evolve', 'warn'] as const)('is kept aside under %s where its charge needs the field', async (onDrift) => {
    const { ledger, report, told } = await syncOnce(onDrift, `${COST},${GOOD}`)
    expect(report).toMatchObject({ rows: 1, quarantined: 1, drifted: 0, drift: [] })
    expect(ledger.quarantined()).toMatchObject([{ raw: { id: 'b' } }])
    expect(ledger.states()).toMatchObject([{ final: false, quarantined: 1 }])
    expect(told).toMatchObject([{ type: 'quarantined', reasons: [expect.any(String), 'cannot do without cost'] }])
  })

  it('is kept aside by default, whatever field it is', async () => {
    const { report, told } = await syncOnce('quarantine', `${NOTE},${GOOD}`)
    expect(report).toMatchObject({ rows: 1, quarantined: 1, drifted: 0 })
    expect(told).toMatchObject([{ type: 'quarantined', count: 1 }])
  })

  it('fails its window under fail, whatever field it is', async () => {
    const { ledger, report } = await syncOnce('fail', `${NOTE},${GOOD}`)
    expect(report.failures).toMatchObject([{ error: { code: 'RECORDS_QUARANTINED', category: 'data' } }])
    expect(ledger.rows()).toEqual([])
  })

  it('ends a reading without a ledger, whatever it says there', async () => {
    const { runtime, vendor } = await syncOnce('evolve', NOTE)
    vendor.instead = () => wireReply({ body: `{"list":[${NOTE}]}` })
    const reading = runtime.readById('daily', 'lines', { config: { key: 'k' }, ...DAY })
    await expect(reading.next()).rejects.toMatchObject({ code: 'RECORDS_QUARANTINED' })
  })
})

it('an unknown field is no fault, under fail neither', async () => {
  const { report } = await syncOnce('fail', GOOD)
  expect(report).toMatchObject({ rows: 1, quarantined: 0, drifted: 0, failures: [] })
})
