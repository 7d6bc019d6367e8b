import { type ErrorCategory, encodeJson, type Failure, OutlayError } from '@outlay/core'
import { type Fault, type FaultKind, PASSING, RETRY_AFTER_SECONDS } from '../../simulator/fault.js'
import { type Bench, leastRequests } from '../bench.js'
import { demandBooks, demandSuccess } from '../books.js'
import type { ErrorSample } from '../contract-options.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand, demandSame, Violation } from '../violation.js'
import { errorSamples, failureOf } from './error-samples.js'

/** Faults that pass, faults that last, and refusals. */
export function faultScenarios(bench: Bench): readonly Scenario[] {
  const passing = PASSING.filter((kind) => isRetried(bench, kind))
  const samples = errorSamples(bench)
  return [
    ...passing.map((kind) => ({
      rule: 'fault-first',
      title: `the first request meets ${kind}, and nothing is lost`,
      run: () => survives(bench, kind, 1),
    })),
    ...(leastRequests(bench) > 1 ? passing : []).map((kind) => ({
      rule: 'fault-later',
      title: `a later request meets ${kind}, and nothing is lost`,
      run: () => survives(bench, kind, 2),
    })),
    ...(['text-type', 'bom'] as const).map((kind) => ({
      rule: 'odd-reply',
      title: `good replies that all come as ${kind} are read`,
      run: () => reads(bench, kind),
    })),
    ...(['retry-after-seconds', 'retry-after-date'] as const)
      .filter((kind) => isRetried(bench, kind))
      .map((kind) => ({
        rule: 'retry-after',
        title: `the pause that a 429 asks for is kept (${kind})`,
        run: () => waits(bench, kind),
      })),
    ...[...LASTING, otherForm(bench)].map(([fault, says]) => ({
      rule: 'fault-lasts',
      title: `${says} ends the run with an error and no half window`,
      run: () => gives(bench, fault),
    })),
    ...REFUSALS.map((status) => ({
      rule: 'refusal',
      title: `HTTP ${status} is not asked again`,
      run: () => isRefused(bench, { status, body: '{"error":"refused"}' }),
    })),
    ...samples.map(([name, sample]) => ({
      rule: 'in-band',
      title: `the vendor's own refusal (${name}) is no success`,
      run: () => isTold(bench, sample),
    })),
    ...samples
      .filter(
        ([, sample]) =>
          leastRequests(bench) > 1 && failureOf(bench, sample)?.retryable && !isFinal(failureOf(bench, sample)),
      )
      .map(([name, sample]) => ({
        rule: 'in-band-passes',
        title: `the vendor's own refusal (${name}) passes, and nothing is lost`,
        run: () => survives(bench, sample, 2),
      })),
    ...samples
      .filter(([, sample]) => failureOf(bench, sample)?.retryable === false || isFinal(failureOf(bench, sample)))
      .map(([name, sample]) => ({
        rule: 'in-band-final',
        title: `the vendor's own refusal (${name}) is not asked again`,
        run: () => isRefused(bench, sample),
      })),
  ]
}

const LASTING: readonly (readonly [Fault, string])[] = [
  ['unreachable', 'a host that cannot be reached'],
  ['http-500', 'a vendor that always answers 500'],
  ['html', 'a vendor that always answers with a page of HTML'],
  ['garbage', 'a vendor that always answers with what is no JSON'],
  ['giant', 'a reply that is larger than any may be'],
  ['redirect-abroad', 'a redirect to another origin'],
  ['redirect-home', 'a redirect to the same origin'],
  [{ body: 'null' }, 'a reply that is nothing but null'],
]

/** What no documented reply is: a list where they are objects, an object where one is a list. */
function otherForm({ simulation }: Bench): readonly [Fault, string] {
  const hasList = simulation.served.some(({ learned }) => Array.isArray(learned.sample))
  return [{ body: hasList ? '{}' : '[]' }, 'a reply of another form']
}

const REFUSALS = [400, 401, 403, 404]

/** A connector may say of a status that it never passes. */
function isRetried(bench: Bench, kind: FaultKind): boolean {
  const status = {
    'http-500': 500,
    'http-502': 502,
    'http-503': 503,
    'retry-after-seconds': 429,
    'retry-after-date': 429,
  }[kind as string]
  if (status === undefined) return true
  return failureOf(bench, { status, body: kind === 'http-500' ? '{"error":"internal"}' : '' })?.retryable ?? true
}

async function survives(bench: Bench, fault: Fault, at: number): Promise<void> {
  const trial = new Trial(bench, { faults: [{ at, fault }] })
  const report = await trial.sync()
  demand(
    trial.vendor.received.some((one) => one.fault !== undefined),
    `no request met the fault: a run takes fewer than ${at}`,
  )
  demandSuccess(report, `after one ${nameOf(fault)} at request ${at}, which would have passed`)
  await demandBooks(trial)
}

/** Some vendors send everything that way: what is asked again comes no other way. */
async function reads(bench: Bench, kind: FaultKind): Promise<void> {
  const trial = new Trial(bench, { fault: () => kind })
  demandSuccess(await trial.sync(), `because every reply comes as ${kind}`)
  await demandBooks(trial)
}

