import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { count, megabytes, ratio, seconds } from '../report/cells.mjs'
import { atMost } from '../report/goals.mjs'
import { DAY_SIZE, dayAfter, truthOf } from '../vendor/records.mjs'

/** P4: does memory grow with what is synced? By days of 10,000 records, and with everything in one window. */
export const memory = {
  id: 'memory',
  title: 'P4, memory over a growing sync',
  run: async ({ quick, giant, rounds = quick ? 1 : 3, say }) => {
    const vendor = await startVendor()
    const sizes = quick ? [10_000, 20_000] : [10_000, 100_000, 1_000_000, ...(giant ? [10_000_000] : [])]
    const sync = { file: 'clients/outlay-sync.mjs', mayFail: false }
    const byDays = sizes.map((records) => ({
      ...sync,
      name: `${count(records)} records, 10,000 a window`,
      truth: truthOf(0, records),
      task: { baseUrl: vendor.url, pages: 100, from: dayAfter(0), to: dayAfter(records / DAY_SIZE) },
      rounds: records > 1_000_000 ? 1 : rounds,
    }))
    const whole = quick ? 20_000 : 1_000_000
    const inOne = {
      ...sync,
      name: `${count(whole)} records in one window`,
      truth: truthOf(0, whole),
      task: { baseUrl: vendor.url, pages: whole / 100, from: dayAfter(0), to: dayAfter(1) },
      rounds: 1,
    }
    const rows = await inRounds([...byDays, inOne], { rounds, say })
    await vendor.stop()
    return { setup: 'outlay sync, null destination', rows }
  },
  columns: [
    ['peak, MB', (row) => megabytes(row.peakMb)],
    ['against the smallest', (row, { rows }) => ratio(row.peakMb / rows[0].peakMb)],
    ['wall, s', (row) => seconds(row.wallMs)],
  ],
  goals: ({ rows }) => {
    const largest = rows.at(-2)
    const short = largest.name.startsWith('10,000,000') ? undefined : 'not to 10,000,000'
    const what = `Memory: ${largest.name}: peak`
    return [
      atMost('P4', `${what} against 10,000 records`, largest.peakMb / rows[0].peakMb, 1.15, { short }),
      atMost('P4', what, largest.peakMb, 150, { unit: 'MB', short }),
    ]
  },
}
