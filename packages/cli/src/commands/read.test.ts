import { Writable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FixtureFolder, fixtureFolder } from '../testing/fixture-folder.js'
import { type FixtureReply, type FixtureVendor, fixtureVendor, usageOf } from '../testing/fixture-vendor.js'
import { runOutlay } from '../testing/run-outlay.js'

// The first command of a file loads the runtime, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const KEY = 'canary-key-5f1c'
const RANGE = ['--from', '2025-01-01', '--to', '2025-01-03']

describe('outlay read', () => {
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
    config: { apiKey: "\${env:FIXTURE_KEY}", baseUrl: "${vendor.origin}", accountId: 1234567890123456789, pageSize: 50 }
`,
    )
  })
  afterAll(async () => {
    await vendor.close()
    folder.remove()
  })
  afterEach(() => {
    reply = usageOf
  })
  const outlay = (args: readonly string[], io: Parameters<typeof runOutlay>[1] = { cwd: folder.path }) =>
    runOutlay(args, { env: { FIXTURE_KEY: KEY }, ...io })

  test('writes one JSON object a line on stdout, and nothing on stderr', async () => {
    const { code, stdout, stderr } = await outlay(['read', 'one', 'usage', ...RANGE])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      id: '9007199254740993',
      cost: { amount: '7.495948', currency: 'USD' },
      tags: { day: '2025-01-01' },
    })
  })

  test('writes CSV with money in two columns and nested values as JSON', async () => {
    const { stdout } = await outlay(['read', 'one', 'usage', ...RANGE, '--format', 'csv'])
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'id,note,tasks,cost,cost_currency,tags',
      '9007199254740993,"a, ""b""",3,7.495948,USD,"{""day"":""2025-01-01"",""rate"":0.10}"',
    ])
  })

  test('hands a 19-digit id of the config on digit for digit, and a page size as a number', async () => {
    const before = vendor.requests.length
    await outlay(['read', 'one', 'usage', ...RANGE])
    expect(vendor.requests[before]).toContain('account=1234567890123456789&size=50')
  })

  test('ends quietly when the reader of the pipe has gone', async () => {
    let written = 0
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => {
        written += 1
        done(written > 1 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null)
      },
    })
    const { code, stderr } = await outlay(['read', 'one', 'usage', '--from', '2025-01-01', '--to', '2025-01-20'], {
      cwd: folder.path,
      stdout,
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(written).toBe(2)
  })

  test('waits for a slow reader', async () => {
    let pending: (() => void) | undefined
    let most = 0
    let buffered = 0
    const stdout = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => {
        most = Math.max(most, stdout.writableLength)
        buffered += 1
        pending = done
        setImmediate(() => pending?.())
      },
    })
    const { code } = await outlay(['read', 'one', 'usage', '--from', '2025-01-01', '--to', '2025-01-20'], {
      cwd: folder.path,
      stdout,
    })
    expect(code).toBe(0)
    expect(buffered).toBe(19)
    expect(most).toBeLessThan(400)
  })

  test('ends with 130 when it is interrupted, without a stack', async () => {
    const abort = new AbortController()
    reply = () => {
      abort.abort(new DOMException('SIGINT', 'AbortError'))
      return undefined
    }
    const { code, stderr } = await outlay(['read', 'one', 'usage', ...RANGE], {
      cwd: folder.path,
      signal: abort.signal,
    })
    expect(code).toBe(130)
    expect(stderr).toBe('outlay: interrupted; what was committed is kept\n')
  })

  test('writes the good records and ends with 6 when others do not fit', async () => {
    reply = (date) => (date === '2025-01-02' ? usageOf(date, ',"tasks":"many"') : usageOf(date))
    const { code, stdout, stderr } = await outlay(['read', 'one', 'usage', ...RANGE])
    expect(code).toBe(6)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/^outlay: 1 record of usage did not fit: .*\n {2}what to do: /)
  })

  test.each<[number, number, Readonly<Record<string, string>>]>([
    [401, 3, {}],
    [403, 3, {}],
    [404, 5, {}],
    [400, 5, {}],
    [429, 4, { 'retry-after': '3600' }],
  ])('tells a %i of the vendor without the key, and ends with %i', async (status, code, headers) => {
    reply = () => ({ status, headers, body: `{"error":"no access with ${KEY}"}` })
    const outcome = await outlay(['read', 'one', 'usage', ...RANGE, '--log-level', 'debug'])
    expect(outcome.code).toBe(code)
    expect(outcome.stdout).toBe('')
    expect(outcome.stderr).toMatch(/^outlay: .*\n {2}what to do: /)
    expect(outcome.stderr).not.toMatch(/canary|\n {4}at /)
    if (code === 4) expect(outcome.stderr).toMatch(/\n {2}may go on: \d{4}-\d\d-\d\dT/)
  })

  test.each([
    [['read', 'two', 'usage'], 'outlay.config.yaml has no connection "two"\n  what to do: Its connections: one.'],
    [
      ['read', 'one', 'usge'],
      'fixture has no stream "usge" (did you mean "usage"?)\n  what to do: Its streams: usage.',
    ],
  ])('refuses %j', async (args, said) => {
    const { code, stdout, stderr } = await outlay(args)
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `outlay: ${said}\n` })
  })

  describe("with limits of the user's own", () => {
    const limited = (limits: string): void =>
      folder.write(
        'limited.yaml',
        `version: 1
connections:
  one:
    connector: fixture
    config: { apiKey: "\${env:FIXTURE_KEY}", baseUrl: "${vendor.origin}" }
    limits:
      ${limits}
`,
      )
    const readLimited = () => outlay(['read', '--config', 'limited.yaml', 'one', 'usage', ...RANGE])

    test('keeps them, and says when to go on', async () => {
      limited('interval: { every: 20m }')
      const before = vendor.requests.length
      const { code, stderr } = await readLimited()
      expect(code).toBe(4)
      expect(stderr).toContain("the vendor's limit (one request every 20m) allows the next request at ")
      expect(vendor.requests.length - before).toBe(1)
    })

    test.each([
      ['intervall: { every: 1s }', 'fixture has no limit "intervall" (did you mean "interval"?)'],
      ['interval: { evry: 1s }', 'limits.interval: "every" is missing; "evry" is unknown (did you mean "every"?)'],
      ['rate: { max: many, per: 1s }', 'limits.rate: "max" must be a whole number of at least 1'],
      ['concurrent: off', 'fixture has no limit "concurrent"'],
    ])('names file and line of %j', async (limits, problem) => {
      limited(limits)
      const { code, stderr } = await readLimited()
      expect(code).toBe(2)
      expect(stderr).toContain('limited.yaml:7: connections.one: ')
      expect(stderr).toContain(problem)
    })
  })
})
