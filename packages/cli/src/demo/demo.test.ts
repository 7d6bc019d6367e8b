import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareLedger } from './compare.js'
import { runDemo } from './demo.js'
import { LEDGER, type PlayedMonth, playMonth } from './play.js'

const SPAN = { days: 3, settlingDays: 5 }

const CHARGE = "connection = 'captcha-main' AND key = (SELECT min(key) FROM _charges WHERE connection = 'captcha-main')"
const RECORD =
  "_connection = 'captcha-main' AND _key = (SELECT min(_key) FROM anticaptcha_spending_stats WHERE money > 0)"
const PLUS = (column: string): string =>
  `${column} = ${column} + 0.000001, ${column}_text = (${column} + 0.000001)::VARCHAR`

/** Each changes one digit of one row in another place. */
const DIGITS = {
  'what a charge is worth': `UPDATE _charges SET ${PLUS('effective')} WHERE ${CHARGE}`,
  'what is billed for it': `UPDATE _charges SET ${PLUS('billed')} WHERE ${CHARGE}`,
  'the decimal beside its text': `UPDATE _charges SET effective = effective + 0.000001 WHERE ${CHARGE}`,
  'the money of a record': `UPDATE anticaptcha_spending_stats SET ${PLUS('money')} WHERE ${RECORD}`,
}

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

  it.each(Object.entries(DIGITS))('fails when one digit differs: %s', async (_name, sql) => {
    const path = join(folder, LEDGER)
    const kept = readFileSync(path)
    await change(path, sql)
    const comparison = await compareLedger(folder, month.books, SPAN.days)
    expect(comparison.identical).toBe(false)
    expect(comparison.missing.length + comparison.contradictions.length).toBeGreaterThan(0)
    writeFileSync(path, kept)
    expect((await compareLedger(folder, month.books, SPAN.days)).identical).toBe(true)
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

  it('ends with exit code 6 and says so when the ledger differs from the books', async () => {
    const lines: string[] = []
    // A charge in a window that no sync replaces: the comparison must find it.
    await change(
      join(folder, LEDGER),
      `INSERT INTO _charges SELECT * REPLACE ('forged' AS partition) FROM _charges WHERE ${CHARGE}`,
    )
    const print = (line: string): void => void lines.push(line)
    const span = { days: 3, settlingDays: 0 }
    const outlay = async (): Promise<number> => 0
    expect(await runDemo({ cwd: tmpdir(), folder, span, print, progress: () => {}, outlay })).toBe(6)
    expect(lines.join('\n')).toContain('DIFFERS')
  }, 60_000)
})

/** Runs one change of one row, as a faulty tool might. */
async function change(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  const { rowsChanged } = await connection.run(sql)
  expect(rowsChanged).toBe(1)
  connection.closeSync()
  instance.closeSync()
}
