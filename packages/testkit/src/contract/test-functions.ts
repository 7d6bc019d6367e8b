import { OutlayError } from '@outlay/core'
import { demand, Violation } from './violation.js'

/** The test functions of vitest or node:test; the kit imports neither. `describe` must wait for what its function promises. */
export interface TestFunctions {
  readonly describe: (title: string, declare: () => void | Promise<void>) => unknown
  readonly it: (title: string, run: () => void | Promise<void>) => unknown
}

/** One rule, tried once. */
export interface Scenario {
  /** Stable name of the rule, kebab-case; stands before the title. */
  readonly rule: string
  readonly title: string
  /** Throws where the rule does not hold. */
  readonly run: () => Promise<void>
}

/** Declares one test a scenario. What goes wrong in making them is a failed test, never a suite without tests. */
export function declareSuite(
  {
    describe,
    it,
    knownGaps = {},
  }: TestFunctions & { readonly knownGaps?: Readonly<Record<string, string>> | undefined },
  title: string,
  make: () => Promise<readonly Scenario[]>,
): void {
  describe(title, async () => {
    try {
      const scenarios = (await make()).map((one) => ({ name: `${one.rule}: ${one.title}`, run: one.run }))
      for (const { name, run } of scenarios) {
        const gap = Object.entries(knownGaps).find(([beginning]) => name.startsWith(beginning))
        if (gap === undefined) it(name, run)
        else it(`${name} (not yet: ${gap[1]})`, () => mustFail(run))
      }
      const unknown = Object.keys(knownGaps).filter(
        (beginning) => !scenarios.some(({ name }) => name.startsWith(beginning)),
      )
      if (unknown.length > 0)
        it('known-gaps: every known gap is of a scenario', () =>
          demand(false, 'a known gap is of no scenario: nothing is held to it', undefined, unknown))
    } catch (error) {
      it('set-up: the suite can be made', () => {
        throw withHint(error)
      })
    }
  })
}

/** Test runners print messages and no hints. */
function withHint(error: unknown): unknown {
  if (!OutlayError.isInstance(error) || !error.hint) return error
  return new Violation(`${error.message}\n  what to do: ${error.hint}`)
}

async function mustFail(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof Violation) return
    throw error
  }
  throw new Violation('a known gap is closed: take it out of knownGaps, so that it stays closed')
}
