import { readFileSync } from 'node:fs'
import * as core from '@outlay/core/runtime'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { collect, host } from '../test/host.js'
import { config } from './config.js'
import { errors } from './errors.js'
import * as connector from './index.js'
import { refusals } from './refusals.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const [reply = '', rows = ''] = blocks('json')
const [reading = '', checking = ''] = blocks('ts')
const env = {
  ZHIHUIYA_APIKEY: `sk-${'a1'.repeat(24)}`,
  ZHIHUIYA_CLIENT_SECRET: 'abc123456',
  PATSNAP_CLIENT_ID: 'client-0001',
  PATSNAP_CLIENT_SECRET: 'abc123456',
}

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code)
}

/** The cells of the table under a heading, without its head. */
function table(heading: string): string[][] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

function answer() {
  nock('https://connect.zhihuiya.com')
    .post('/open-user/statement/v2', {
      apikey: env.ZHIHUIYA_APIKEY,
      client_secret: env.ZHIHUIYA_CLIENT_SECRET,
      time_start: '20250115',
      time_end: '20250115',
    })
    .reply(200, reply)
}

/** What an example prints. */
async function printed(example: string): Promise<unknown[][]> {
  const modules = { '@outlay/core/runtime': core, '@outlay/connector-zhihuiya': connector }
  const code = example.replace(/import (\{.*?\}) from ('.*?')/g, 'const $1 = modules[$2]')
  const lines: unknown[][] = []
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  const console = { log: (...said: unknown[]) => lines.push(said) }
  await new AsyncFunction('modules', 'process', 'console', code)(modules, { env }, console)
  return lines
}

/** A row of the table of errors: codes, category, and whether they are tried again. */
const codesIn = (cell = ''): readonly string[] => cell.match(/\d{5,8}/g) ?? []

describe('the README', () => {
  it('has no example but these', () => {
    expect([blocks('json'), blocks('ts'), blocks('sh')].map(({ length }) => length)).toEqual([2, 2, 1])
  })

  it('has an example of reading that runs as it stands', async () => {
    answer()

    expect(await printed(reading)).toEqual([
      ['2025-01-15', '[P042]全文附图', '123.45'],
      ['2025-01-15', '[AI34-3]预研报告查询(Beta)', '21 uses'],
    ])
  })

  it('has an example of another site that runs as it stands', async () => {
    const site = 'https://connect.patsnap.com'
    nock(site).post('/oauth/token').basicAuth({ user: 'client-0001', pass: 'abc123456' }).reply(200, { token: 'tok-1' })
    nock(site, { reqheaders: { authorization: 'Bearer tok-1' } })
      .post('/open-user/statement/v2')
      .query({ apikey: 'client-0001' })
      .reply(200, reply)

    expect(await printed(checking)).toEqual([[site, expect.stringContaining('OAuth 2.0 token')]])
  })

  it('shows the rows that come of the reply that it shows', async () => {
    answer()
    const { runtime } = host('2025-02-01T12:00:00+08:00')
    const keys = { apikey: env.ZHIHUIYA_APIKEY, clientSecret: env.ZHIHUIYA_CLIENT_SECRET }
    const asked = { config: keys, from: '2025-01-15', to: '2025-01-16' }

    const read = await collect(runtime.read(connector.zhihuiya, 'statement_lines', asked))
    expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(rows)))
  })

  it('lists every key of the config with its default', () => {
    const defaults = config.parse({ apikey: 'a', clientSecret: 'b' })

    expect(table('Config').map(([key]) => key)).toEqual(Object.keys(config.shape))
    for (const [key = '', , stated] of table('Config')) {
      const value = Object.entries(defaults).find(([name]) => name === key)?.[1]
      if (typeof value === 'string' || typeof value === 'boolean') expect(stated, key).toBe(String(value))
    }
  })

  it('lists every code with what comes of it', () => {
    const parsed = config.parse({ apikey: 'client', clientSecret: 'b' })
    const rules = errors(parsed)
    for (const [codes, category, again] of table('Errors')) {
      for (const code of codesIn(codes)) {
        const body = { error_code: code, error_msg: 'x', status: false }
        const verdict = rules.classify({ status: 200, headers: {}, body })
        const told = again?.startsWith('with OAuth once')
          ? { recover: true, retryable: false }
          : { retryable: again === 'yes' }
        expect(verdict, code).toMatchObject({ category, code, ...told })
      }
    }
    const listed = table('Errors').flatMap(([codes]) => codesIn(codes))
    expect([...listed].sort()).toEqual(Object.keys(refusals(parsed)).sort())
  })

  it('lists every stream', () => {
    const { connectors } = core.createRuntime({ connectors: [connector.zhihuiya] })

    expect(table('Streams').map(([name]) => name)).toEqual(connectors[0]?.streams.map(({ name }) => name))
  })
})
