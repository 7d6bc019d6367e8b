import type { Bench } from '../bench.js'
import type { Scenario } from '../test-functions.js'
import { demand } from '../violation.js'
import { errorSamples, failureOf } from './error-samples.js'

/** The vendor's refusals are given: without them nothing that has to do with them is tried. */
export function refusalScenarios(bench: Bench): readonly Scenario[] {
  const rule = 'refusals-known'
  return [
    { rule, title: 'documented refusals are given', run: async () => areGiven(bench) },
    ...(bench.options.tokenSample === undefined
      ? []
      : [{ rule, title: 'the refusal of an ended token is given, and mended', run: async () => isMended(bench) }]),
  ]
}

function areGiven(bench: Bench): void {
  demand(
    errorSamples(bench).length > 0,
    `no errorSamples are given: nobody knows whether a user with a wrong key is told so, or that there is nothing to pay. ${WHAT_TO_GIVE}`,
  )
}

const WHAT_TO_GIVE =
  "Give what the vendor's page of errors shows: errorSamples: { 'wrong key': { status: 401, body: '{…}', category: 'auth' } }; where it shows none, say so in knownGaps"

function isMended(bench: Bench): void {
  demand(
    errorSamples(bench).some(([, sample]) => failureOf(bench, sample)?.recover),
    "no errorSample is of a token that has ended, or the connector's rules have it and do not mark it `recover`: a token that the vendor ends early is sent until its time is over, and every run until then fails. Give that refusal in errorSamples, and mark it in the error rules: { category: 'auth', recover: true }",
  )
}
