import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Comparison, compareLedger, countCharges } from './compare.js'
import { type DemoSpan, dateOf, FIRST_DAY, MONTH } from './demo-days.js'
import { LEDGER, type PlayedDay, playMonth } from './play.js'
import { spendTable } from './report.js'
import type { DemoVendor } from './vendors.js'

/** What the demo writes to and works with. */
export interface DemoOptions {
  /** The working folder, absolute: paths are told from here. */
  readonly cwd: string
  /** The folder for ledger, config and exports, absolute; created where it is missing. */
  readonly folder: string
  /** Receives whole lines. */
  readonly print: (line: string) => void
  /** Receives progress: the text of the moment, which may be overwritten. */
  readonly progress: (text: string) => void
  /** Runs an `outlay` command in this process; gives its exit code. */
  readonly outlay: (args: readonly string[]) => Promise<number>
  /** Default: the whole month. */
  readonly span?: DemoSpan
  readonly signal?: AbortSignal
}

/** The name of the config file that the demo leaves behind. */
const CONFIG = 'outlay.config.yaml'

/** A difference between ledger and books: bad data. */
const DIFFERENT = 6

/**
 * The whole product on one machine: four simulated vendors, a month of daily syncs on a clock that jumps, and the ledger
 * compared with the vendors' own books to the last digit. Gives the exit code: 0, or 6 when one digit differs.
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { cwd, folder, print, progress, signal, span = MONTH } = options
  const at = (file: string): string => relative(cwd, join(folder, file))
  const syncs = span.days + span.settlingDays
  mkdirSync(folder, { recursive: true })
  print(
    `Four simulated vendors on this machine, ${span.days} days from ${FIRST_DAY}, one sync a day, then ${span.settlingDays} more until all has settled.`,
  )
  const held = await countCharges(folder)
  const days: PlayedDay[] = []
  const month = await playMonth(
    folder,
    span,
    (day) => {
      days.push(day)
      progress(`${day.date}  sync ${days.length} of ${syncs}`)
      for (const line of tellDay(day, days.length, syncs)) print(line)
    },
    signal,
  )
  const comparison = await compareLedger(folder, month.books, span.days)
  print('')
  print('Spend by day, vendor and currency, out of the ledger:')
  print('')
  print(spendTable(comparison.ledger))
  print('')
  print(tellWork(days, month.requests))
  print(tellGrowth(held, await countCharges(folder)))
  for (const line of tellComparison(comparison)) print(line)
  if (!comparison.identical) return DIFFERENT
  writeFileSync(join(folder, CONFIG), configFile(month.vendors, span.days))
  const out = at('focus-{connection}.csv')
  const code = await options.outlay(['--config', at(CONFIG), 'export', '--format', 'csv', '--out', out])
  if (code === 0) for (const line of tellNext(at, month.vendors)) print(line)
  return code
}

/** Days on which something went wrong say what, and how it ended; of the others every fifth shows that it goes on. */
function tellDay({ date, reports, trouble }: PlayedDay, count: number, syncs: number): readonly string[] {
  const failed = reports.flatMap(({ connection, failures }) =>
    failures.map(({ error }) => `${connection}: ${error.message}`),
  )
  if (trouble === undefined && failed.length === 0) {
    return count % 5 === 0 ? [`${date}  sync ${count} of ${syncs} done`] : []
  }
  const end =
    failed.length === 0
      ? 'recovered within the sync'
      : `${failed.length} windows failed, the next sync reads them again (${failed[0]})`
  return [`${date}  ${trouble ?? 'unexpected'}: ${end}`]
}

function tellWork(days: readonly PlayedDay[], requests: number): string {
  const reports = days.flatMap((day) => day.reports)
  const sum = (of: (report: (typeof reports)[number]) => number): number =>
    reports.reduce((total, report) => total + of(report), 0)
  const committed = sum(({ windows }) => windows.committed)
  return `${days.length} syncs sent ${requests} requests and committed ${committed} windows with ${sum(({ rows }) => rows)} rows; ${sum(({ windows }) => windows.final)} times a window was final already.`
}

function tellGrowth(before: number, after: number): string {
  if (before === 0) return `The ledger was empty and now holds ${after} charges.`
  return `The ledger held ${before} charges before and holds ${after} now: ${after === before ? 'nothing was added' : `${after - before} were added`}.`
}

function tellComparison({
  identical,
  missing,
  surplus,
  contradictions,
  unpriced,
  booked,
}: Comparison): readonly string[] {
  if (identical) {
    return [
      `Compared charge by charge (vendor, account, day, sku, amount) with the vendors' own books: all ${booked} identical, none missing, none too many; every amount agrees with its text and its record. Charges without a price, counted in units only: ${unpriced}.`,
    ]
  }
  const examples = [
    ...missing.slice(0, 3).map((charge) => `  only in the books:  ${charge}`),
    ...surplus.slice(0, 3).map((charge) => `  only in the ledger: ${charge}`),
    ...contradictions.slice(0, 3).map((line) => `  ${line}`),
  ]
  return [
    `The ledger DIFFERS from the vendors' own books: ${missing.length} charges missing, ${surplus.length} too many, ${contradictions.length} contradictions.`,
    ...examples,
  ]
}

function tellNext(at: (file: string) => string, vendors: readonly Pick<DemoVendor, 'connection'>[]): readonly string[] {
  return [
    '',
    'What lies where:',
    `  ${at(LEDGER)}   the ledger, a DuckDB file`,
    ...vendors.map(({ connection }) => `  ${at(`focus-${connection}.csv`)}`),
    `  ${at(CONFIG)}   a config file for that ledger`,
    'Run the demo again: it reads the same month, and the ledger stays the same. Or type next:',
    `  npx outlay --config ${at(CONFIG)} export ads --format csv --out ads.csv`,
    '  npx outlay --help',
  ]
}

/** A config for the demo's ledger. Its vendors are gone by now, so its secrets are only named. */
function configFile(vendors: readonly DemoVendor[], days: number): string {
  const connections = vendors.map(
    ({ connection, connector }) => `  ${connection}: { connector: ${connector}, config: {} }`,
  )
  return [
    `# The ledger of the demo, ${FIRST_DAY} to ${dateOf(days - 1)}. Its simulated vendors end with the demo: export works, sync does not.`,
    'version: 1',
    `destination: { type: duckdb, path: ./${LEDGER} }`,
    'connections:',
    ...connections,
    '',
  ].join('\n')
}
