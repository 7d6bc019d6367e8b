import { readFileSync } from 'node:fs'
import * as core from '@outlay/core/runtime'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { collect, host } from '../test/host.js'
import { config } from './config.js'
import * as connector from './index.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const [reply = '', row = ''] = blocks('json')
const env = { ZHIHUIYA_APIKEY: `sk-${'a1'.repeat(24)}`, ZHIHUIYA_CLIENT_SECRET: 'abc123456' }

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

describe('the README', () => {
  it('has an example that runs as it stands', async () => {
    answer()
    const modules = { '@outlay/core/runtime': core, '@outlay/connector-zhihuiya': connector }
    const code = blocks('ts')
      .join()
      .replace(/import (\{.*?\}) from ('.*?')/g, 'const $1 = modules[$2]')
    const printed: unknown[][] = []
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor
    await new AsyncFunction('modules', 'process', 'console', code)(
      modules,
      { env },
      { log: (...said: unknown[]) => printed.push(said) },
    )

    expect(printed).toEqual([['2025-01-15', 'usage', '[P042]全文附图', '123.45']])
  })

  it('shows the row that comes of the reply that it shows', async () => {
    answer()
    const { runtime } = host('2025-02-01T12:00:00+08:00')
    const keys = { apikey: env.ZHIHUIYA_APIKEY, clientSecret: env.ZHIHUIYA_CLIENT_SECRET }
    const asked = { config: keys, from: '2025-01-15', to: '2025-01-16' }

    const rows = await collect(runtime.read(connector.zhihuiya, 'statement_lines', asked))
    expect(rows).toEqual([JSON.parse(row)])
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(JSON.parse(row)))
  })

  it('lists every key of the config with its default', () => {
    const defaults = config.parse({ apikey: 'a', clientSecret: 'b' })

    expect(table('Config').map(([key]) => key)).toEqual(Object.keys(config.shape))
    for (const [key = '', , stated] of table('Config')) {
      const value = Object.entries(defaults).find(([name]) => name === key)?.[1]
      if (typeof value === 'string' || typeof value === 'boolean') expect(stated, key).toBe(String(value))
    }
  })

  it('lists every stream', () => {
    const { connectors } = core.createRuntime({ connectors: [connector.zhihuiya] })

    expect(table('Streams').map(([name]) => name)).toEqual(connectors[0]?.streams.map(({ name }) => name))
  })
})
