import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { demandTypes } from './demand-types.js'
import { root } from './page.js'
import { pageFolder } from './page-folder.js'
import { KEY, simulatedVendor } from './simulated-vendor.js'
import { tsdocExamples } from './tsdoc-examples.js'

const examples = tsdocExamples()
/** What others build on. */
const acme = examples.find(({ code }) => code.includes('export const acmePlugin'))?.code ?? ''
/** Takes the place of vitest's functions: what an example declares is run once it has declared it. */
const COLLECTOR = `
export const tests = []
export const suites = []
export const describe = (_title, declare) => suites.push(declare())
export const it = (title, run) => tests.push({ title, run })
`

it('every name that core exports says what it is', () => {
  const reports = join(root, 'packages/core/api')
  for (const file of readdirSync(reports)) {
    const nameless = readFileSync(join(reports, file), 'utf8').match(/^\/\/ @public \(undocumented\)\n.*$/gm)
    expect(nameless ?? [], file).toEqual([])
  }
})

describe('the examples in TSDoc', () => {
  it('are all found, each with its imports', () => {
    expect(examples.length).toBeGreaterThan(10)
    for (const { place, code } of examples) expect(code, place).toMatch(/^import /)
  })

  it('are well typed', () => {
    const folder = mkdtempSync(join(root, 'test', 'guide-'))
    try {
      for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), code)
      writeFileSync(join(folder, 'acme.ts'), acme)
      demandTypes(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 60_000)

  it.each(examples)(
    'run, and print what they say: $place',
    async ({ name, code, prints }) => {
      await using _vendor = code.includes('ANTICAPTCHA_CLIENT_KEY') ? await simulatedVendor() : undefined
      using folder = pageFolder({ path: name, text: '', blocks: [] })
      folder.write('acme.ts', acme)
      folder.write('collector.js', COLLECTOR)
      folder.write(`${name}.ts`, code.replace("from 'vitest'", "from './collector.js'"))
      const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
      const told = await folder.run(`${name}.ts`, { ANTICAPTCHA_CLIENT_KEY: KEY })
      written.mockRestore()
      if (prints.length > 0) expect([...new Set(told.trim().split('\n'))]).toEqual(prints)
      const { suites, tests } = await import(join(folder.path, 'collector.js'))
      await Promise.all(suites)
      for (const { run } of tests) await run()
    },
    60_000,
  )
})
