import { encodeJson, OutlayError, reveal } from '@outlay/core'
import { sentText } from '../../simulator/sent-text.js'
import type { WorldEdit } from '../../simulator/served-walk.js'
import { spellingsOf } from '../../simulator/spellings.js'
import { type Bench, enabledStreams } from '../bench.js'
import { demandBooks, demandSuccess, demandWalks } from '../books.js'
import { comparableLines } from '../comparable-lines.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand, demandSame, Violation } from '../violation.js'
import { demandFits } from './fitting-row.js'

/** What arrives where nothing goes wrong. */
export function fullReadScenarios(bench: Bench): readonly Scenario[] {
  const isPaged = bench.simulation.served.some(({ learned }) => learned.paging.fullSize !== undefined)
  const takesTurns = bench.simulation.served.some(({ learned }) => learned.paging.controls.length > 0)
  const streams = enabledStreams(bench)
  const synced = (rule: string, title: string, edit: WorldEdit = {}): Scenario => ({
    rule,
    title,
    run: async () => {
      const trial = new Trial(bench, { edit })
      await demandWalks(trial.vendor)
      demandSuccess(await trial.sync(), `when ${title}`)
      await demandBooks(trial)
    },
  })
  return [
    synced('full-sync', 'a sync brings everything that the vendor has'),
    ...streams.map((stream) => ({
      rule: 'full-read',
      title: `reading ${stream} gives what a sync gives`,
      run: () => readsAll(bench, stream),
    })),
    ...streams.map((stream) => ({
      rule: 'fits-schema',
      title: `every row of ${stream} is what its columns say`,
      run: () => fits(bench, stream),
    })),
    ...streams.map((stream) => ({
      rule: 'unique-keys',
      title: `every row of ${stream} has a key of its own, over all partitions and windows`,
      run: () => hasOwnKeys(bench, stream),
    })),
    {
      rule: 'settled',
      title: 'settled windows stay as they are, and are not asked for again',
      run: () => isDone(bench),
    },
    {
      rule: 'reread',
      title: 'a second reading of the same windows gives the same rows',
      run: () => isRepeatable(bench),
    },
    { rule: 'order-free', title: 'one request at a time gives what many at once give', run: () => isOrderFree(bench) },
    {
      rule: 'credentials',
      title: 'every request carries credentials, and none leaves the origin of baseUrl',
      run: () => carriesCredentials(bench),
    },
    ...[1, -1].map((sign) => ({
      rule: 'clock-off',
      title: `a vendor whose clock is half an hour ${sign > 0 ? 'ahead' : 'behind'} gives the same`,
      run: async () => {
        const trial = new Trial(bench, { clockAheadMs: sign * 30 * 60_000 })
        demandSuccess(await trial.sync(), "because the vendor's clock is off")
        await demandBooks(trial)
      },
    })),
    synced('empty-list', 'the vendor has nothing', { isEmpty: true }),
    ...(isPaged
      ? [
          synced('one-page', 'the list fits one page', { pages: 1 }),
          synced('full-last-page', 'the last page is as full as the others', { end: 'full' }),
          synced('many-pages', 'the list has seven pages', { pages: 7 }),
        ]
      : []),
    ...(takesTurns ? [synced('empty-last-page', 'an empty page follows the last record', { end: 'empty' })] : []),
  ]
}

async function readsAll(bench: Bench, stream: string): Promise<void> {
  const ledger = (await bench.whole()).ledger.rows().filter((row) => row.stream.name === stream)
  const trial = new Trial(bench)
  const rows = await trial.read(stream).catch((error: unknown) => {
    const { code, message } = OutlayError.from(error)
    throw new Violation(`reading ${stream} fails: the user gets no data`, 'no failure', `${code}: ${message}`)
  })
  await demandWalks(trial.vendor)
  const text = (records: readonly unknown[]): readonly string[] => records.map((record) => encodeJson(record)).sort()
  demandSame(
    text(rows),
    text(ledger.map(({ record }) => record)),
    `reading ${stream} gives other rows than the ledger has: one of the two is wrong`,
  )
}

async function fits(bench: Bench, stream: string): Promise<void> {
  const { ledger } = await bench.whole()
  const rows = ledger.rows().filter((row) => row.stream.name === stream)
  demand(rows.length > 0, `${stream} gives no row at all`)
  for (const row of rows) demandFits(row)
}

