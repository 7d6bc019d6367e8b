import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { ratio, seconds } from '../report/cells.mjs'
import { atLeast, atMost } from '../report/goals.mjs'
import { dayAfter, truthOf } from '../vendor/records.mjs'

const LATENCY_MS = 20

/** W1: every page makes its reader wait. The three that go page by page run at the same time: they only wait. */
export const w1 = {
  id: 'w1',
  title: 'W1, waiting',
  better: { figure: 'wallMs', text: seconds },
  run: async ({ quick, rounds = quick ? 1 : 5, say }) => {
    const pages = quick ? 100 : 1000
    const vendor = await startVendor({ latencyMs: LATENCY_MS })
    const truth = truthOf(0, pages * 100)
    const url = `${vendor.url}/lists/${pages}/records?`
    const ours = { baseUrl: vendor.url, pages, from: dayAfter(0), to: dayAfter(1) }
    // Over twenty seconds a run, nearly all of it the vendor's: three rounds tell as much as five.
    const sequential = { peer: true, truth, task: { url }, rounds: 3 }
    const rows = await inRounds(
      [
        { name: RAW, peer: true, truth, file: 'clients/undici.mjs', task: { url, pages, ahead: 10 } },
        { name: OURS, truth, file: 'clients/outlay-read.mjs', task: { ...ours, ahead: 10 } },
        [
          { ...sequential, name: 'fetch loop', file: 'clients/fetch.mjs' },
          { ...sequential, name: 'got.paginate', file: 'clients/got.mjs' },
          { ...sequential, name: 'octokit.paginate', file: 'clients/octokit.mjs' },
        ],
      ],
      { rounds, say },
    )
    await vendor.stop()
    return { setup: `${pages} pages of 100 records, ${LATENCY_MS} ms each`, rows }
  },
  columns: [
    ['wall, s', (row) => seconds(row.wallMs)],
    ['least to most', (row) => row.wallRange.map(seconds).join(' – ')],
    ['against raw', (row, { rows }) => ratio(row.wallMs / rows[0].wallMs)],
    ['CPU, s', (row) => seconds(row.cpuMs)],
    ['runs', (row) => row.runs],
  ],
  goals: ({ rows: [raw, ours, ...paginating] }) => [
    atMost('P2', 'W1, wall: ours against raw undici by hand, both 10 pages ahead', ours.wallMs / raw.wallMs, 1.05),
    atLeast(
      'P2',
      'W1, wall: the fastest peer that pages by itself against ours',
      Math.min(...paginating.map(({ wallMs }) => wallMs)) / ours.wallMs,
      8,
    ),
  ],
}

const RAW = 'raw undici by hand, 10 pages at a time'
const OURS = 'outlay read(), 10 pages ahead'
