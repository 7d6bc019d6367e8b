/** The test functions of vitest, node:test, jest or mocha. The kit imports none of them. */
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
export function declareSuite({ describe, it }: TestFunctions, title: string, make: () => Promise<readonly Scenario[]>): void {
  describe(title, async () => {
    try {
      for (const { rule, title, run } of await make()) it(`${rule}: ${title}`, run)
    } catch (error) {
      it('set-up: the suite can be made', () => {
        throw error
      })
    }
  })
}
