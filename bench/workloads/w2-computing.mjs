import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { dayAfter, truthOf } from '../vendor/records.mjs'

/** W2: a million records and nobody to wait for. */
export async function w2({ quick, rounds, say }) {
  const days = quick ? 5 : 100
  const pages = days * 100
  const vendor = await startVendor()
  const truth = truthOf(0, pages * 100)
  const url = `${vendor.url}/lists/${pages}/records`
  const ours = { baseUrl: vendor.url, pages: 100, from: dayAfter(0), to: dayAfter(days) }
  const contenders = [
    { name: 'raw undici + JSON.parse, 4 at a time', file: 'clients/undici.mjs', task: { url, pages, ahead: 4 } },
    { name: 'raw undici + zod', file: 'clients/undici-zod.mjs', task: { url, pages, ahead: 4 } },
    { name: 'outlay sync', file: 'clients/outlay.mjs', task: ours },
    { name: 'outlay sync, a charge a record', file: 'clients/outlay.mjs', task: { ...ours, stream: 'charges' } },
    { name: 'fetch loop', file: 'clients/fetch.mjs', task: { url } },
    { name: 'got.paginate', file: 'clients/got.mjs', task: { url } },
    { name: 'octokit.paginate', file: 'clients/octokit.mjs', task: { url } },
  ]
  const results = await inRounds(
    contenders.map((contender) => ({ ...contender, truth })),
    rounds,
    say,
  )
  await vendor.stop()
  return { id: 'w2', records: truth.count, results }
}
