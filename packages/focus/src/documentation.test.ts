import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as focus from './index.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the example of the README writes a header and a row', async () => {
  const [, source = ''] = /```js\n(.*?)```/s.exec(readme) ?? []
  const body = source.replace(/^import (\{.*\}) from '@outlay\/focus'$/m, 'const $1 = focus')
  const lines: string[] = []
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>
  await new AsyncFunction('focus', 'process', body)(focus, { stdout: { write: (line: string) => lines.push(line) } })
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatch(/^7\.495948,captcha-prod,,USD,2019-03-01T00:00:00Z,2019-02-01T00:00:00Z,Usage,/)
})
