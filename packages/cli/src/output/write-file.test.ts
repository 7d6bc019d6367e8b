import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  await writeFile(path, lines(30_000))
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(30_001)
  expect(readdirSync(folder)).toEqual(['out.csv'])
})

test('leaves the old file and nothing else when the lines break off', async () => {
  const path = join(folder, 'out.csv')
  writeFileSync(path, 'old')
  await expect(writeFile(path, lines(30_000, true))).rejects.toThrow('broken off')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['out.csv'])
})

test('says that a folder cannot be a file', async () => {
  await expect(writeFile(folder, lines(1))).rejects.toMatchObject({
    category: 'config',
    message: `${folder} cannot be written (EISDIR)`,
  })
})
