import { startVendor } from '../measure/processes.mjs'
import { inRounds } from '../measure/rounds.mjs'
import { dayAfter, truthOf } from '../vendor/records.mjs'

/** W1: pages that each make one wait. */
export async function w1({ quick, rounds, say }) {
  const pages = quick ? 100 : 1000
  const latencyMs = 20
  const vendor = await startVendor({ latencyMs })
  const truth = truthOf(0, pages * 100)
  const url = `${vendor.url}/lists/${pages}/records`
  const ours = { baseUrl: vendor.url, pages, from: dayAfter(0), to: dayAfter(1) }
  const fast = [
    { name: 'raw undici, 10 at a time', file: 'clients/undici.mjs', task: { url, pages, ahead: 10 } },
    { name: 'outlay, 10 pages ahead', file: 'clients/outlay.mjs', task: { ...ours, how: 'read', ahead: 10 } },
    { name: 'fetch loop', file: 'clients/fetch.mjs', task: { url } },
    { name: 'got.paginate', file: 'clients/got.mjs', task: { url } },
    { name: 'octokit.paginate', file: 'clients/octokit.mjs', task: { url } },
  ]
  const results = await inRounds(
    fast.map((contender) => ({ ...contender, truth })),
    rounds,
    say,
  )
  await vendor.stop()
  return { id: 'w1', pages, latencyMs, results }
}
