import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { megabytes, seconds } from '../report/cells.mjs'
import { atMost } from '../report/goals.mjs'
import { dayAfter, recordText, truthOf } from '../vendor/records.mjs'

/** W4: one reply holds everything. The largest is beyond what a string of Node can hold. */
export const w4 = {
  id: 'w4',
  title: 'W4, one giant reply',
  better: { figure: 'peakMb', text: megabytes },
  run: async ({ quick, giant, say }) => {
    const vendor = await startVendor()
    const sizes = quick ? [50_000] : [1_600_000, ...(giant ? [4_800_000] : [])]
    const rows = []
    for (const records of sizes) rows.push(...(await inRounds(contenders(vendor.url, records), { rounds: 1, say })))
    await vendor.stop()
    return { setup: sizes.map(inWords).join('; then '), rows }
  },
  columns: [
    ['peak, MB', (row) => megabytes(row.peakMb)],
    ['wall, s', (row) => seconds(row.wallMs)],
    ['CPU, s', (row) => seconds(row.cpuMs)],
  ],
  goals: ({ rows }) => {
    const ours = rows.filter(({ name }) => name.startsWith('outlay ')).at(-1)
    const short = rows.length > CONTENDERS ? undefined : 'not at 600 MB'
    return [atMost('P4', `W4: ${ours.name}, peak`, ours.proved ? ours.peakMb : undefined, 200, { unit: 'MB', short })]
  },
}

/** To each size. */
const CONTENDERS = 5

function contenders(base, records) {
  const truth = truthOf(0, records)
  const url = `${base}/giant/${records}?`
  const size = `${megabytes(bytesOf(records) / 1e6)} MB`
  const peer = { peer: true, group: size, mayFail: true, truth }
  return [
    { ...peer, name: `raw undici, ${size}`, file: 'clients/undici.mjs', task: { url, pages: 1, ahead: 1 } },
    {
      name: `outlay sync, ${size}`,
      group: size,
      mayFail: true,
      truth,
      file: 'clients/outlay-sync.mjs',
      task: { baseUrl: base, giant: records, stream: 'giant', from: dayAfter(0), to: dayAfter(1) },
    },
    { ...peer, name: `fetch, ${size}`, file: 'clients/fetch.mjs', task: { url } },
    { ...peer, name: `got, ${size}`, file: 'clients/got.mjs', task: { url } },
    { ...peer, name: `octokit, ${size}`, file: 'clients/octokit.mjs', task: { url } },
  ]
}

function inWords(records) {
  return `${records} records in one reply of ${megabytes(bytesOf(records) / 1e6)} MB`
}

function bytesOf(records) {
  return records * (recordText(records - 1).length + 1)
}
