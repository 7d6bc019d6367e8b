import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConnector } from './load-connector.js'

let folder: string
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
const install = (name: string, source: string, exports: unknown = './index.js', more: object = {}): void => {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', exports, ...more }))
  write(`node_modules/${name}/index.js`, source)
}
const plugin = (id: string, version = 1): string => `export default {
  specVersion: ${version}, id: '${id}',
  register: (c) => c.register(Symbol.for('outlay/connector'), { useValue: { specVersion: 1, id: '${id}', streams: [], bind: () => ({}) } }),
}`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outlay-connectors-'))
  install('@outlay/connector-first', plugin('scoped'))
  install('outlay-connector-first', plugin('plain'))
  install('outlay-connector-second', plugin('second'))
  install('outlay-connector-esm', plugin('esm'), { '.': { import: { types: './x.d.ts', default: './index.js' } } })
  install('outlay-connector-throws', 'throw new Error("no such luck")')
  install('outlay-connector-syntax', 'export default {')
  install('outlay-connector-named', 'export const named = 1')
  install('outlay-connector-number', 'export default 5')
  install('outlay-connector-new', plugin('new', 2))
  install('outlay-connector-empty', 'export default { specVersion: 1, id: "empty", register: () => {} }')
  install('@acme/spend', plugin('acme'), './index.js', { outlay: { connector: 'acme', specVersion: 1 } })
  install('one-of-two', plugin('twin'), './index.js', { outlay: { connector: 'twin' } })
  install('two-of-two', plugin('twin'), './index.js', { outlay: { connector: 'twin' } })
  install(
    'outlay-connector-register',
    'export default { specVersion: 1, id: "r", register: () => { throw new Error("not today") } }',
  )
  write('own/connector.mjs', plugin('own'))
  write('node_modules/.package-lock.json', '{}')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('loadConnector', () => {
  test.each([
    ['first', 'scoped'],
    ['second', 'second'],
    ['esm', 'esm'],
    ['acme', 'acme'],
    ['@acme/spend', 'acme'],
    ['one-of-two', 'twin'],
    ['./own/connector.mjs', 'own'],
  ])('loads %s', async (name, id) => {
    const { plugin: loaded, definition } = await loadConnector(name, folder)
    expect([loaded.id, definition.id]).toEqual([id, id])
  })

  test('names what it tried, and what to install, where there is none', async () => {
    await expect(loadConnector('third', folder)).rejects.toMatchObject({
      category: 'config',
      message: expect.stringContaining(
        'tried @outlay/connector-third, outlay-connector-third, packages that claim the name, or a path',
      ),
      hint: 'Install it: npm install @outlay/connector-third',
    })
  })

  test('names the packages that claim one name', async () => {
    await expect(loadConnector('twin', folder)).rejects.toMatchObject({
      code: 'CONNECTOR_AMBIGUOUS',
      message:
        'the connector "twin" is claimed by ' +
        `one-of-two (${folder}/node_modules/one-of-two) and two-of-two (${folder}/node_modules/two-of-two)`,
    })
  })

  test.each([
    ['./own/missing.mjs', 'tried the path ./own/missing.mjs'],
    ['first/../../own', 'a connector has a name'],
    ['First', 'a connector has a name'],
  ])('does not find %s', async (name, said) => {
    await expect(loadConnector(name, folder)).rejects.toMatchObject({
      code: 'CONNECTOR_NOT_FOUND',
      message: expect.stringContaining(said),
    })
  })

  test.each([
    ['throws', 'cannot be loaded: no such luck'],
    ['syntax', 'cannot be loaded: '],
    ['named', 'has no plugin as its default export'],
    ['number', 'has no plugin as its default export'],
    ['new', 'is made for version 2 of the connector contract; this outlay speaks version 1'],
    ['empty', 'registers no connector'],
    ['register', 'fails to register: not today'],
  ])('names package and file of a connector that is none: %s', async (name, said) => {
    const place = `outlay-connector-${name} (${join(folder, 'node_modules', `outlay-connector-${name}`, 'index.js')})`
    await expect(loadConnector(name, folder)).rejects.toMatchObject({
      category: 'config',
      message: expect.stringContaining(`the connector ${place} ${said}`),
    })
  })
})
