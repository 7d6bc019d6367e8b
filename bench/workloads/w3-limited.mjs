import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { runClient, startBudgets, startVendor } from '../measure/processes.mjs'
import { percent, seconds } from '../report/cells.mjs'
import { atLeast, atMost } from '../report/goals.mjs'
import { dayAfter, truthOf } from '../vendor/records.mjs'

const PER_SECOND = 20
const LIMIT = { max: PER_SECOND, perMs: 1000, penaltyMs: 1000 }
const DECLARED = { max: PER_SECOND, per: '1s' }
const STYLES = ['in-band', '429']
const OURS = 'outlay sync'

/** W3: a vendor that allows 20 requests a second and says so with status 200 (in-band), or with HTTP 429. */
export const w3 = {
  id: 'w3',
  title: 'W3, limited',
  run: async ({ quick, say }) => {
    const pages = quick ? 40 : 400
    const rows = []
    for (const batch of quick ? [smallBatch()] : batches()) rows.push(...(await atOnce(batch, pages, say)))
    return { setup: `${pages} pages; ${PER_SECOND} requests a second are allowed, ${PER_SECOND} of them at once`, rows }
  },
  columns: [
    ['throttled by', (row) => row.style],
    ['latency, ms', (row) => row.latencyMs],
    ['processes', (row) => row.processes],
    ['of the allowed rate', (row) => (row.missing === 0 ? percent(row.rate / PER_SECOND) : '–')],
    ['refusals', (row) => row.refused],
    ['records missing', (row) => row.missing],
    ['exit', (row) => row.exits.join(' ')],
    ['wall, s', (row) => seconds(row.wallMs)],
  ],
  goals: ({ rows }) => {
    const own = rows.filter(({ name }) => name === OURS)
    const share = ({ missing, rate }) => (missing === 0 ? rate / PER_SECOND : 0)
    const sum = (key) => own.reduce((total, row) => total + row[key], 0)
    return [
      atLeast('P3', 'W3: least share of the allowed rate', Math.min(...own.map(share)), 0.95),
      atMost('P3', 'W3: most refusals provoked in one run', Math.max(...own.map(({ refused }) => refused)), 1),
      atMost('P3', 'W3: processes that end well with a record missing', sum('silent'), 0),
    ]
  },
}

/** Waiting costs no CPU, so cells share the machine; ours do so with few others, for refusals come of delays. */
function batches() {
  return [
    STYLES.flatMap((style) => [ours(style, 0, 1), ours(style, 100, 1)]),
    STYLES.map((style) => ours(style, 0, 4)),
    STYLES.map((style) => ours(style, 100, 4)),
    [...STYLES.map(undeclared), ...peers()],
  ]
}

/** Each client once. */
function smallBatch() {
  const seen = new Set()
  const isNew = ({ file, processes }) => seen.size < seen.add(`${file} ${processes}`).size
  return batches().flat().filter(isNew)
}

function ours(style, latencyMs, processes) {
  return { name: OURS, file: 'clients/outlay-sync.mjs', limit: DECLARED, style, latencyMs, processes }
}

/** A connector whose author did not know of the limit. The goal is not about it. */
function undeclared(style) {
  return { ...ours(style, 0, 1), name: `${OURS}, no limit declared`, limit: null, mayFail: true }
}

/** As they ship, and by hand with catch and sleep. Those that stop at the first refusal are expected to. */
function peers() {
  const asShipped = { peer: true, mayFail: true, latencyMs: 0, processes: 1 }
  const [inBand, http] = STYLES
  const fetchLoop = { ...asShipped, name: 'fetch loop', file: 'clients/fetch.mjs' }
  const got = { ...asShipped, name: 'got.paginate', file: 'clients/got.mjs' }
  const octokit = { ...asShipped, name: 'octokit.paginate', file: 'clients/octokit.mjs' }
  const byHand = { ...asShipped, name: 'fetch loop, catch and sleep by hand', file: 'clients/fetch-sleep.mjs' }
  return [
    { ...octokit, style: http, name: 'octokit, retry and throttling', file: 'clients/octokit-throttling.mjs' },
    { ...fetchLoop, style: inBand },
    { ...got, style: inBand },
    { ...octokit, style: inBand },
    { ...byHand, style: inBand },
    { ...byHand, style: inBand, latencyMs: 100 },
    { ...byHand, style: inBand, processes: 4 },
    { ...fetchLoop, style: http },
    { ...got, style: http },
    { ...got, style: http, latencyMs: 100 },
    { ...got, style: http, processes: 4 },
  ]
}

/** Runs cells side by side, each before a vendor of its own, and lets them begin one after the other. */
async function atOnce(cells, pages, say) {
  return Promise.all(
    cells.map(async (cell, index) => {
      await sleep(index * 700)
      const row = await runCell(cell, pages)
      say(`${row.name}, ${row.style}, ${row.latencyMs} ms, ${row.processes}: ${summary(row)}`)
      return row
    }),
  )
}

async function runCell({ file, limit, style, latencyMs, processes, ...cell }, pages) {
  const vendor = await startVendor({ latencyMs, limit: { ...LIMIT, style } })
  const budgets = processes > 1 ? await startBudgets() : undefined
  const share = pages / processes
  const began = performance.now()
  const runs = await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const [from, to] = [dayAfter(index), dayAfter(index + 1)]
      const url = `${vendor.url}/lists/${share}/records?day=${from}&`
      return runClient({
        file,
        task: { url, baseUrl: vendor.url, pages: share, from, to, limit, budgetUrl: budgets?.url },
      })
    }),
  )
  const wallMs = performance.now() - began
  const seen = await vendor.seen()
  await Promise.all([vendor.stop(), budgets?.stop()])
  const row = { ...cell, style, latencyMs, processes, wallMs, ...verdict(runs, share, seen) }
  // To give up is a poor result and no breakage: the table shows it.
  return { ...row, mayFail: cell.mayFail || /RATE_LIMITED/.test(row.problem) }
}

function verdict(runs, share, { requests, refused, firstAt, lastAt }) {
  const records = share * 100
  const isWhole = ({ count, sum }, index) => {
    const truth = truthOf(index * records, records)
    return count === truth.count && sum === truth.sum
  }
  const whole = runs.filter((run, index) => run.exit === 0 && isWhole(run, index))
  return {
    proved: whole.length === runs.length,
    missing: runs.reduce((left, { count }) => left - count, runs.length * records),
    silent: runs.filter(({ exit }) => exit === 0).length - whole.length,
    refused,
    exits: runs.map(({ exit }) => exit),
    rate: ((requests - refused - 1) / (lastAt - firstAt)) * 1000,
    problem: runs.map(({ stderr }) => stderr.split('\n').find((line) => /error|:/i.test(line)) ?? '').find(Boolean),
  }
}

function summary({ rate, refused, missing, exits, wallMs }) {
  return `${rate.toFixed(2)} a second, ${refused} refused, ${missing} missing, exit ${exits.join(' ')}, ${seconds(wallMs)} s`
}
