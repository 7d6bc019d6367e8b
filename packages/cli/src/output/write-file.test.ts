import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFile } from './write-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outlay-write-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function* lines(count: number, thenFail = false): AsyncGenerator<string> {
  for (let index = 0; index < count; index += 1) yield `${index}\n`
  if (thenFail) throw new RangeError('broken off')
}

test('writes all lines, over what was there', async () => {
  const path = join(folder, 'out.csv')
  writeFileSync(path, 'old')
  await writeFile(path, lines(30_000), [])
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(30_001)
  expect(readdirSync(folder)).toEqual(['out.csv'])
})

test('leaves the old file and nothing else when the lines break off', async () => {
  const path = join(folder, 'out.csv')
  writeFileSync(path, 'old')
  await expect(writeFile(path, lines(30_000, true), [])).rejects.toThrow('broken off')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['out.csv'])
})

test('says that a folder cannot be a file', async () => {
  await expect(writeFile(folder, lines(1), [])).rejects.toMatchObject({
    category: 'config',
    message: `${folder} is no regular file`,
  })
})

test('spares the ledger and the config file, also behind a link', async () => {
  const ledger = join(folder, 'ledger.duckdb')
  const link = join(folder, 'link.csv')
  writeFileSync(ledger, 'precious')
  symlinkSync(ledger, link)
  for (const path of [ledger, link]) {
    await expect(writeFile(path, lines(1), [ledger])).rejects.toMatchObject({ category: 'config' })
  }
  expect(readFileSync(ledger, 'utf8')).toBe('precious')
})

test('writes through a link to a file, and leaves strangers with a like name alone', async () => {
  const [real, link, stranger] = ['real.csv', 'link.csv', 'link.csv.part'].map((name) => join(folder, name))
  writeFileSync(real!, 'old')
  writeFileSync(stranger!, 'mine')
  symlinkSync(real!, link!)
  await writeFile(link!, lines(2), [])
  expect(readFileSync(real!, 'utf8')).toBe('0\n1\n')
  expect(lstatSync(link!).isSymbolicLink()).toBe(true)
  expect(readFileSync(stranger!, 'utf8')).toBe('mine')
})
