import { readFileSync } from 'node:fs'
import * as core from '@outlay/core'
import { expect, test } from 'vitest'
import * as z from 'zod'
import * as testkit from './index.js'
import { collectTests } from './testing/collect-tests.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>

/** The JavaScript of the README, its imports taken out. */
function blocks(): readonly string[] {
  return [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, source = '']) =>
    source.replace(/^import .*$/gm, '').replace(/^export const/m, 'const'),
  )
}

test('the example of the README passes the contract, in at least forty tests', async () => {
  const [declaration = '', contract = ''] = blocks()
  const names = ['connector', 'id', 'inBand', 'money', 'secret', 'utcSeconds', 'z'] as const
  const given = [core.connector, core.id, core.inBand, core.money, core.secret, core.utcSeconds, z]
  const acme = await new AsyncFunction(...names, `${declaration}\nreturn acme`)(...given)
  const declare = new Function('connectorContract', 'describe', 'it', 'acme', contract)
  const tests = await collectTests(({ describe, it }) => declare(testkit.connectorContract, describe, it, acme))
  expect(tests.length).toBeGreaterThanOrEqual(40)
  for (const [, run] of tests) await run()
})
