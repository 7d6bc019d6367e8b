import { decodeJson, encodeJson } from '@outlay/core'
import type { LearnedEndpoint } from '../../simulator/learned-endpoint.js'
import type { PageFaultKind } from '../../simulator/page-fault.js'
import type { PageBody } from '../../simulator/replay.js'
import type { WorldEdit } from '../../simulator/served-walk.js'
import type { ServedEndpoint } from '../../simulator/simulated-vendor.js'
import { type Bench, readEndpoints } from '../bench.js'
import { demandBooks, demandSuccess } from '../books.js'
import { comparableLines } from '../comparable-lines.js'
import { benchFor } from '../open-bench.js'
import type { Scenario } from '../test-functions.js'
import { Trial, type TrialOptions } from '../trial.js'
import { demand, demandSame } from '../violation.js'

/** Lists that move, repeat themselves, or lead elsewhere. Only for connectors whose replies can do so. */
export function pagingScenarios(bench: Bench): readonly Scenario[] {
  const paged = readEndpoints(bench).filter(({ learned }) => learned.paging.fullSize !== undefined)
  return paged.flatMap((served) => pagingScenariosOf(benchFor(bench, served), served))
}

function pagingScenariosOf(bench: Bench, { learned }: ServedEndpoint): readonly Scenario[] {
  const { name, paging } = learned
  const names = paging.controls.some((control) => control.names !== 'nothing')
  const links = paging.controls.some((control) => control.names === 'address')
  const counts = paging.totals.some(({ of }) => of === 'records')
  const tries: readonly (readonly [can: boolean, rule: string, title: string, run: Try])[] = [
    [names, 'repeated-cursor', `${name} gives the same next page for ever`, endsRepeats],
    [links, 'next-link-abroad', `${name} links to a next page on another origin`, staysHome],
    [links, 'next-link-relative', `${name} links to its next page without an origin`, followsRelative],
    [counts, 'total-grows', `${name} states another total on its last page`, noticesGrowth],
    [counts, 'total-wrong', `${name} states more records than it gives`, reportsDifference],
    [true, 'page-fails', `the second page of ${name} never comes`, keepsNoHalf],
  ]
  return tries.filter(([can]) => can).map(([, rule, title, run]) => ({ rule, title, run: () => run(bench, learned) }))
}

type Try = (bench: Bench, learned: LearnedEndpoint) => Promise<void>

/** A fault of some pages of one endpoint. */
function faultOf(
  { name }: LearnedEndpoint,
  fault: PageFaultKind,
  isHit: (index: number) => boolean = () => true,
): Pick<TrialOptions, 'pageFault'> {
  return { pageFault: ({ place, index }) => (place.endpoint === name && isHit(index) ? fault : undefined) }
}

async function endsRepeats(bench: Bench, learned: LearnedEndpoint): Promise<void> {
  const trial = new Trial(bench, { ...faultOf(learned, 'repeated-cursor'), atOnce: 1 })
  const report = await trial.sync()
  const told = report.failures.some(({ window }) => window?.endpoint === learned.name)
  demand(
    told,
    'a vendor that repeats its cursor is read as if the list had ended, or for ever: pages are lost, or the run never ends',
  )
  demand(
    trial.vendor.received.length < 200,
    'a repeated cursor is followed again and again',
    '< 200 requests',
    trial.vendor.received.length,
  )
}

async function staysHome(bench: Bench, learned: LearnedEndpoint): Promise<void> {
  const { origin } = bench.simulation.connector.baseUrl
  const trial = new Trial(bench, faultOf(learned, 'next-link-abroad'))
  const report = await trial.sync()
  const left = trial.vendor.received.find(({ request }) => new URL(request.url).origin !== origin)
  demand(
    left === undefined,
    'a next link of another origin is followed: whoever can write into a reply gets the credentials',
  )
  demand(
    report.failures.some(({ window }) => window?.endpoint === learned.name),
    'a next link of another origin ends the list in silence: the pages behind it are lost',
  )
}

async function followsRelative(bench: Bench, learned: LearnedEndpoint): Promise<void> {
  const { origin } = bench.simulation.connector.baseUrl
  const edit: WorldEdit = {
    page: (page, _index, { endpoint }) => (endpoint === learned.name ? replaced(page, origin, '') : page),
  }
  const trial = new Trial(bench, { edit })
  demandSuccess(await trial.sync(), 'when next links have no origin')
  await demandBooks(trial)
}

function replaced({ body, headers }: PageBody, from: string, to: string): PageBody {
  const swapped = JSON.parse(JSON.stringify(headers).replaceAll(from, to)) as Record<string, string>
  return { headers: swapped, body: decodeJson(encodeJson(body).replaceAll(from, to)) }
}

async function noticesGrowth(bench: Bench, learned: LearnedEndpoint): Promise<void> {
  const trial = new Trial(bench, { ...faultOf(learned, 'total-grows', (index) => index === 2), atOnce: 1 })
  const report = await trial.sync()
  const noticed = report.failures.length + report.differences.length
  demand(
    noticed > 0,
    `a list that grows while it is read is taken for whole: what moved from page to page is lost or counted twice`,
  )
}

async function reportsDifference(bench: Bench, learned: LearnedEndpoint): Promise<void> {
  const trial = new Trial(bench, { ...faultOf(learned, 'total-grows'), edit: { pages: 2 }, atOnce: 1 })
  const report = await trial.sync()
  demand(
    report.differences.length + report.failures.length > 0,
    'a total that differs from what arrived is not told: a record that the vendor kept back is missed by nobody',
  )
}

async function keepsNoHalf(bench: Bench, learned: LearnedEndpoint): Promise<void> {
  const whole = await bench.whole()
  const trial = new Trial(bench, {
    atOnce: 1,
    pageFault: ({ index, place }) => (index === 1 && place.endpoint === learned.name ? 'http-500' : undefined),
  })
  const report = await trial.sync()
  demand(report.failures.length > 0, `${learned.name} without its second page is reported as a success`)
  const expected = comparableLines(bench, whole.ledger)
  const lines = new Set(expected)
  demand(
    comparableLines(bench, trial.ledger).every((line) => lines.has(line)),
    'a half-read window leaves rows that a whole one does not have',
  )
  const half = trial.ledger.windows.filter(({ window, rows }) => window.endpoint === learned.name && rows.length > 0)
  demandSame(
    half.length,
    0,
    'a window whose second page never came is in the ledger with its first: the user sees half of the spend as if it were all',
  )
  const again = new Trial(bench, { ledger: trial.ledger })
  demandSuccess(await again.sync(), 'after the vendor has recovered')
  demandSame(
    comparableLines(bench, again.ledger),
    expected,
    'a sync that goes on after a failure does not give what a whole one gives',
  )
}
