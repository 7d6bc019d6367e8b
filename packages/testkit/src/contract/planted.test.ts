import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CollectedTest, collectTests, ruleOf } from '../testing/collect-tests.js'
import { DATA_FAULTS } from '../testing/planted/data-faults.js'
import { PAGING_FAULTS } from '../testing/planted/paging-faults.js'
import type { PlantedFault } from '../testing/planted/planted-fault.js'
import { RIGHT_SHOPS } from '../testing/planted/right-shops.js'
import { RUN_FAULTS } from '../testing/planted/run-faults.js'
import { SHOP_CONTRACT, shop } from '../testing/planted/shop.js'
import { TOKEN_FAULTS } from '../testing/planted/token-faults.js'
import { TRUST_FAULTS } from '../testing/planted/trust-faults.js'
import { connectorContract } from './connector-contract.js'
import { Violation } from './violation.js'

const FAULTS = [...DATA_FAULTS, ...PAGING_FAULTS, ...RUN_FAULTS, ...TOKEN_FAULTS, ...TRUST_FAULTS]

const testsOf = ({ plugin, options }: Pick<PlantedFault, 'plugin' | 'options'>) =>
  collectTests((functions) => connectorContract(plugin(), { crashPoints: 5, ...options, ...functions }))

/** What a test throws. */
async function failureOf([, run]: CollectedTest): Promise<unknown> {
  try {
    await run()
    return undefined
  } catch (error) {
    return error
  }
}

/** What the first test that fails throws. */
async function firstFailure(tests: readonly CollectedTest[]): Promise<unknown> {
  for (const test of tests) {
    const error = await failureOf(test)
    if (error !== undefined) return error
  }
  return undefined
}

/** Rules that the README's table says are held. */
function documentedRules(): readonly string[] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, table = ''] = /\n\| rule \|.*\n\|---\|---\|\n((?:\|.*\n)+)/.exec(readme) ?? []
  return [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z-]+)`/g)].map(([, rule = '']) => rule),
  )
}

describe('a connector with one thing wrong', () => {
  it.each(FAULTS.map((planted) => [planted.rule, planted.what, planted] as const))(
    'is caught by %s: it %s',
    async (rule, _what, planted) => {
      const held = (await testsOf(planted)).filter((test) => ruleOf(test) === rule)
      expect(await firstFailure(held)).toBeInstanceOf(Violation)
    },
  )
})

describe('a documented reply that is misread', () => {
  const misread = (from: string, to: string) => {
    const samples = { orders: SHOP_CONTRACT.samples.orders?.replaceAll(from, to) ?? '' }
    return testsOf({ plugin: shop, options: { ...SHOP_CONTRACT, samples, knownGaps: { 'storm: ': 'none yet' } } })
  }

  it.each([
    ['a member has another name', '"cost"', '"price"', /kept aside.*cost: expected an amount, received nothing/s],
    ['the list has another name', '"items"', '"list"', /gives no record/],
  ])('is one failure that says why, and one for all that waits: %s', async (_what, from, to, why) => {
    const tests = await misread(from, to)
    const failed: string[] = []
    for (const test of tests) {
      const error = await failureOf(test)
      if (error instanceof Violation) failed.push(error.message)
    }
    expect(failed).toEqual([expect.stringMatching(why), 'not run: documented-sample fails'])
    expect(tests.at(-1)?.[0]).toMatch(/^set-up: \d+ more tests follow once documented-sample holds$/)
  })
})

describe('every rule', () => {
  const rules = new Set<string>()
  beforeAll(async () => {
    for (const right of Object.values(RIGHT_SHOPS)) for (const test of await testsOf(right)) rules.add(ruleOf(test))
  })

  it('stands in the table of the README, and what stands there is a rule', () => {
    expect([...documentedRules()].sort()).toEqual([...rules].sort())
  })

  it('catches a connector', () => {
    const caught = new Set(FAULTS.map(({ rule }) => rule))
    expect([...rules].filter((rule) => !caught.has(rule))).toEqual([])
  })
})
