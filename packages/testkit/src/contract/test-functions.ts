import { OutlayError } from '@outlay/core'
import { demand, Violation } from './violation.js'

/** The test functions of vitest or node:test; the kit imports neither. `describe` must wait for what its function promises. */
export interface TestFunctions {
  readonly describe: (title: string, declare: () => void | Promise<void>) => unknown
  readonly it: (title: string, run: () => void | Promise<void>) => unknown
}

/** One rule, tried once. */
export interface Scenario {
  /** Stable name of the rule, kebab-case; stands before the title. `set-up`: what keeps the suite from being whole. */
  readonly rule: string
  readonly title: string
  /** Throws where the rule does not hold. */
  readonly run: () => Promise<void>
}

type KnownGaps = Readonly<Record<string, string>>

/** Declares one test a scenario. What goes wrong in making them is a failed test, never a suite without tests. */
export function declareSuite(
  { describe, it, knownGaps }: TestFunctions & { readonly knownGaps?: KnownGaps | undefined },
  title: string,
  make: () => Promise<readonly Scenario[]>,
): void {
  describe(title, async () => {
    try {
      const scenarios = await make()
      for (const one of scenarios) {
        const reason = gapOf(one, knownGaps)
        if (reason === undefined) it(nameOf(one), one.run)
        else it(`${nameOf(one)} (not yet: ${reason})`, () => mustFail(one.run))
      }
      const names = scenarios.map(nameOf)
      const repeated = names.filter((name, index) => names.indexOf(name) !== index)
      if (repeated.length > 0)
        it('set-up: every test has a title of its own', () =>
          demand(false, 'two tests have one title: nobody can say which of them fails', undefined, repeated))
      const unknown = Object.keys(knownGaps ?? {}).filter((gap) => !names.some((name) => name.startsWith(gap)))
      if (unknown.length > 0 && !scenarios.some(({ rule }) => rule === 'set-up'))
        it('known-gaps: every known gap is of a scenario', () =>
          demand(false, 'a known gap is of no scenario: nothing is held to it', undefined, unknown))
    } catch (error) {
      it('set-up: the suite can be made', () => {
        throw withHint(error)
      })
    }
  })
}

/** The reason why a scenario is known not to hold; undefined where it must. */
export function gapOf(scenario: Scenario, knownGaps: KnownGaps = {}): string | undefined {
  return Object.entries(knownGaps).find(([beginning]) => nameOf(scenario).startsWith(beginning))?.[1]
}

function nameOf({ rule, title }: Scenario): string {
  return `${rule}: ${title}`
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
