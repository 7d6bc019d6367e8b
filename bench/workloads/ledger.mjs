import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { count, megabytes, ratio } from '../report/cells.mjs'
import { atLeast } from '../report/goals.mjs'
import { DAY_SIZE, dayAfter, truthOf } from '../vendor/records.mjs'

/** P6: sync into the DuckDB ledger beside the bare appender, which has its rows in memory already. */
export const ledger = {
  id: 'ledger',
  title: 'P6, the ledger',
  run: async ({ quick, rounds = quick ? 1 : 5, say }) => {
    const vendor = await startVendor()
    const folder = mkdtempSync(join(tmpdir(), 'outlay-bench-'))
    const records = quick ? 20_000 : 100_000
    const truth = truthOf(0, records)
    const days = { from: dayAfter(0), to: dayAfter(records / DAY_SIZE) }
    const sync = { truth, file: 'clients/outlay-ledger.mjs' }
    const task = { folder, baseUrl: vendor.url, pages: 100, ...days }
    try {
      const rows = await inRounds(
        [
          { name: 'bare appender', peer: true, truth, file: 'clients/appender-ledger.mjs', task: { folder, records } },
          { ...sync, name: 'outlay sync', task: { ...task, stream: 'records' } },
          { ...sync, name: 'outlay sync, a charge a record', task: { ...task, stream: 'charges' } },
        ],
        { rounds, say },
      )
      return { setup: `${count(records)} records, 10,000 a window`, records, rows }
    } finally {
      rmSync(folder, { recursive: true, force: true })
      await vendor.stop()
    }
  },
  columns: [
    ['records a second', (row, { records }) => count(Math.round(records / (row.workMs / 1000)))],
    ['against the appender', (row, { rows }) => ratio(rows[0].workMs / row.workMs)],
    ['peak, MB', (row) => megabytes(row.peakMb)],
  ],
  goals: ({ rows: [appender, ours] }) => [
    atLeast('P6', 'Ledger: records a second of a sync against the bare appender', appender.workMs / ours.workMs, 0.7),
  ],
}
