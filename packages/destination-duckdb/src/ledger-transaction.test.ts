import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import {
  acme,
  chargeOf,
  cleanUp,
  dayWindow,
  openLedger,
  replaceWindow,
  stateOf,
  temporaryPath,
  usage,
  usageRow,
} from '../test/ledger-fixture.js'

afterEach(cleanUp)

const first = dayWindow('2026-11-01')
const second = dayWindow('2026-11-02')
const IDS = 'select id from acme_cloud_usage order by id'
const COUNTS = `select (select count(*) from acme_cloud_usage) as rows, (select count(*) from _charges) as charges,
  (select count(*) from _quarantine) as quarantined, (select count(*) from _windows) as windows`

const priced = (id: string) => usageRow(id, {}, { charge: chargeOf('1.50') })
const misfit = { stream: usage, raw: { id: null }, reasons: ['id: is missing'] }

async function begin(ledger: Awaited<ReturnType<typeof openLedger>>) {
  return ledger.begin({ runId: 'run-2', connection: acme })
}

describe('replacing a window', () => {
  it('changes nothing when the same content comes again', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await replaceWindow(ledger, first, [priced('a'), priced('b')])
    await replaceWindow(ledger, second, [priced('c')])
    const before = await ledger.query('select * exclude (_run_id) from acme_cloud_usage order by all')
    const spent = await ledger.spend()
    await replaceWindow(ledger, first, [priced('a'), priced('b')], { runId: 'run-2' })
    expect(await ledger.query('select * exclude (_run_id) from acme_cloud_usage order by all')).toEqual(before)
    expect(await ledger.spend()).toEqual(spent)
    expect(await ledger.query(COUNTS)).toEqual([{ rows: '3', charges: '3', quarantined: '0', windows: '2' }])
  })

  it('leaves other windows, partitions and connections alone', async () => {
    const other = { ...acme, connection: 'acme-test' }
    const ledger = await openLedger(temporaryPath(), acme, other)
    await replaceWindow(ledger, first, [priced('a')])
    await replaceWindow(ledger, dayWindow('2026-11-01', '{"account":"7"}'), [priced('b')])
    await replaceWindow(ledger, dayWindow('2026-11-01', '{}', 'acme-test'), [priced('c')], { connection: other })
    await replaceWindow(ledger, second, [priced('d')])
    await replaceWindow(ledger, first, [])
    expect(await ledger.query(IDS)).toEqual([{ id: 'b' }, { id: 'c' }, { id: 'd' }])
    expect(await ledger.query(COUNTS)).toMatchObject([{ charges: '3', windows: '4' }])
  })

  it('clears quarantined rows and charges of the streams that are named, and no others', async () => {
    const extra = { ...usage, name: 'extra' }
    const ledger = await openLedger(temporaryPath(), { ...acme, streams: [usage, extra] })
    const fill = await begin(ledger)
    await fill.write(first, [priced('a'), { ...priced('b'), stream: extra }])
    await fill.quarantine(first, [misfit, { ...misfit, stream: extra }])
    await fill.commit([])
    const clear = await begin(ledger)
    await clear.clear(first, ['usage'])
    await clear.commit([])
    expect(await ledger.query('select stream from _charges')).toEqual([{ stream: 'extra' }])
    expect(await ledger.query('select stream, reasons, raw from _quarantine')).toEqual([
      { stream: 'extra', reasons: "['id: is missing']", raw: '{"id":null}' },
    ])
    expect(await ledger.query('select id from acme_cloud_extra')).toEqual([{ id: 'b' }])
    expect(await ledger.query(IDS)).toEqual([])
  })

  it('clears also what the same transaction wrote before', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await begin(ledger)
    await transaction.write(first, [priced('a')])
    await transaction.quarantine(first, [misfit])
    await transaction.clear(first, ['usage'])
    await transaction.write(first, [priced('b')])
    await transaction.commit([stateOf(first), stateOf(first, { generation: 2 })])
    expect(await ledger.query(IDS)).toEqual([{ id: 'b' }])
    expect(await ledger.query(COUNTS)).toEqual([{ rows: '1', charges: '1', quarantined: '0', windows: '1' }])
    expect(await ledger.loadState('acme-prod')).toMatchObject([{ generation: 2 }])
  })

  it('adds observations of a snapshot without clearing', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    for (const at of ['2026-11-01T08:00:00Z', '2026-11-01T09:00:00Z']) {
      const transaction = await begin(ledger)
      const observed = { ...first, start: at, end: at }
      await transaction.write(observed, [usageRow('balance', { cost: { amount: '5', currency: 'CNY' } })])
      await transaction.commit([stateOf(first, { start: 'snapshot', end: 'snapshot', grid: 'snapshot' })])
    }
    expect(await ledger.query('select _window_start from acme_cloud_usage order by all')).toHaveLength(2)
    expect(await ledger.loadState('acme-prod')).toMatchObject([{ start: 'snapshot', end: 'snapshot' }])
  })

  it('writes windows with more rows than DuckDB takes at a time', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const rows = Array.from({ length: 5_000 }, (_, index) => priced(String(index)))
    await replaceWindow(ledger, first, rows)
    expect(await ledger.spend()).toMatchObject([{ amount: '7500' }])
  })
})

