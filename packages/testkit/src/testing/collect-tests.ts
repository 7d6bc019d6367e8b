import type { TestFunctions } from '../contract/test-functions.js'

/** A test by its title, not run. */
export type CollectedTest = readonly [title: string, run: () => void | Promise<void>]

/** The tests that a suite declares. */
export async function collectTests(
  declareSuite: (functions: TestFunctions) => void,
): Promise<readonly CollectedTest[]> {
  const found: CollectedTest[] = []
  let declared: unknown
  declareSuite({
    describe: (_title, declare) => {
      declared = declare()
    },
    it: (title, run) => found.push([title, run]),
  })
  await declared
  return found
}

/** The rule that a test's title begins with. */
export function ruleOf([title]: CollectedTest): string {
  return title.split(':')[0] ?? ''
}
