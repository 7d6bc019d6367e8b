import { runClient, startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { megabytes, ratio, seconds } from '../report/cells.mjs'
import { atMost } from '../report/goals.mjs'
import { dayAfter, truthOf } from '../vendor/records.mjs'

/** W2: nobody makes anybody wait; what counts is the work a record. */
export const w2 = {
  id: 'w2',
  title: 'W2, computing',
  better: { figure: 'cpuMs', text: seconds },
  run: async ({ quick, rounds = quick ? 1 : 5, say }) => {
    const days = quick ? 2 : 100
    const pages = days * 100
    const vendor = await startVendor()
    const truth = truthOf(0, pages * 100)
    const url = `${vendor.url}/lists/${pages}/records?`
    const ours = { baseUrl: vendor.url, pages: 100, from: dayAfter(0), to: dayAfter(days) }
    const raw = { name: RAW, peer: true, truth, file: 'clients/undici.mjs', task: { url, pages, ahead: 4 } }
    await runClient(raw) // not counted: the vendor makes its pages
    // Twenty seconds a run of the slow ones tell as much in three rounds as in five.
    const slow = { peer: true, truth, task: { url }, rounds: 3 }
    const rows = await inRounds(
      [
        raw,
        { ...raw, name: 'the same and zod', file: 'clients/undici-zod.mjs' },
        { name: 'outlay sync', truth, file: 'clients/outlay-sync.mjs', task: ours },
        {
          name: 'outlay sync, a charge a record',
          truth,
          file: 'clients/outlay-sync.mjs',
          task: { ...ours, stream: 'charges' },
        },
        { ...slow, name: 'fetch loop', file: 'clients/fetch.mjs' },
        { ...slow, name: 'got.paginate', file: 'clients/got.mjs' },
        { ...slow, name: 'octokit.paginate', file: 'clients/octokit.mjs' },
      ],
      { rounds, say },
    )
    await vendor.stop()
    return { setup: `${truth.count} records, 100 a page`, rows }
  },
  columns: [
    ['CPU, s', (row) => seconds(row.cpuMs)],
    ['least to most', (row) => row.cpuRange.map(seconds).join(' – ')],
    ['against raw', (row, { rows }) => ratio(row.cpuMs / rows[0].cpuMs)],
    ['wall, s', (row) => seconds(row.wallMs)],
    ['peak, MB', (row) => megabytes(row.peakMb)],
    ['19-digit ids', (row) => (row.keepsIds ? 'whole' : 'lose digits')],
    ['runs', (row) => row.runs],
  ],
  goals: ({ rows: [raw, , ours] }) => [
    atMost('P1', 'W2, CPU: ours with all on against raw undici and JSON.parse', ours.cpuMs / raw.cpuMs, 1.6),
  ],
}

const RAW = 'raw undici and JSON.parse, 4 pages at a time'
