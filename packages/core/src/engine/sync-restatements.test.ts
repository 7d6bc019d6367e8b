import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { personal } from '../fields/personal.js'
import { addDecimals, compareDecimals, subtractDecimals, sumDecimals } from '../numbers/decimal.js'
import { memoryStateStore } from '../runtime/system-services.js'
import { dailyConnector } from '../testing/daily-connector.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { wireReply } from '../testing/scripted-transport.js'
import { type SyncHostOptions, syncHost } from '../testing/sync-host.js'

const DAY = { from: '2026-11-19', to: '2026-11-20' }
/** The day has ended, and is not settled. */
const ENDED = '2026-11-20T00:30:00Z'
/** The vendor has restated it; it is not settled yet. */
const RESTATED = '2026-11-22T12:00:00Z'
const start = Date.parse('2026-11-19T00:00:00Z') / 1000

type Host = ReturnType<typeof syncHost>

async function readOnce(at: string, options: SyncHostOptions = {}): Promise<Host> {
  const host = syncHost({ now: at, ...options })
  await host.sync({ charges: {} }, DAY)
  return host
}

/** What the vendor listed then, and at the host's time. */
function restatedBy({ vendor, clock }: Host, since: string) {
  const before = vendor.charges('A', start, start + 86_400, Date.parse(since) / 1000)
  const after = vendor.charges('A', start, start + 86_400, clock.now() / 1000)
  return before.flatMap((charge, index) =>
    charge.cost === after[index]?.cost ? [] : [{ id: charge.id, before: charge.cost, after: after[index]?.cost ?? '' }],
  )
}

describe('what a vendor changes in a window that had ended', () => {
  it('is kept with before, after and run, told, and summed up', async () => {
    const host = await readOnce(ENDED)
    host.at(RESTATED)
    const report = await host.sync({ charges: {} }, DAY)
    const changed = restatedBy(host, ENDED)
    expect(changed.length).toBeGreaterThan(2)
    const kept = host.ledger.restatements()
    expect(kept.filter(({ field }) => field === 'charge.effective')).toEqual(
      changed.map(({ id, before, after }) => ({
        stream: 'charges',
        key: `["A","${id}"]`,
        field: 'charge.effective',
        before,
        after,
        currency: 'CNY',
        notedAt: '2026-11-22T12:00:00.000Z',
        runId: report.runId,
        window: {
          connection: 'main',
          endpoint: 'charges',
          partition: '{"account":"A"}',
          start: '2026-11-19T00:00:00Z',
          end: '2026-11-20T00:00:00Z',
        },
      })),
    )
    expect(new Set(kept.map(({ field }) => field))).toEqual(
      new Set(['record.cost', 'charge.billed', 'charge.effective']),
    )
    const before = sumDecimals(changed.map((charge) => charge.before))
    const after = sumDecimals(changed.map((charge) => charge.after))
    expect(host.events.filter(({ type }) => type === 'restated')).toEqual([
      expect.objectContaining({
        window: kept[0]?.window,
        stream: 'charges',
        count: changed.length,
        sums: [{ currency: 'CNY', before, after }],
      }),
    ])
    expect(report.restatements).toEqual([
      {
        stream: 'charges',
        count: changed.length,
        change: [{ amount: subtractDecimals(after, before), currency: 'CNY' }],
      },
    ])
  })

  it('is reported once: the next reading finds the same', async () => {
    const host = await readOnce(ENDED)
    host.at(RESTATED)
    await host.sync({ charges: {} }, DAY)
    const kept = host.ledger.restatements()
    expect((await host.sync({ charges: {} }, DAY)).restatements).toEqual([])
    expect(host.ledger.restatements()).toEqual(kept)
  })

  it('is none where the window had not ended: it has only grown', async () => {
    const host = await readOnce('2026-11-19T23:59:59.999Z')
    const rows = host.ledger.rows().length
    host.at(RESTATED)
    const report = await host.sync({ charges: {} }, DAY)
    expect(host.ledger.rows().length).toBeGreaterThanOrEqual(rows)
    expect(restatedBy(host, '2026-11-19T23:59:59Z').length).toBeGreaterThan(2)
    expect([report.restatements, host.ledger.restatements()]).toEqual([[], []])
  })

  it('is one where the earlier reading began the moment the window ended', async () => {
    const host = await readOnce('2026-11-20T00:00:00.000Z')
    host.at(RESTATED)
    expect((await host.sync({ charges: {} }, DAY)).restatements).toHaveLength(1)
  })

  it('is found also after a failure in between, and judged by the last reading that succeeded', async () => {
    const host = await readOnce(ENDED)
    host.vendor.instead = () => wireReply({ status: 404 })
    await host.sync({ charges: {} }, DAY)
    host.vendor.instead = () => undefined
    host.at(RESTATED)
    expect((await host.sync({ charges: {} }, DAY)).restatements).toHaveLength(1)
  })

  it('counts rows that come out of quarantine, and rows that go there', async () => {
    const host = syncHost({ now: ENDED })
    const reply = (cost: string) => wireReply({ body: `{"list":[{"id":"c1","at":${start},"cost":${cost}}],"total":1}` })
    const changes = []
    for (const cost of ['1.5', '"free"', '2.5']) {
      host.vendor.instead = () => reply(cost)
      changes.push((await host.sync({ charges: {} }, DAY)).restatements[0]?.change)
    }
    expect(changes).toEqual([undefined, [{ amount: '-1.5', currency: 'CNY' }], [{ amount: '2.5', currency: 'CNY' }]])
    expect(host.ledger.restatements().filter(({ field }) => field === 'row')).toMatchObject([
      { before: '1', after: '0' },
      { before: '0', after: '1' },
    ])
  })
})

