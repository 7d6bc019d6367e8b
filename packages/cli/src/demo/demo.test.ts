import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareLedger } from './compare.js'
import { runDemo } from './demo.js'
import { LEDGER, type PlayedMonth, playMonth } from './play.js'

const SPAN = { days: 3, settlingDays: 5 }

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-demo-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let month: PlayedMonth
  beforeAll(async () => {
    month = await playMonth(folder, SPAN, () => {})
  }, 60_000)

  it('finds the ledger identical to the books of the four vendors', async () => {
    const comparison = await compareLedger(folder, month.books, SPAN.days)
    expect(new Set(comparison.ledger.map(({ vendor }) => vendor))).toEqual(
      new Set(['anticaptcha', 'zhihuiya', 'tencent-ads', 'essbasic']),
    )
    expect(comparison.booked).toBeGreaterThan(1000)
    expect(comparison).toMatchObject({ identical: true, missing: [], surplus: [] })
  })

  it('adds nothing when it is played again', async () => {
    const before = await compareLedger(folder, month.books, SPAN.days)
    const again = await playMonth(folder, SPAN, () => {})
    const after = await compareLedger(folder, again.books, SPAN.days)
    expect(after.identical).toBe(true)
    expect(after.ledger).toEqual(before.ledger)
  }, 60_000)

  it('fails when one digit of the ledger differs', async () => {
    const changed = await changeOneDigit(join(folder, LEDGER))
    const comparison = await compareLedger(folder, month.books, SPAN.days)
    expect(changed).toBe(1)
    expect(comparison).toMatchObject({ identical: false })
    expect([comparison.missing.length, comparison.surplus.length]).toEqual([1, 1])
  })
})

describe('outlay demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-demo-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('tells what it does, what came out, where it lies and what to type next', async () => {
    const lines: string[] = []
    const ran: (readonly string[])[] = []
    const code = await runDemo({
      cwd: tmpdir(),
      folder,
      span: { days: 3, settlingDays: 5 },
      print: (line) => void lines.push(line),
      progress: () => {},
      outlay: async (args) => {
        ran.push(args)
        return 0
      },
    })
    expect(code).toBe(0)
    expect(ran.map((args) => args[2])).toEqual(['export'])
    const text = lines.join('\n')
    expect(text).toContain('3 windows failed, the next sync reads them again')
    expect(text).toMatch(/2026-09-22 +\d/)
    expect(text).toMatch(/The ledger was empty and now holds \d+ charges/)
    expect(text).toMatch(/all \d+ identical, none missing, none too many/)
    expect(lines.at(-1)).toContain('npx outlay')
  }, 60_000)
})

/** Adds a millionth to one amount, as a faulty tool might. */
async function changeOneDigit(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  const row = "(SELECT min(key) FROM _charges WHERE connector = 'anticaptcha' AND billed > 0)"
  const result = await connection.run(
    `UPDATE _charges SET effective = effective + 0.000001, effective_text = (effective + 0.000001)::VARCHAR WHERE connection = 'captcha-main' AND key = ${row}`,
  )
  const changed = result.rowsChanged
  connection.closeSync()
  instance.closeSync()
  return changed
}