async function hasOwnKeys(bench: Bench, stream: string): Promise<void> {
  const isOrdinal = bench.simulation.served.some(({ endpoint }) =>
    endpoint.streams.some(({ info, ordinal }) => info.name === stream && ordinal),
  )
  const { ledger } = isOrdinal ? await repeating(bench) : await bench.whole()
  const keys = ledger
    .rows()
    .filter((row) => row.stream.name === stream)
    .map(({ key }) => key)
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index)
  demand(
    repeated === undefined,
    `two rows of ${stream} have one key: whoever joins or upserts by it counts one of them, or both as one. Name in the key what tells partitions and windows apart`,
    undefined,
    repeated,
  )
}

/** Rows that a place among equals tells apart may be the same on another day. */
async function repeating(bench: Bench): Promise<Trial> {
  const trial = new Trial(bench, { edit: { repeats: true } })
  demandSuccess(await trial.sync(), 'of a vendor that lists the same things in every window')
  return trial
}

async function isDone(bench: Bench): Promise<void> {
  const first = new Trial(bench)
  demandSuccess(await first.sync(), 'of a vendor without faults')
  const { ledger } = first
  const lines = ledger.lines()
  const second = new Trial(bench, { ledger })
  demandSuccess(await second.sync(), 'when it is run a second time')
  const asked = first.vendor.received.length
  demand(second.vendor.received.length <= asked, 'a second sync asks for more than the first: it does not end')
  demandSame(ledger.lines(), lines, 'a second sync changes what was settled: reports of the past change')
  if (settledAsked(second) === 0) return
  // Figures that differ are the vendor's own once a second reading has found them in the same words.
  const third = new Trial(bench, { ledger })
  demandSuccess(await third.sync(), 'when it is run a third time')
  demandSame(
    settledAsked(third),
    0,
    'windows that are settled are asked for again, run after run: the user pays for calls that bring nothing',
  )
}

/** How many requests were for windows that are settled. */
function settledAsked({ bench, vendor }: Trial): number {
  return vendor.received.filter(({ place }) => place !== undefined && isSettled(bench, place.endpoint)).length
}

/** Its windows are as old as the connector says that they must be. */
function isSettled({ simulation, now }: Bench, name: string): boolean {
  return simulation.served.some(({ endpoint: { name: own, calendar }, windows }) => {
    const isOld = (end: number): boolean => calendar !== undefined && end + calendar.settlesAfterMs <= Date.parse(now)
    return own === name && windows.every(({ endSeconds }) => isOld(endSeconds * 1000))
  })
}

async function isRepeatable(bench: Bench): Promise<void> {
  const [first, second] = [await bench.whole(), new Trial(bench)]
  demandSuccess(await second.sync(), 'when it is run a second time')
  demandSame(
    second.ledger.lines(),
    first.ledger.lines(),
    'the same replies give other rows the second time: something is kept between runs, or drawn by chance',
  )
}

async function isOrderFree(bench: Bench): Promise<void> {
  const [one, many] = [new Trial(bench, { atOnce: 1 }), new Trial(bench, { atOnce: 8 })]
  demandSuccess(await one.sync(), 'with one request at a time')
  demandSuccess(await many.sync(), 'with many requests at once')
  demandSame(
    comparableLines(bench, one.ledger),
    comparableLines(bench, many.ledger),
    'what arrives depends on which reply comes first',
  )
}

async function carriesCredentials(bench: Bench): Promise<void> {
  const { vendor } = await bench.whole()
  const { baseUrl, auth, secrets } = bench.simulation.connector
  const spelt = secrets.flatMap((secret) => spellingsOf(reveal(secret)))
  for (const { request, kind, added } of vendor.received) {
    demandSame(
      new URL(request.url).origin,
      baseUrl.origin,
      'a request goes to another origin than baseUrl: credentials leave with it',
    )
    if (kind !== 'page' || secrets.length === 0) continue
    const text = sentText(request)
    const isSigned =
      auth !== undefined && added.some((name) => name !== 'header:content-type' && name !== 'header:accept')
    demand(
      isSigned || spelt.some((one) => text.includes(one)),
      'a request carries no credentials: the vendor refuses it, or gives what everybody sees',
    )
  }
}