describe('no restatement is', () => {
  it('an observation of a snapshot', async () => {
    const host = syncHost({ now: ENDED })
    await host.sync({ balance: {} })
    host.at(RESTATED)
    const report = await host.sync({ balance: {} })
    expect(host.ledger.rows('balance')).toHaveLength(2)
    expect([report.restatements, host.ledger.restatements()]).toEqual([[], []])
  })

  it('the first reading of a stream that is enabled later', async () => {
    const host = syncHost({ now: RESTATED })
    const old = { from: '2026-11-01', to: '2026-11-03' }
    await host.sync({ events: {} }, old)
    const report = await host.sync({ events: {}, event_costs: {} }, old)
    expect(host.ledger.rows('event_costs').length).toBeGreaterThan(10)
    expect([report.windows.committed, report.restatements]).toEqual([2, []])
  })

  it('found where the destination does not tell what it holds', async () => {
    const ledger = new MemoryLedger()
    const { begin } = ledger
    ledger.begin = async (context) => {
      const { held: _, restate: __, ...transaction } = await begin.call(ledger, context)
      return transaction
    }
    const host = await readOnce(ENDED, { ledger })
    host.at(RESTATED)
    const report = await host.sync({ charges: {} }, DAY)
    expect([report.restatements, report.windows.committed]).toEqual([[], 1])
  })
})

describe('restatements', () => {
  it('are reported where the destination does not keep them', async () => {
    const ledger = new MemoryLedger()
    const { begin } = ledger
    ledger.begin = async (context) => {
      const { restate: _, ...transaction } = await begin.call(ledger, context)
      return transaction
    }
    const host = await readOnce(ENDED, { ledger })
    host.at(RESTATED)
    expect((await host.sync({ charges: {} }, DAY)).restatements).toHaveLength(1)
  })

  it('are found where a state store keeps the state', async () => {
    const host = await readOnce(ENDED, { ledger: new MemoryLedger(false), stateStore: memoryStateStore() })
    host.at(RESTATED)
    expect((await host.sync({ charges: {} }, DAY)).restatements).toHaveLength(1)
  })

  it.each(['held', 'restate'])('that fail at %s leave rows and restatements as they were', async (call) => {
    const host = await readOnce(ENDED)
    const lines = host.ledger.lines()
    host.at(RESTATED)
    host.ledger.before = (name) => {
      if (name === call) throw new Error('the disk is full')
    }
    const failed = await host.sync({ charges: {} }, DAY)
    expect(failed.failures.map(({ error }) => error.message)).toEqual(['the disk is full'])
    expect([host.ledger.lines(), host.ledger.restatements(), failed.restatements]).toEqual([lines, [], []])
    host.ledger.before = () => {}
    const report = await host.sync({ charges: {} }, DAY)
    expect(report.restatements[0]?.count).toBe(restatedBy(host, ENDED).length)
  })

  it('add up, whatever a vendor does: what the first reading found and all changes since are what the ledger holds', async () => {
    const list = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), cost: fc.constantFrom('1', '1.0', '2.5', '-3', 'free') }),
      { selector: ({ id }) => id },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(list, { minLength: 2, maxLength: 5 }), async (readings) => {
        const host = syncHost({ now: ENDED })
        const amounts = new Map<string, string | null>()
        let sum: string | undefined
        for (const charges of readings) {
          const body = { list: charges.map((charge) => ({ ...charge, at: start })), total: charges.length }
          host.vendor.instead = () => wireReply({ body })
          const kept = host.ledger.restatements().length
          const report = await host.sync({ charges: {} }, { ...DAY, config: { pageSize: 9 } })
          const change = report.restatements[0]?.change[0]?.amount ?? '0'
          const held = host.ledger.rows().map(({ key, charge }) => [key, charge?.billed?.amount ?? null] as const)
          const now = sumDecimals(held.map(([, amount]) => amount ?? '0'))
          sum = sum === undefined ? now : addDecimals(sum, change)
          expect(compareDecimals(sum, now)).toBe(0)
          for (const { key, field, before, after } of host.ledger.restatements().slice(kept)) {
            if (field !== 'charge.billed') continue
            expect(before).toBe(amounts.get(key) ?? null)
            amounts.set(key, after)
          }
          for (const [key, amount] of held) amounts.set(key, amount)
        }
      }),
      { numRuns: 40 },
    )
  }, 30_000)

  it('hold nothing of personal fields', async () => {
    const record = z.object({ id: id(), seats: count(), salary: personal(count()) })
    const plugin = dailyConnector({ stream: 'seats', record, meaning: { primaryKey: ['id'] }, settlesAfter: '30d' })
    const host = syncHost({ now: RESTATED, plugin })
    for (const salary of ['731731', '732732']) {
      host.vendor.instead = () =>
        wireReply({ body: `{"list":[{"id":"a","seats":${salary.slice(1)},"salary":${salary}}]}` })
      await host.sync({ seats: {} }, DAY)
    }
    expect(host.ledger.restatements()).toMatchObject([{ field: 'record.seats', before: '31731', after: '32732' }])
    expect(JSON.stringify([host.ledger.restatements(), host.events])).not.toMatch(/73[12]73/)
  })
})
