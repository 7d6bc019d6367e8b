import type { Plugin } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import { DATA_FAULTS } from '../testing/planted/data-faults.js'
import { SHOP_CONTRACT, shop } from '../testing/planted/shop.js'
import { TOKEN_FAULTS, TRUST_FAULTS } from '../testing/planted/trust-faults.js'
import { connectorContract } from './connector-contract.js'
import type { ContractOptions } from './contract-options.js'

const TOKENS = { tokenSample: '{"access_token":"abc","expires_in":600}' }

connectorContract(shop(), { describe, it, ...SHOP_CONTRACT })

/** The scenarios of a suite by their titles, none of them run. */
async function scenariosOf(
  plugin: Plugin,
  more: Partial<ContractOptions> = {},
): Promise<readonly (readonly [string, () => unknown])[]> {
  const found: (readonly [string, () => unknown])[] = []
  let declared: unknown
  connectorContract(plugin, {
    ...SHOP_CONTRACT,
    crashPoints: 5,
    ...more,
    describe: (_title, declare) => {
      declared = declare()
    },
    it: (title, run) => found.push([title, run]),
  })
  await declared
  return found
}

/** The titles of the scenarios that fail, and with what. */
async function failuresOf(scenarios: readonly (readonly [string, () => unknown])[]): Promise<readonly string[]> {
  const failed: string[] = []
  for (const [title, run] of scenarios) {
    try {
      await run()
    } catch (error) {
      failed.push(`${title} | ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return failed
}

describe('a connector with one thing wrong', () => {
  it.each([...DATA_FAULTS, ...TRUST_FAULTS].map((planted) => [planted.what, planted] as const))(
    'that %s is caught',
    async (_what, { rule, plugin }) => {
      const scenarios = (await scenariosOf(plugin())).filter(([title]) =>
        [rule, 'set-up'].includes(title.split(':')[0] ?? ''),
      )
      const failed = await failuresOf(scenarios)
      expect(failed.join('\n')).toContain(`${rule}: `)
    },
  )

  it.each(TOKEN_FAULTS.map((planted) => [planted.what, planted] as const))(
    'that %s is caught',
    async (_what, { rule, plugin }) => {
      const scenarios = (await scenariosOf(plugin(), TOKENS)).filter(([title]) => title.startsWith(`${rule}: `))
      expect((await failuresOf(scenarios)).join('\n')).toContain(`${rule}: `)
    },
  )
})
