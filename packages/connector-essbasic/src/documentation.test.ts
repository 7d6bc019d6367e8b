import { readFileSync } from 'node:fs'
import { CLOCK } from '@outlay/core'
import { createRuntime, type Runtime } from '@outlay/core/runtime'
import nock from 'nock'
import { container } from 'tsyringe'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { config } from './config.js'
import { errors } from './errors.js'
import * as connector from './index.js'

const HOST = 'https://essbasic.tencentcloudapi.com'
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const keys = { secretId: 'AKIDexample', secretKey: 'example-secret-key', appId: 'yDexample' }

let runtime: Runtime
beforeEach(() => {
  const clock = { now: () => Date.parse('2026-11-21T00:00:00Z'), sleep: async () => {} }
  const child = container.createChildContainer().register(CLOCK, { useValue: clock })
  runtime = createRuntime({ connectors: [connector.essbasic], container: child })
})
afterEach(() => runtime.close())

it('runs its example as it stands', async () => {
  const call = { Agent: { AppId: 'yDexample' }, StartTime: '20261101', EndTime: '20261121', Offset: 0, Limit: 50 }
  const inNovember = Date.parse('2026-11-02T12:00:00+08:00') / 1000
  const answer = block('json vendor').replace('1695037514', String(inNovember))
  nock(HOST).post('/', call).reply(200, answer)
  const lines: unknown[][] = []
  await example({ ...keys, console: { log: (...line: unknown[]) => lines.push(line) } })
  expect(lines).toEqual([['CloudEnterprise', 1]])
})

it('turns its JSON by its call into its row', async () => {
  nock(HOST)
    .post('/', JSON.parse(block('json call')))
    .reply(200, block('json vendor'))
  const rows = []
  const september = { from: '2023-09-01', to: '2023-10-01' }
  for await (const row of runtime.read(connector.essbasic, 'bill_usage_detail', { config: keys, ...september }))
    rows.push(row)
  expect(rows).toEqual([JSON.parse(block('json row'))])
})

it('turns its accounts by their call into their row', async () => {
  nock(HOST)
    .post('/', JSON.parse(block('json call-accounts')))
    .reply(200, block('json vendor-accounts'))
  const rows = []
  for await (const row of runtime.read(connector.essbasic, 'account_bill_detail', { config: keys })) rows.push(row)
  expect(rows).toEqual([JSON.parse(block('json row-accounts'))])
})

it('lists every stream, and no other', () => {
  const [essbasic] = runtime.connectors
  expect(firstColumn('Streams').sort()).toEqual(essbasic?.streams.map(({ name }) => name))
})

it('says of each code that it names what becomes of it', () => {
  for (const [codes = '', category, again] of rowsOf('Errors')) {
    for (const [, code = ''] of (codes === 'any other' ? '`Nobody.Knows`' : codes).matchAll(/`([A-Za-z.]+)`/g)) {
      const body = { Response: { Error: { Code: code }, RequestId: 's1' } }
      const verdict = errors.classify({ status: 200, headers: {}, body })
      const { retryable, skew = false } = typeof verdict === 'object' ? verdict : {}
      expect(verdict, code).toMatchObject({ category })
      expect([retryable, skew], code).toEqual([again === 'yes', again === 'once, at once'])
    }
  }
})

it('lists every key of the config, and no other', () => {
  expect(firstColumn('Config')).toEqual(Object.keys(config.shape))
})

it('lists the defaults of the config', () => {
  const defaults: Readonly<Record<string, unknown>> = config.parse(keys)
  for (const [key, , stated = ''] of rowsOf('Config')) {
    const name = key?.replaceAll('`', '') ?? ''
    const value = defaults[name]
    if (name in keys) expect(stated).toBe('required')
    else if (value === undefined) expect(stated).not.toMatch(/`|required/)
    else expect(stated, name).toBe(`\`${typeof value === 'string' ? value : JSON.stringify(value)}\``)
  }
})

function block(kind: string): string {
  const [, text] = new RegExp(`\`\`\`${kind}\n([^]*?)\`\`\``).exec(readme) ?? []
  if (text === undefined) throw new Error(`the README has no block "${kind}"`)
  return text
}

/** The example, which has no types in it: its imports handed in, its free names given. */
async function example(names: Readonly<Record<string, unknown>>): Promise<void> {
  const given = { ...names, essbasic: connector.essbasic, read: runtime.read }
  const body = block('ts').replace(/^import .*$/gm, '')
  const run: unknown = new Function(...Object.keys(given), `return (async () => { ${body} })()`)
  if (typeof run === 'function') await run(...Object.values(given))
}

function rowsOf(heading: string): string[][] {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function firstColumn(heading: string): string[] {
  return rowsOf(heading).map(([cell]) => cell?.replaceAll('`', '') ?? '')
}
