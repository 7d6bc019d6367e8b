import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it, vi } from 'vitest'
import { byStatus } from './contract/error-rules.js'
import { type ErrorCategory, failure } from './contract/failure.js'
import * as door from './index.js'
import { paginatorKit } from './pagination/paginator-kit.js'

const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8')
// Inside the workspace, so that the examples' imports resolve as a user's would.
const folder = mkdtempSync(fileURLToPath(new URL('../../../test/readme-', import.meta.url)))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)

it.each([
  [0, ['0']],
  [1, []],
  [2, ['0']],
  [3, ['row-number']],
  [4, ['spend']],
] as const)('example %i of the README runs and prints what it says', async (index, printed) => {
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(values.join(' ')))
  const file = join(folder, `example-${index}.ts`)
  writeFileSync(file, blocks[index] ?? '')
  try {
    await import(file)
  } finally {
    log.mockRestore()
  }
  expect(lines).toEqual(printed)
})

it('lists every category with what is tried again and what it ends', () => {
  const rows = [...readme.matchAll(/^\| `([a-z_]+)` \| [^|]+ \| (yes|no)[^|]* \| the (\w+) \|$/gm)]
  const told = rows.map(([, category, retryable, stops]) => ({ category, retryable: retryable === 'yes', stops }))
  const defaults = told.map(({ category }) => {
    const { retryable, stops } = failure(category as ErrorCategory, { code: '', message: '' })
    return { category, retryable, stops }
  })
  expect(told).toHaveLength(11)
  expect(told).toEqual(defaults)
  expect(told.map(({ category }) => category)).toContain(byStatus(503).category)
})

it('lists every paginator', () => {
  const listed = [...readme.matchAll(/^\| .*?`p\.(\w+)\(/gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual(Object.keys(paginatorKit()).sort())
})

it('lists every event', () => {
  const listed = [...readme.matchAll(/^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \| [^|]+ \| [^|]+ \|$/gm)].flatMap(
    ([, names = '']) => names.split(', ').map((name) => name.slice(1, -1)),
  )
  const contract = readFileSync(fileURLToPath(new URL('./contract/observer.ts', import.meta.url)), 'utf8')
  const declared = [...contract.matchAll(/^ {2}readonly ([a-z]+_[a-z_]+|waiting|retry|quarantined|difference): /gm)]
  expect(declared.length).toBeGreaterThan(15)
  expect(listed).toEqual(expect.arrayContaining(declared.map(([, name]) => name)))
})

it('lists every public token', () => {
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
  const tokens = Object.entries(door).flatMap(([name, value]) => (typeof value === 'symbol' ? [name] : []))
  expect(listed.sort()).toEqual(tokens.sort())
})
