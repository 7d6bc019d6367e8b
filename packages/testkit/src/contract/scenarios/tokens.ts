import { decodeJson } from '@outlay/core'
import { decimalText, leavesOf } from '../../simulator/json-place.js'
import { sentText } from '../../simulator/sent-text.js'
import { type Bench, leastRequests } from '../bench.js'
import { demandBooks, demandSuccess } from '../books.js'
import type { ErrorSample } from '../contract-options.js'
import type { Scenario } from '../test-functions.js'
import { Trial } from '../trial.js'
import { demand, demandSame } from '../violation.js'
import { errorSamples, failureOf } from './error-samples.js'

/** Credentials that end while they are in use. Only for connectors that fetch tokens, or whose refusals can be mended. */
export function tokenScenarios(bench: Bench): readonly Scenario[] {
  const { tokenSample } = bench.options
  return [
    ...(tokenSample === undefined
      ? []
      : [{ rule: 'token-shared', title: 'one token serves a whole run', run: () => sharesToken(bench) }]),
    // One request has no middle that a token could end in.
    ...(tokenSample === undefined || leastRequests(bench) < 2
      ? []
      : [
          {
            rule: 'token-expires',
            title: 'a token that ends in the middle of a walk is renewed before it is refused',
            run: () => renews(bench, tokenSample),
          },
        ]),
    ...errorSamples(bench).flatMap(([name, sample]) => {
      const failure = failureOf(bench, sample)
      return [
        ...(failure?.recover && tokenSample !== undefined
          ? [
              {
                rule: 'token-refused',
                title: `a token that is refused (${name}) is replaced once`,
                run: () => replaces(bench, sample),
              },
            ]
          : []),
        ...(failure?.skew
          ? [
              {
                rule: 'clock-skew',
                title: `a clock that is refused (${name}) is set by the vendor's`,
                run: () => correctsClock(bench, sample),
              },
            ]
          : []),
      ]
    }),
  ]
}

/** Half an hour is more than any vendor lets pass. */
const SKEW_MS = 30 * 60_000

async function sharesToken(bench: Bench): Promise<void> {
  const trial = new Trial(bench)
  demandSuccess(await trial.sync(), 'of a vendor without faults')
  demandSame(
    trial.vendor.minted,
    1,
    'a token is fetched more often than needed: vendors limit that, and old ones may end with every new one',
  )
}

async function renews(bench: Bench, sample: string): Promise<void> {
  const lifetime = leavesOf(decodeJson(sample)).find(({ place }) => /expires_?in/i.test(String(place.at(-1))))
  const seconds = Number(decimalText(lifetime?.value) ?? 3600)
  const trial = new Trial(bench, { takesMs: Math.max(seconds - 10, seconds / 2) * 1000, atOnce: 1 })
  demandSuccess(await trial.sync(), 'because a token ended in the middle')
  await demandBooks(trial)
  demand(trial.vendor.minted > 1, 'a token is used beyond its end')
  demandSame(trial.vendor.refused, 0, 'a token is used until it is refused: every time it ends, a window fails')
}

async function replaces(bench: Bench, sample: ErrorSample): Promise<void> {
  const { vendor } = await mends(bench, sample, 0)
  demandSame(
    vendor.minted,
    2,
    'a token that was refused is sent again, or more than one is fetched for it: until the token ends, every run fails',
  )
}

/** Vendors whose clocks are differently far ahead must get different requests: else ours went out by its own time again. */
async function correctsClock(bench: Bench, sample: ErrorSample): Promise<void> {
  const sent: string[] = []
  for (const aheadMs of [SKEW_MS, 2 * SKEW_MS]) {
    const { vendor } = await mends(bench, sample, aheadMs)
    const refused = vendor.received.findIndex(({ fault }) => fault !== undefined)
    const mended = vendor.received.slice(refused + 1).find(({ kind }) => kind === 'page')
    sent.push(mended === undefined ? '' : sentText(mended.request))
  }
  const [first, second] = sent
  demand(
    first !== second,
    "after its clock was refused the connector sends the same time again, and not the vendor's: it stays refused until somebody sets the clock",
    'the time by the clock that authenticators are given',
    'the same request to two vendors whose clocks differ by half an hour',
  )
}

async function mends(bench: Bench, sample: ErrorSample, clockAheadMs: number): Promise<Trial> {
  const at = bench.options.tokenSample === undefined ? 1 : 2
  const trial = new Trial(bench, { faults: [{ at, fault: sample }], clockAheadMs, atOnce: 1 })
  demandSuccess(await trial.sync(), 'although the refusal could be mended')
  await demandBooks(trial)
  return trial
}
