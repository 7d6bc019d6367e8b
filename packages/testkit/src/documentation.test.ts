import { readFileSync } from 'node:fs'
import * as core from '@outlay/core'
import { expect, test } from 'vitest'
import * as z from 'zod'
import * as testkit from './index.js'

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
  const tests: (readonly [string, () => unknown])[] = []
  let declared: unknown
  const describe = (_title: string, declare: () => unknown): void => {
    declared = declare()
  }
  const it = (title: string, run: () => unknown): unknown => tests.push([title, run])
  await new AsyncFunction('connectorContract', 'describe', 'it', 'acme', contract)(
    testkit.connectorContract,
    describe,
    it,
    acme,
  )
  await declared
  expect(tests.length).toBeGreaterThanOrEqual(40)
  for (const [, run] of tests) await run()
})

test('the README names every rule that a connector is held to', async () => {
  const named = new Set([...readme.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, name]) => name))
  const rules = ruleNames()
  expect(rules.filter((rule) => !named.has(rule))).toEqual([])
})

function ruleNames(): readonly string[] {
  const folder = new URL('./contract/scenarios/', import.meta.url)
  const files = [
    'charges',
    'declaration',
    'drift',
    'exactness',
    'faults',
    'full-reads',
    'interruptions',
    'paging',
    'secrets',
    'stops',
    'storms',
    'tenants',
    'tokens',
  ]
  const sources = files.map((file) => readFileSync(new URL(`${file}.ts`, folder), 'utf8')).join('\n')
  return [...sources.matchAll(/(?:rule: |scenario\(\s*|synced\(\s*)'([a-z-]+)'/g)].map(([, rule = '']) => rule)
}
