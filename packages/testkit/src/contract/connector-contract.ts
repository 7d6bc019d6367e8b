import type { ConfigOf, Plugin } from '@outlay/core'
import type { ConnectorContractOptions } from './contract-options.js'
import { openBench } from './open-bench.js'
import { chargeScenarios } from './scenarios/charges.js'
import { declarationScenarios } from './scenarios/declaration.js'
import { sampleScenarios } from './scenarios/documented-samples.js'
import { driftScenarios } from './scenarios/drift.js'
import { exactnessScenarios } from './scenarios/exactness.js'
import { faultScenarios } from './scenarios/faults.js'
import { fullReadScenarios } from './scenarios/full-reads.js'
import { interruptionScenarios } from './scenarios/interruptions.js'
import { pagingScenarios } from './scenarios/paging.js'
import { personalScenarios } from './scenarios/personal.js'
import { refusalScenarios } from './scenarios/refusals.js'
import { secretScenarios } from './scenarios/secrets.js'
import { stopScenarios } from './scenarios/stops.js'
import { stormScenarios } from './scenarios/storms.js'
import { tenantScenarios } from './scenarios/tenants.js'
import { tokenScenarios } from './scenarios/tokens.js'
import { declareSuite, gapOf, type Scenario } from './test-functions.js'
import { Violation } from './violation.js'

/**
 * Declares the hostile tests of a connector, at least 40, each for what the connector declares. The vendor is simulated
 * from its documented replies; nothing leaves the process, and no test waits.
 *
 * @example
 * import { connectorContract } from '@outlay/testkit'
 * import { describe, it } from 'vitest'
 * import { acmePlugin } from './acme.js' // the example of connector()
 *
 * connectorContract(acmePlugin, {
 *   describe,
 *   it,
 *   config: { apiKey: 'canary-0123456789' },
 *   samples: { usage: '{"lines":[{"id":"l-1","cost":1.25},{"id":"l-2","cost":0.75}]}' },
 *   errorSamples: { 'unknown key': { status: 401, body: '{"error":"who are you?"}', category: 'auth' } },
 * })
 */
export function connectorContract<P extends Plugin>(
  plugin: P,
  options: ConnectorContractOptions & { readonly config: ConfigOf<P> },
): void {
  declareSuite(options, `the connector ${plugin.id}`, async () => {
    const bench = await openBench(plugin, options)
    const samples = sampleScenarios(bench)
    const declared = [...samples, ...declarationScenarios(bench), ...refusalScenarios(bench)]
    const others = [
      fullReadScenarios,
      chargeScenarios,
      pagingScenarios,
      faultScenarios,
      stopScenarios,
      driftScenarios,
      exactnessScenarios,
      interruptionScenarios,
      tenantScenarios,
      secretScenarios,
      personalScenarios,
      tokenScenarios,
      stormScenarios,
    ].flatMap((scenarios) => scenarios(bench))
    const fits = await allHold(samples.filter((one) => gapOf(one, options.knownGaps) === undefined))
    return [...declared, ...(fits ? others : [notRun(others)])]
  })
}

async function allHold(scenarios: readonly Scenario[]): Promise<boolean> {
  const outcomes = await Promise.allSettled(scenarios.map(({ run }) => run()))
  return outcomes.every(({ status }) => status === 'fulfilled')
}

/** Of a vendor whose very sample is misread, every test would say the same in its own way. */
function notRun({ length }: readonly Scenario[]): Scenario {
  return {
    rule: 'set-up',
    title: `${length} more tests follow once documented-sample holds`,
    run: async () => {
      throw new Violation('not run: documented-sample fails')
    },
  }
}
