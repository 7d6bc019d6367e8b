import { readFileSync } from 'node:fs'
import nock from 'nock'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { config } from './config.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
/** The README with its tables unpadded. */
const PROSE = README.replace(/ {2,}/g, ' ')

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text)
}

/** The first cells of the table under a heading, without code marks. */
function firstCells(heading: string): string[] {
  const section = README.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, cell = '']) => cell)
}

afterEach(() => {
  vi.useRealTimers()
})

/** Runs a block of the README: its imports are what they say, `given` is what the reader has. */
async function run(code: string, given: Readonly<Record<string, unknown>>): Promise<void> {
  const names = new Map(Object.entries(given))
  for (const [, list = '', from = ''] of code.matchAll(/^import \{ (.+) \} from '(.+)'$/gm)) {
    const module: Record<string, unknown> = await import(from)
    for (const name of list.split(', ')) names.set(name, module[name])
  }
  const body = code.replace(/^import .+$/gm, '')
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
  await new AsyncFunction(...names.keys(), body)(...names.values())
}

describe('the README', () => {
  it('shows five lines that read', async () => {
    const [reply = '', row = ''] = blocks('json')
    const [call = ''] = blocks('text')
    const [code = ''] = blocks('ts')
    const [path, query] = call.replace('GET ', '').trim().split('?')
    const expected = Object.fromEntries(new URLSearchParams(query))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T05:00:00Z') })
    nock('https://api.e.qq.com')
      .get(path ?? '')
      .query((asked) => {
        const { access_token, timestamp: _time, nonce: _nonce, ...own } = asked
        return access_token === 'reader-token' && JSON.stringify(sorted(own)) === JSON.stringify(sorted(expected))
      })
      .twice()
      .reply(200, `{"code":0,"data":{"list":[${reply}],"page_info":{"total_number":1,"total_page":1}}}`)

    const printed: unknown[][] = []
    const console = { log: (...words: unknown[]) => printed.push(words) }
    await run(code, { accessToken: 'reader-token', console })
    expect(printed).toEqual([['2026-11-21', '9007199254740993', '13.00']])

    const whole: unknown[] = []
    const keep = code.replace(/console\.log\(.*\)/, 'keep(row)')
    await run(keep, { accessToken: 'reader-token', keep: (record: unknown) => whole.push(record) })
    expect(whole).toEqual([JSON.parse(row)])
  })

  it('explains every key of the config and no other, with its default', () => {
    expect(firstCells('Config')).toEqual(Object.keys(config.shape))
    const parsed = config.parse({ accessToken: 'x', accountIds: ['1'] })
    expect(PROSE).toContain(`| \`${parsed.baseUrl}\` |`)
    expect(PROSE).toContain(`| \`${parsed.level}\` | what a row`)
    for (const [key, field] of Object.entries(config.shape))
      expect([key, field.description]).toEqual([key, expect.any(String)])
  })

  it('lists every stream', () => {
    expect(firstCells('Streams')).toEqual(['realtime_cost', 'wechat_daily_cost', 'daily_cost'])
  })
})

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}
