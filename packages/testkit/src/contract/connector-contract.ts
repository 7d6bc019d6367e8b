import type { ConfigOf, Plugin } from '@outlay/core'
import type { ConnectorContractOptions } from './contract-options.js'
import { openBench } from './open-bench.js'
import { chargeScenarios } from './scenarios/charges.js'
import { declarationScenarios } from './scenarios/declaration.js'
import { driftScenarios } from './scenarios/drift.js'
import { exactnessScenarios } from './scenarios/exactness.js'
import { faultScenarios } from './scenarios/faults.js'
import { fullReadScenarios } from './scenarios/full-reads.js'
import { interruptionScenarios } from './scenarios/interruptions.js'
import { pagingScenarios } from './scenarios/paging.js'
import { personalScenarios, secretScenarios } from './scenarios/secrets.js'
import { stopScenarios } from './scenarios/stops.js'
import { stormScenarios } from './scenarios/storms.js'
import { tenantScenarios } from './scenarios/tenants.js'
import { tokenScenarios } from './scenarios/tokens.js'
import { declareSuite } from './test-functions.js'

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
    return [
      declarationScenarios,
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
  })
}
