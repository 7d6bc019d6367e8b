import { ConfigError } from '@outlay/core'
import { describe, expect, it } from 'vitest'
import { declareSuite, type Scenario } from './test-functions.js'
import { Violation } from './violation.js'

const holds: Scenario = { rule: 'calm', title: 'nothing is wrong', run: async () => {} }
const fails: Scenario = {
  rule: 'rough',
  title: 'something is wrong',
  run: async () => {
    throw new Violation('users suffer', 1, 2)
  },
}

/** What each test of a suite comes to: undefined, or the message that it fails with. */
async function outcomes(make: () => Promise<readonly Scenario[]>, knownGaps: Readonly<Record<string, string>> = {}) {
  const found: Record<string, string | undefined> = {}
  const tests: (readonly [string, () => void | Promise<void>])[] = []
  let declared: unknown
  const functions = {
    describe: (_title: string, declare: () => void | Promise<void>) => {
      declared = declare()
    },
    it: (title: string, run: () => void | Promise<void>) => tests.push([title, run]),
  }
  declareSuite({ ...functions, knownGaps }, 'suite', make)
  await declared
  for (const [title, run] of tests) {
    found[title] = await Promise.resolve()
      .then(run)
      .then(
        () => undefined,
        (error: Error) => error.message,
      )
  }
  return found
}

describe('a suite', () => {
  it('is one test a scenario, whose failure says what a user suffers, then what was expected and what came', async () => {
    expect(await outcomes(async () => [holds, fails])).toEqual({
      'calm: nothing is wrong': undefined,
      'rough: something is wrong': 'users suffer\n  expected: 1\n  actual: 2',
    })
  })

  it('lets a known gap fail, and says so in its title', async () => {
    expect(await outcomes(async () => [fails], { 'rough:': 'vendor pending' })).toEqual({
      'rough: something is wrong (not yet: vendor pending)': undefined,
    })
  })

  it('fails for a known gap that is closed', async () => {
    const [message] = Object.values(await outcomes(async () => [holds], { 'calm:': 'long ago' }))
    expect(message).toMatch(/a known gap is closed/)
  })

  it('fails for a known gap of no scenario', async () => {
    expect(
      (await outcomes(async () => [holds], { 'clam:': 'a slip' }))['known-gaps: every known gap is of a scenario'],
    ).toMatch(/of no scenario/)
  })

  it('keeps quiet about known gaps of scenarios that are still to come', async () => {
    const unmade: Scenario = { ...fails, rule: 'set-up' }
    expect(Object.keys(await outcomes(async () => [unmade], { 'clam:': 'not made yet' }))).toEqual([
      'set-up: something is wrong',
    ])
  })

  it('fails where two scenarios have one title', async () => {
    const { 'set-up: every test has a title of its own': message } = await outcomes(async () => [holds, holds, fails])
    expect(message).toMatch(/one title.*\["calm: nothing is wrong"\]/s)
  })

  it('is one failed test where it cannot be made', async () => {
    const broken = async (): Promise<readonly Scenario[]> => {
      throw new Error('no sample')
    }
    expect(await outcomes(broken)).toEqual({ 'set-up: the suite can be made': 'no sample' })
  })

  it('says there what to do, which test runners do not show', async () => {
    const broken = async (): Promise<readonly Scenario[]> => {
      throw new ConfigError({ message: 'no sample', hint: 'Give one.' })
    }
    expect(Object.values(await outcomes(broken))).toEqual(['no sample\n  what to do: Give one.'])
  })
})