describe('committing', () => {
  it('shows rows and state together, and neither before', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await begin(ledger)
    await transaction.write(first, [priced('a')])
    expect(await ledger.query(COUNTS)).toEqual([{ rows: '0', charges: '0', quarantined: '0', windows: '0' }])
    await transaction.commit([stateOf(first)])
    expect(await ledger.query(COUNTS)).toEqual([{ rows: '1', charges: '1', quarantined: '0', windows: '1' }])
  })

  it('gives state back as it was handed in', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const states = [
      stateOf(first, { streams: ['usage', 'a "b", [c]'], difference: 'rows: 3 stated, 2 read' }),
      stateOf(second, { status: 'failed', final: false, readAt: null, streams: [], error: 'VENDOR_AUTH' }),
      stateOf(dayWindow('2026-11-03', '{"a":"数"}'), { status: 'unreachable', generation: 9_007_199_254_740_991 }),
    ]
    const transaction = await begin(ledger)
    await transaction.commit(states)
    const loaded = await ledger.loadState('acme-prod')
    expect([...loaded].sort((a, b) => a.start.localeCompare(b.start))).toEqual(states)
    expect(await ledger.loadState('acme-test')).toEqual([])
  })

  it('keeps everything over a restart', async () => {
    const path = temporaryPath()
    const ledger = await openLedger(path, acme)
    await replaceWindow(ledger, first, [priced('a')])
    await ledger.close()
    const again = await openLedger(path, acme)
    expect(await again.query(IDS)).toEqual([{ id: 'a' }])
    expect(await again.loadState('acme-prod')).toEqual([stateOf(first)])
  })
})

describe('aborting', () => {
  it('leaves the old rows and the old state', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await replaceWindow(ledger, first, [priced('a')])
    const transaction = await begin(ledger)
    await transaction.clear(first, ['usage'])
    await transaction.write(first, [priced('b'), priced('c')])
    await transaction.quarantine(first, [misfit])
    await transaction.abort()
    expect(await ledger.query(IDS)).toEqual([{ id: 'a' }])
    expect(await ledger.query(COUNTS)).toEqual([{ rows: '1', charges: '1', quarantined: '0', windows: '1' }])
  })

  it('takes the next transaction', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await (await begin(ledger)).abort()
    await replaceWindow(ledger, first, [priced('a')])
    expect(await ledger.query(IDS)).toEqual([{ id: 'a' }])
  })

  it('leaves nothing behind that garbage collection could still write, also after a failure', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const aborted = await begin(ledger)
    await aborted.write(first, [priced('a')])
    await aborted.quarantine(first, [misfit])
    await aborted.abort()
    const failed = await begin(ledger)
    await failed.write(first, [priced('b')])
    await failed.quarantine(first, [misfit])
    await expect(failed.clear(second, ['no such stream'])).rejects.toThrow()
    await failed.abort()
    await collectGarbage()
    expect(await ledger.query(COUNTS)).toEqual([{ rows: '0', charges: '0', quarantined: '0', windows: '0' }])
  })

  it('refuses to commit after a failure, which DuckDB would take for a rollback in silence', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await replaceWindow(ledger, first, [priced('a')])
    const transaction = await begin(ledger)
    await transaction.write(first, [priced('b')])
    await expect(transaction.clear(first, ['no such stream'])).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      category: 'bug',
      stops: 'connection',
      cause: expect.any(Error),
    })
    await expect(transaction.commit([stateOf(first)])).rejects.toMatchObject({ code: 'LEDGER_FAILED' })
    await transaction.abort()
    expect(await ledger.query(IDS)).toEqual([{ id: 'a' }])
    await replaceWindow(ledger, first, [priced('c')])
    expect(await ledger.query(IDS)).toEqual([{ id: 'c' }])
  })

  it('happens when the ledger is closed in mid-transaction', async () => {
    const path = temporaryPath()
    const ledger = await openLedger(path, acme)
    const transaction = await begin(ledger)
    await transaction.write(first, [priced('a')])
    await ledger.close()
    expect(await (await openLedger(path)).query(IDS)).toEqual([])
  })

  it('does nothing after a commit', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await begin(ledger)
    await transaction.write(first, [priced('a')])
    await transaction.commit([stateOf(first)])
    await transaction.abort()
    expect(await ledger.query(IDS)).toEqual([{ id: 'a' }])
  })
})

describe('misuse', () => {
  it('refuses a transaction that overlaps another', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    const transaction = await begin(ledger)
    await expect(begin(ledger)).rejects.toMatchObject({ code: 'LEDGER_FAILED', category: 'bug' })
    await expect(ledger.prepare?.(acme)).rejects.toMatchObject({ code: 'LEDGER_FAILED', category: 'bug' })
    await transaction.write(first, [priced('a')])
    await transaction.commit([stateOf(first)])
    expect(await ledger.query(IDS)).toEqual([{ id: 'a' }])
  })

  it('refuses work on a ledger that is not open', async () => {
    const ledger = await openLedger(temporaryPath(), acme)
    await ledger.close()
    await expect(begin(ledger)).rejects.toMatchObject({ message: expect.stringContaining('is not open') })
  })
})

/** Collects, and lets finalizers run. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose_gc')
  const collect: () => void = runInNewContext('gc')
  for (let round = 0; round < 5; round += 1) {
    collect()
    await setImmediate()
  }
}
