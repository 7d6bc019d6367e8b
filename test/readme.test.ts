import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import nock from 'nock'
import { afterAll, expect, it, vi } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
// Inside the workspace, so that the examples' imports resolve as a user's would.
const folder = mkdtempSync(join(root, 'test', 'readme-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('starts with the two commands', () => {
  const [first] = /```sh\n([\s\S]*?)```/.exec(readme)?.slice(1) ?? []
  expect(first?.trim().split('\n')).toEqual(['npm run demo', 'npm test'])
})

it('reads one vendor as it says', async () => {
  const hour = '{"dateFrom":1793491200,"dateTill":1793494799,"volume":1899,"money":7.495948}'
  const last = '{"dateFrom":1793494800,"dateTill":1793577599,"volume":0,"money":0}'
  nock('https://api.anti-captcha.com').post('/getSpendingStats').reply(200, `{"errorId":0,"data":[${hour},${last}]}`)
  expect(await run('read(anticaptcha')).toEqual(['1793491200 1899 7.495948 USD', '1793494800 0 0 USD'])
})

it('embeds the runtime as it says', async () => {
  nock('https://api.anti-captcha.com').post('/getSpendingStats').reply(200, '{"errorId":0,"data":[]}')
  expect(await run('runtime.check')).toEqual(['https://api.anti-captcha.com accepts members of the JSON body'])
})

it('writes a connector as it says', async () => {
  nock('https://api.acme.example', { reqheaders: { authorization: 'Bearer k-123456' } })
    .get('/v1/usage?date=2026-11-01&page=1&size=100')
    .reply(200, '{"pages":2,"lines":[{"line_id":9007199254740993,"sku":"cpu","cost":0.10}]}')
    .get('/v1/usage?date=2026-11-01&page=2&size=100')
    .reply(200, '{"pages":2,"lines":[{"line_id":"a-2","sku":"cpu","cost":"12345678901234567890.5"}]}')
  expect(await run('connector({')).toEqual(['9007199254740993 0.10', 'a-2 12345678901234567890.5'])
})

/** Runs the README's TypeScript block that holds `mark` and gives what it printed. */
async function run(mark: string): Promise<readonly string[]> {
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
  const code = blocks.find((block) => block.includes(mark)) ?? ''
  expect(code).not.toBe('')
  const file = join(folder, `${mark.replace(/\W/g, '')}.ts`)
  writeFileSync(file, code)
  vi.stubEnv('ANTICAPTCHA_CLIENT_KEY', '0123456789abcdef0123456789abcdef')
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(values.join(' ')))
  try {
    await import(file)
  } finally {
    log.mockRestore()
    vi.unstubAllEnvs()
  }
  return lines
}
