import { describe, expect, it } from 'vitest'
import { balanceShop } from '../testing/paged-shop.js'
import { BALANCE_CONTRACT } from '../testing/planted/paged-variants.js'
import { SHOP_CONTRACT, shop } from '../testing/planted/shop.js'
import { comparableLines } from './comparable-lines.js'
import { MemoryLedger } from './memory-ledger.js'
import { openBench } from './open-bench.js'
import { Trial } from './trial.js'

/** A ledger, and another with the rows of its first window a second time. */
async function doubled(trial: Trial): Promise<readonly [MemoryLedger, MemoryLedger]> {
  const twice = new MemoryLedger()
  const writing = await twice.begin()
  const { windows } = trial.ledger
  for (const { window, rows } of [...windows, ...windows.slice(0, 1)]) await writing.write(window, rows)
  await writing.commit([])
  return [trial.ledger, twice]
}

describe('what ledgers are compared by', () => {
  it('tells of a row that stands twice in its window', async () => {
    const bench = await openBench(shop(), SHOP_CONTRACT)
    const [once, twice] = await doubled(await bench.whole())
    expect(comparableLines(bench, twice).length).toBeGreaterThan(comparableLines(bench, once).length)
  })

  it('is the same for a snapshot whenever it was taken, and how often', async () => {
    const bench = await openBench(balanceShop(), BALANCE_CONTRACT)
    const early = await bench.whole()
    const late = new Trial(bench, { now: '2026-11-10T12:00:07Z', ledger: early.ledger })
    const before = comparableLines(bench, early.ledger)
    const held = early.ledger.lines().length
    await late.sync()
    expect(early.ledger.lines().length).toBeGreaterThan(held)
    expect(comparableLines(bench, late.ledger)).toEqual(before)
  })
})
