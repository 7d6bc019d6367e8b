import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FixtureFolder, fixtureFolder } from '../testing/fixture-folder.js'
import { type FixtureReply, type FixtureVendor, fixtureVendor, usageOf } from '../testing/fixture-vendor.js'
import { runOutlay } from '../testing/run-outlay.js'

// The first command of a file loads the runtime, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const KEY = 'canary-key-5f1c'
const RANGE = ['--from', '2025-01-01', '--to', '2025-01-03']

describe('outlay record', () => {
  let folder: FixtureFolder
  let vendor: FixtureVendor
  let reply: (date: string) => FixtureReply | undefined = usageOf
  beforeAll(async () => {
    folder = fixtureFolder()
    vendor = await fixtureVendor((date) => reply(date))
    folder.write(
      'outlay.config.yaml',
      `version: 1
connections:
  one:
    connector: fixture
    config: { apiKey: "\${env:FIXTURE_KEY}", baseUrl: "${vendor.origin}" }
    maxRequests: 5
`,
    )
  })
  afterAll(async () => {
    await vendor.close()
    folder.remove()
  })
  const record = (...args: string[]) =>
    runOutlay(['record', 'one', ...args, ...RANGE], { cwd: folder.path, env: { FIXTURE_KEY: KEY } })
  const linesOf = (name: string): string[] => readFileSync(join(folder.path, name), 'utf8').trimEnd().split('\n')

  test('keeps what went over the wire, numbers as they were written, and no credential in any form', async () => {
    reply = (date) => usageOf(date, `,"echo":"${KEY} ${Buffer.from(KEY).toString('base64')}"`)
    const { code, stdout, stderr } = await record('usage', '--out', 'usage.jsonl')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toBe('one: exchanges in usage.jsonl: 2, without credentials; look them over before you share them\n')
    const [header, ...exchanges] = linesOf('usage.jsonl')
    expect(header).toBe('{"outlayRecording":1}')
    const [first] = exchanges.map((line) => JSON.parse(line)).sort((a, b) => (a.request.url < b.request.url ? -1 : 1))
    expect(first).toMatchObject({
      connection: 'one',
      endpoint: 'usage',
      code: null,
      request: { method: 'GET', headers: { 'x-key': '[redacted]' } },
      reply: { status: 200, body: expect.stringContaining('"id":9007199254740993,') },
    })
    expect(first.request.url).toBe(`${vendor.origin}/usage?date=2025-01-01&size=100`)
    expect(exchanges.join('\n')).not.toMatch(/canary|Y2FuYXJ5/)
  })

  test('takes all streams that are on where none is named', async () => {
    reply = usageOf
    await record('--out', 'all.jsonl')
    expect(linesOf('all.jsonl')).toHaveLength(3)
  })

  test('keeps a refusal as well, and ends with its code', async () => {
    reply = () => ({ status: 403, body: `{"error":"not you, ${KEY}"}` })
    const { code, stderr } = await record('usage', '--out', 'refused.jsonl')
    expect(code).toBe(3)
    expect(stderr).toMatch(/^one: exchanges in refused\.jsonl: \d/)
    const [, ...refusals] = linesOf('refused.jsonl').map((line) => JSON.parse(line))
    expect(refusals[0]).toMatchObject({ code: 'HTTP 403', reply: { status: 403 } })
    expect(refusals.every(({ reply }) => reply.status === 403)).toBe(true)
    expect(linesOf('refused.jsonl').join()).not.toContain('canary')
  })

  test('refuses a stream that does not exist, and a file that is the config', async () => {
    const before = vendor.requests.length
    const unknown = await record('usages', '--out', 'x.jsonl')
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "usage"?') })
    const own = await record('usage', '--out', 'outlay.config.yaml')
    expect(own).toMatchObject({ code: 2, stderr: expect.stringContaining('is not overwritten') })
    expect(vendor.requests.length).toBe(before)
    expect(readFileSync(join(folder.path, 'outlay.config.yaml'), 'utf8')).toMatch(/^version: 1/)
    expect(existsSync(join(folder.path, 'x.jsonl'))).toBe(false)
  })

  test.each(['elsewhere/outlay.config.yaml', 'elsewhere/ledger', 'elsewhere/ledger.wal'])(
    'refuses to take the place of %s, named from another folder',
    async (precious) => {
      const config = readFileSync(join(folder.path, 'outlay.config.yaml'), 'utf8')
      folder.write('elsewhere/outlay.config.yaml', `${config}destination: { type: duckdb, path: ./ledger }\n`)
      const before = vendor.requests.length
      const { code, stderr } = await record('usage', '--out', precious, '--config', 'elsewhere/outlay.config.yaml')
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is not overwritten') })
      expect(vendor.requests.length).toBe(before)
    },
  )

  test('reads what the section of the stream says where no flag does, as read does', async () => {
    reply = usageOf
    const config = readFileSync(join(folder.path, 'outlay.config.yaml'), 'utf8')
    const section = '    streams: { usage: { from: 2025-03-01, to: 2025-03-02 } }\n'
    folder.write('section.yaml', `${config}${section}`)
    const args = ['--config', 'section.yaml', 'record', 'one', '--out', 'section.jsonl']
    expect((await runOutlay(args, { cwd: folder.path, env: { FIXTURE_KEY: KEY } })).code).toBe(0)
    const [, exchange, ...others] = linesOf('section.jsonl')
    expect(JSON.parse(exchange ?? '').request.url).toContain('date=2025-03-01')
    expect(others).toEqual([])
  })
})