async function waits(bench: Bench, kind: FaultKind): Promise<void> {
  const trial = new Trial(bench, { faults: [{ at: 1, fault: kind }], atOnce: 1 })
  demandSuccess(await trial.sync(), `after one ${kind}`)
  const [first] = trial.vendor.received
  const again = trial.vendor.received.find(
    ({ request }, index) => index > 0 && request.url.split('?')[0] === first?.request.url.split('?')[0],
  )
  const waited = (again?.at ?? 0) - (first?.at ?? 0)
  demand(
    waited >= (RETRY_AFTER_SECONDS - 1) * 1000,
    'the vendor asked for a pause that was not kept: it bans whoever does not listen',
    `${RETRY_AFTER_SECONDS} s`,
    `${waited} ms`,
  )
}

/** The run ends, says why, and leaves only whole windows behind. */
async function gives(bench: Bench, fault: Fault): Promise<void> {
  const trial = new Trial(bench, { fault: () => fault })
  const report = await trial.sync()
  const told = `a vendor that only gives ${nameOf(fault)}`
  demand(report.failures.length > 0, `${told} is reported as a success: the user believes that there is nothing to pay`)
  demandSame(trial.ledger.rows().length, 0, `${told} leaves rows in the ledger that nobody sent`)
  demand(
    trial.vendor.received.length <= mostRequests(bench),
    `${told} is asked again and again: the vendor bans the user`,
    mostRequests(bench),
    trial.vendor.received.length,
  )
  for (const { error } of report.failures) {
    demand(
      error.code !== 'BUG' && error.category !== 'bug',
      `${told} ends in a stack trace of the connector`,
      'an error that says who must act',
      `${error.code}: ${error.message}`,
    )
    demand(error.hint !== undefined && error.hint !== '', `the error for ${told} does not say what to do`)
  }
}

/** Four attempts a window, and one for each of what was under way beside it. */
function mostRequests({ simulation }: Bench): number {
  return 4 * simulation.served.reduce((sum, { partitions, windows }) => sum + partitions.length * windows.length, 0) + 4
}

/** Nothing that waiting would change. */
function isFinal(failure: Failure | undefined): boolean {
  return failure !== undefined && FINAL.includes(failure.category)
}

const FINAL: readonly ErrorCategory[] = [
  'auth',
  'permission',
  'config',
  'invalid_request',
  'not_found',
  'quota_exhausted',
]

async function isRefused(bench: Bench, sample: ErrorSample): Promise<void> {
  const declared = failureOf(bench, sample)
  // A vendor may give any other status for something that passes; who it does not know stays unknown.
  if (declared?.retryable && !isFinal(declared) && sample.status !== 401) return
  // Not of a token: each window that goes without one may ask for it.
  const trial = new Trial(bench, { pageFault: () => sample, atOnce: 1 })
  const report = await trial.sync()
  demand(
    report.failures.length > 0,
    `a refusal (HTTP ${sample.status ?? 200}) is reported as a success: the user believes that there is nothing to pay`,
  )
  const asked = new Map<string, number>()
  for (const { place } of trial.vendor.received) {
    if (place === undefined) continue
    const what = encodeJson({ ...place }) // refused, no window gets beyond its first page
    asked.set(what, (asked.get(what) ?? 0) + 1)
  }
  const isMended = declared?.skew || (declared?.recover && bench.options.tokenSample !== undefined)
  const allowed = (isMended ? 3 : 1) * mostReaders(bench)
  const most = Math.max(0, ...asked.values())
  demand(
    most <= allowed,
    `a refusal (HTTP ${sample.status ?? 200}) that will not change is asked again ${most - 1} times: vendors lock accounts and ban addresses for it`,
    allowed,
    most,
  )
}

/** A list may be read for itself, and once more for those that are asked for what it lists. */
function mostReaders({ simulation }: Bench): number {
  const names = simulation.served.map(({ endpoint }) => endpoint.name)
  return Math.max(...names.map((name) => names.filter((other) => other === name).length))
}

async function isTold(bench: Bench, sample: ErrorSample): Promise<void> {
  const { retryable = false, category } = failureOf(bench, sample) ?? {}
  const trial = new Trial(bench, { fault: () => sample })
  const report = await trial.sync()
  demand(
    report.failures.length > 0,
    'a refusal inside of a reply is taken for a success without records: the user sees no spend where there is some',
  )
  demandSame(trial.ledger.rows().length, 0, 'a refusal leaves rows in the ledger')
  for (const { error } of report.failures) {
    if (sample.category !== undefined) {
      demandSame(error.category, sample.category, 'a refusal is told as another one: the user repairs the wrong thing')
    }
    demand(error.code !== 'BUG', 'a refusal ends in a stack trace of the connector', category, error.message)
  }
  const first = report.failures[0]?.error
  if (!retryable && first !== undefined && !OutlayError.isInstance(first))
    throw new Violation('a refusal is no error of ours', undefined, String(first))
}

function nameOf(fault: Fault): string {
  return typeof fault === 'string' ? fault : encodeJson({ status: fault.status ?? 200, body: fault.body.slice(0, 80) })
}
