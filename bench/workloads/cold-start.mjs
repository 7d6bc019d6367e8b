import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { megabytes, milliseconds, ratio } from '../report/cells.mjs'
import { atMost } from '../report/goals.mjs'
import { dayAfter, truthOf } from '../vendor/records.mjs'

/** P5: from the start of the process to its end, with one page read. */
export const coldStart = {
  id: 'cold',
  title: 'Cold start',
  better: { figure: 'wallMs', text: milliseconds },
  run: async ({ quick, rounds = quick ? 1 : 11, say }) => {
    const vendor = await startVendor()
    const task = { url: `${vendor.url}/lists/1/records?`, pages: 1, ahead: 1 }
    const page = { peer: true, truth: truthOf(0, 100), task }
    const first = { baseUrl: vendor.url, pages: 1, from: dayAfter(0), to: dayAfter(1), first: true }
    const rows = await inRounds(
      [
        { name: 'bare node', file: 'clients/bare.mjs', argv: [] },
        { name: '`outlay --version`', file: '../packages/cli/bin/outlay.mjs', argv: ['--version'] },
        { ...page, name: 'raw undici and zod', file: 'clients/undici-zod.mjs' },
        { name: 'outlay read(), first record', truth: truthOf(0, 1), file: 'clients/outlay-read.mjs', task: first },
        { ...page, name: 'fetch', file: 'clients/fetch.mjs' },
        { ...page, name: 'raw undici', file: 'clients/undici.mjs' },
        { ...page, name: 'got', file: 'clients/got.mjs' },
        { ...page, name: 'octokit', file: 'clients/octokit.mjs' },
      ],
      { rounds, say },
    )
    await vendor.stop()
    return { setup: 'one page of 100 records', rows }
  },
  columns: [
    ['wall, ms', (row) => milliseconds(row.wallMs)],
    ['least to most', (row) => row.wallRange.map(milliseconds).join(' – ')],
    ['against undici and zod', (row, { rows }) => ratio(row.wallMs / rows[2].wallMs)],
    ['against bare node', (row, { rows }) => ratio(row.wallMs / rows[0].wallMs)],
    ['peak, MB', (row) => megabytes(row.peakMb)],
  ],
  goals: ({ rows: [bare, version, zod, ours] }) => [
    atMost('P5', 'Cold start: first validated record against raw undici and zod', ours.wallMs / zod.wallMs, 1),
    atMost('P5', 'Cold start: `outlay --version` against bare node', version.wallMs / bare.wallMs, 1.6),
  ],
}
