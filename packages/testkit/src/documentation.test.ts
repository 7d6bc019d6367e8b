import { readFileSync } from 'node:fs'
import 'reflect-metadata'
import * as core from '@outlay/core'
import { read } from '@outlay/core/runtime'
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

/** What the README's connector is served with: its config, and the sample of its contract. */
async function acmeOfReadme() {
  const [declaration = '', contract = ''] = blocks()
  const names = ['connector', 'id', 'inBand', 'money', 'secret', 'utcSeconds', 'z'] as const
  const given = [core.connector, core.id, core.inBand, core.money, core.secret, core.utcSeconds, z]
  const acme = await new AsyncFunction(...names, `${declaration}\nreturn acme`)(...given)
  const kept: unknown[] = []
  const keep = (_acme: unknown, options: unknown): unknown => kept.push(options)
  await new AsyncFunction('connectorContract', 'describe', 'it', 'acme', contract)(keep, test, test, acme)
  return { acme, ...(kept[0] as { config: object; samples: Readonly<Record<string, string>> }) }
}

test('the README serves a vendor whose rows are all read, through a reset', async () => {
  const [, , serving = ''] = blocks()
  const { acme, config, samples } = await acmeOfReadme()
  const names = ['serveVendor', 'read', 'acme', 'config', 'samples']
  const given = [testkit.serveVendor, read, acme, config, samples]
  const run = new AsyncFunction(...names, `${serving}\nreturn [rows, books]`)
  const [rows = [], books = []] = (await run(...given)) as readonly (readonly unknown[])[]
  expect(rows.length).toBeGreaterThan(5)
  expect(rows).toHaveLength(books.length)
})

test('the worlds, scripts and seeds of the README can be served', async () => {
  const [, , , world = '', script = ''] = blocks()
  const { acme, config, samples } = await acmeOfReadme()
  const source = `${world}\n${script}\nreturn [world, { faults: script }, seeded]`
  const names = ['seededFaults', 'seededWorld']
  const run = new AsyncFunction(...names, source)
  const all = (await run(testkit.seededFaults, testkit.seededWorld)) as readonly object[]
  for (const options of all) {
    const served = await testkit.serveVendor(acme as core.Plugin, { config, samples, ...options })
    const page = `${served.origin}/usage?day=${served.range.from?.slice(0, 10)}`
    const answers: unknown[] = []
    for (let turn = 0; turn < 9; turn += 1) {
      answers.push(
        await fetch(page).then(
          ({ status }) => status,
          () => 'broken',
        ),
      )
    }
    await served.close()
    const hit = served.vendor.received.filter(({ fault }) => fault !== undefined).length
    expect(answers).toContain(200)
    expect(hit > 0).toBe(options !== all[0])
  }
})

test('the README names every fault and every option of a vendor that is served', () => {
  const section = /## A vendor to look at\n(.*?)\n## /s.exec(readme)?.[1] ?? ''
  const [, options = '', faults = ''] = section.split(/^### /m)
  const faultFile = (name: string) => readFileSync(new URL(`./simulator/${name}.ts`, import.meta.url), 'utf8')
  const kinds = /export type FaultKind = .*?\n(.*?)\/\*\* A whole reply/s.exec(faultFile('fault'))?.[1] ?? ''
  const pageKinds = /export type PageFaultKind =\n(.*?)\n\n/s.exec(faultFile('page-fault'))?.[1] ?? ''
  const named = [...`${kinds}${pageKinds}`.matchAll(/'([a-z0-9-]+)'/g)].map(([, kind]) => kind)
  expect(named.length).toBeGreaterThan(25)
  expect(named.filter((kind) => !faults.includes(`\`${kind}\``))).toEqual([])
  expect(faults).toContain('`token-expired`')
  const world = /export interface World \{(.*?)\n\}/s.exec(faultFile('served-walk'))?.[1] ?? ''
  const vendor = /export interface VendorOptions \{(.*?)\n\}/s.exec(faultFile('simulated-vendor'))?.[1] ?? ''
  const own = [...`${world}${vendor}`.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name = '']) => name)
  const apart = ['edit', 'pageFault', 'takesMs', 'fault', 'faults']
  expect(own.filter((name) => !apart.includes(name) && !options.includes(`\`${name}\``))).toEqual([])
  expect(own).toContain('overLimit')
})
