import { type Bench, leastRequests } from '../bench.js'
import { demandBooks, demandSuccess } from '../books.js'
import { comparableLines } from '../comparable-lines.js'
import { Crash, CrashPoints } from '../crash-points.js'
import { MemoryLedger } from '../memory-ledger.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand, demandSame, Violation } from '../violation.js'

/** Runs that end before they are done. */
export function interruptionScenarios(bench: Bench): readonly Scenario[] {
  return [
    {
      rule: 'crash-anywhere',
      title: 'a process that dies at any call loses and doubles nothing once it is started again',
      run: () => survivesDeath(bench),
    },
    ...[1, 2, 3]
      .filter((at) => at <= leastRequests(bench))
      .map((at) => ({
        rule: 'abort',
        title: `a run that is stopped at request ${at} ends at once, with whole windows only`,
        run: () => stops(bench, at),
      })),
    {
      rule: 'resume',
      title: 'a run that failed half way and goes on later gives what a whole one gives',
      run: () => resumes(bench),
    },
  ]
}

/** Points of all tries together, so that a long run takes no longer than a short one. */
const WORK = 5_000

async function survivesDeath(all: Bench): Promise<void> {
  const bench = { ...all, streams: shortened(all) }
  const edit = { pages: 2 }
  const points = new CrashPoints()
  const whole = new Trial(bench, { edit, points })
  demandSuccess(await whole.sync(), 'of a vendor without faults')
  const expected = comparableLines(bench, whole.ledger)
  const tries = Math.min(points.passed, bench.options.crashPoints ?? Math.max(30, Math.floor(WORK / points.passed)))
  for (let turn = 0; turn < tries; turn += 1) {
    const dieAt = 1 + Math.floor((turn * points.passed) / tries)
    const ledger = new MemoryLedger()
    await die(new Trial(bench, { edit, ledger, points: new CrashPoints(dieAt) }))
    const again = new Trial(bench, { edit, ledger })
    demandSuccess(await again.sync(), `after the process died at point ${dieAt} of ${points.passed}`)
    demandSame(
      comparableLines(bench, ledger),
      expected,
      `a process that dies at point ${dieAt} of ${points.passed} loses or doubles spend`,
    )
  }
}

/** Two partitions are as good as two windows, and a run of half the length may die at twice as many of its points. */
function shortened({ streams, simulation }: Bench): Bench['streams'] {
  const last = (stream: string): string | undefined => {
    const served = simulation.served.find(({ endpoint }) => endpoint.streams.some(({ info }) => info.name === stream))
    return served && served.partitions.length > 1 ? served.windows.at(-1)?.start : undefined
  }
  return Object.fromEntries(
    Object.entries(streams).map(([name, asked]) => {
      const from = asked.from === undefined ? undefined : last(name)
      return [name, { ...asked, ...(from !== undefined && { from }) }]
    }),
  )
}

async function die(trial: Trial): Promise<void> {
  try {
    await trial.sync()
  } catch (error) {
    if (!(error instanceof Crash)) throw error
  }
}

async function stops(bench: Bench, at: number): Promise<void> {
  const whole = await bench.whole()
  if (whole.vendor.received.length < at) return
  const stop = new AbortController()
  const reason = new Error('the user has had enough')
  let after = 0
  const trial = new Trial(bench, {
    onRequest: (number) => {
      if (stop.signal.aborted) after += 1
      if (number === at) stop.abort(reason)
    },
  })
  let thrown: unknown
  try {
    await trial.sync(stop.signal)
  } catch (error) {
    thrown = error
  }
  if (thrown === undefined) throw new Violation('a run that is stopped goes on to its end: Ctrl-C does nothing')
  demandSame(after, 0, 'requests leave after the run was stopped')
  const expected = comparableLines(bench, whole.ledger)
  const lines = new Set(expected)
  demand(
    comparableLines(bench, trial.ledger).every((line) => lines.has(line)),
    'a stopped run leaves rows that a whole one does not have',
  )
  const again = new Trial(bench, { ledger: trial.ledger })
  demandSuccess(await again.sync(), 'after a run was stopped')
  demandSame(
    comparableLines(bench, again.ledger),
    expected,
    'after a stopped run, the next one does not make up for it',
  )
}

async function resumes(bench: Bench): Promise<void> {
  const whole = await bench.whole()
  const half = Math.max(2, Math.ceil(whole.vendor.received.length / 2))
  const broken = new Trial(bench, { fault: (request) => (request >= half ? 'unreachable' : undefined), atOnce: 1 })
  await broken.sync()
  const again = new Trial(bench, { ledger: broken.ledger })
  demandSuccess(await again.sync(), 'after the vendor could not be reached for a while')
  demandSame(
    comparableLines(bench, again.ledger),
    comparableLines(bench, whole.ledger),
    'a run that goes on after a failure gives other rows than one that never failed',
  )
  await demandBooks(again)
}
