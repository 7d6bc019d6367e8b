import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runOutlay } from '../testing/run-outlay.js'
import { discoverConnectors } from './discover-connectors.js'

let folder: string
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
/** A package whose code must not run. */
const install = (name: string, manifest: object = {}, root = 'node_modules'): void => {
  write(`${root}/${name}/package.json`, JSON.stringify({ name, version: '1.2.3', ...manifest }))
  write(`${root}/${name}/index.js`, 'process.exit(99)')
}
const names = (place = folder) => discoverConnectors(place).map((one) => [one.connector, one.package])

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outlay-discover-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('finds connectors by name, by keyword and by what package.json says, and runs none of them', () => {
  install('@outlay/connector-a')
  install('outlay-connector-b')
  install('@acme/outlay-connector-c')
  install('keyworded', { keywords: ['x', 'outlay-connector'] })
  install('@acme/spend', { outlay: { connector: 'acme', specVersion: 1 } })
  install('left-pad')
  install('@outlay/core')
  expect(names()).toEqual([
    ['c', '@acme/outlay-connector-c'],
    ['acme', '@acme/spend'],
    ['a', '@outlay/connector-a'],
    ['keyworded', 'keyworded'],
    ['b', 'outlay-connector-b'],
  ])
})

test('follows links, looks in the folders above, and takes the nearest of one name', () => {
  install('outlay-connector-near', { version: '2.0.0' }, 'inner/node_modules')
  install('outlay-connector-near', { version: '1.0.0' })
  install('outlay-connector-above')
  install('outlay-connector-linked', {}, 'store')
  symlinkSync(join(folder, 'store/outlay-connector-linked'), join(folder, 'inner/node_modules/outlay-connector-linked'))
  const found = discoverConnectors(join(folder, 'inner'))
  expect(found.map((one) => [one.connector, one.version])).toEqual([
    ['linked', '1.2.3'],
    ['near', '2.0.0'],
    ['above', '1.2.3'],
  ])
})

test('says what speaks against one: another version of the contract, another package of its name', () => {
  install('outlay-connector-new', { outlay: { specVersion: 2 } })
  install('outlay-connector-twin')
  install('other', { outlay: { connector: 'twin' } })
  expect(discoverConnectors(folder).map((one) => [one.package, one.problem])).toEqual([
    ['other', 'outlay-connector-twin claims the same name'],
    ['outlay-connector-new', 'made for version 2 of the connector contract; this outlay speaks version 1'],
    ['outlay-connector-twin', 'other claims the same name'],
  ])
})

test('passes over packages whose package.json is broken or odd, and names those that are called like connectors', () => {
  install('outlay-connector-fine', { keywords: 'no list', outlay: 'no object' })
  write('node_modules/@acme/outlay-connector-broken/package.json', '{')
  write('node_modules/outlay-connector-array/package.json', '[]')
  write('node_modules/left-pad/package.json', '{')
  write('node_modules/outlay-connector-a-file', '')
  expect(discoverConnectors(folder).map((one) => [one.connector, one.package, one.problem])).toEqual([
    ['broken', '@acme/outlay-connector-broken', 'its package.json cannot be read'],
    ['array', 'outlay-connector-array', 'its package.json cannot be read'],
    ['fine', 'outlay-connector-fine', undefined],
  ])
})

test('outlay connectors lists them with where they come from', async () => {
  install('outlay-connector-b')
  install('@outlay/connector-long-name')
  const { code, stdout, stderr } = await runOutlay(['connectors'], { cwd: folder })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(
    `long-name  @outlay/connector-long-name@1.2.3  ${join(folder, 'node_modules/@outlay/connector-long-name')}\n` +
      `b          outlay-connector-b@1.2.3           ${join(folder, 'node_modules/outlay-connector-b')}\n`,
  )
  const json = await runOutlay(['--config', 'x/y.yaml', 'connectors', '--json'], { cwd: folder })
  expect(JSON.parse(json.stdout).connectors).toHaveLength(2)
})

test('outlay connectors says what to do where there is none', async () => {
  const { code, stdout, stderr } = await runOutlay(['connectors'], { cwd: folder })
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toContain('npm install @outlay/connector-<name>')
})
