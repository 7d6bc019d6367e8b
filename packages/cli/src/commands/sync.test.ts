import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FixtureFolder, fixtureFolder } from '../testing/fixture-folder.js'
import { type FixtureReply, type FixtureVendor, fixtureVendor, usageOf } from '../testing/fixture-vendor.js'
import { runOutlay } from '../testing/run-outlay.js'

// The first command of a file loads the runtime, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const KEY = 'canary-key-90cd'
const RANGE = ['--from', '2025-01-01', '--to', '2025-01-04']

describe('outlay sync and outlay export', () => {
  let folder: FixtureFolder
  let vendor: FixtureVendor
  let reply: (date: string) => FixtureReply | undefined

  beforeEach(async () => {
    reply = (date) => usageOf(date, `,"id":"${date}"`)
    folder = fixtureFolder()
    vendor = await fixtureVendor((date) => reply(date))
    folder.write(
      'outlay.config.yaml',
      `version: 1
destination: { type: duckdb, path: ./ledger.duckdb }
connections:
  one:
    connector: fixture
    config: { apiKey: "\${env:KEY}", baseUrl: "${vendor.origin}" }
  two:
    connector: fixture
    config: { apiKey: "\${env:KEY}", baseUrl: "${vendor.origin}", accountName: "Acme, Inc." }
`,
    )
  })
  afterEach(async () => {
    await vendor.close()
    folder.remove()
  })
  const outlay = (args: readonly string[], io = {}) => runOutlay(args, { cwd: folder.path, env: { KEY }, ...io })
  const textOf = (file: string): string => readFileSync(join(folder.path, file), 'utf8')

  test('says what it read on stderr, and reads no final window twice', async () => {
    expect(await outlay(['sync', 'one', ...RANGE])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'one: 3 windows read (3 rows), 0 final already\n',
    })
    expect(await outlay(['sync', 'one', ...RANGE])).toMatchObject({
      code: 0,
      stderr: 'one: 0 windows read (0 rows), 3 final already\n',
    })
    expect(vendor.requests).toHaveLength(3)
  })

  test('gives one JSON object on stdout', async () => {
    const { code, stdout } = await outlay(['sync', '--json', ...RANGE])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      runId: expect.any(String),
      connections: [
        { connection: 'one', rows: 3, windows: { committed: 3, final: 0, failed: 0, unreachable: 0 }, failures: [] },
        { connection: 'two', rows: 3 },
      ],
    })
  })

  test('ends with 6 for quarantined rows, and keeps the others', async () => {
    reply = (date) => usageOf(date, date === '2025-01-02' ? ',"tasks":"many"' : `,"id":"${date}"`)
    const { code, stderr } = await outlay(['sync', 'one', ...RANGE])
    expect(code).toBe(6)
    expect(stderr).toBe('one: 3 windows read (2 rows), 0 final already, 1 row quarantined\n')
  })

  const setting = (line: string): void => {
    folder.write('outlay.config.yaml', textOf('outlay.config.yaml').replace('  two:', `    ${line}\n  two:`))
  }
  const odd = (cost: string, total: number): FixtureReply => ({
    body: `{"rows":[{"id":"a","tasks":1,"note":7,"tags":null,"cost":${cost}}],"total":${total}}`,
  })

  test.each([
    ['evolve', 0, 'one: 3 windows read (3 rows), 0 final already, 1 row drifted\n'],
    ['warn', 0, 'one: 3 windows read (3 rows), 0 final already, 1 row drifted\n  drifted: usage: 1 row without note\n'],
    ['quarantine', 6, 'one: 3 windows read (2 rows), 0 final already, 1 row quarantined\n'],
  ])('does what is wanted with a record whose note drifted: %s', async (onDrift, exit, said) => {
    setting(`streams: { usage: { onDrift: ${onDrift} } }`)
    reply = (date) => (date === '2025-01-02' ? odd('1', 1) : usageOf(date, `,"id":"${date}"`))
    const { code, stderr } = await outlay(['sync', 'one', ...RANGE])
    expect([code, stderr]).toEqual([exit, said])
  })

  test.each([
    ['report', 0],
    ['fail', 6],
  ])('ends as is wanted where figures differ, and keeps the rows: %s', async (onDifference, exit) => {
    setting(`onDifference: ${onDifference}`)
    reply = (date) => usageOf(date, `,"id":"${date}"}],"total":2,"more":[{"id":1`)
    const { code, stderr } = await outlay(['sync', 'one', ...RANGE])
    expect(code).toBe(exit)
    expect(stderr).toContain(
      'one: 3 windows read (3 rows), 0 final already, 3 differences\n  difference: usage 2025-01-01',
    )
  })

  test('tells in a line what the vendor has restated, and in JSON', async () => {
    setting('streams: { usage: { onDrift: evolve } }')
    reply = (date) => odd(`1.${date.slice(-1)}0`, 2)
    await outlay(['sync', 'one', ...RANGE])
    reply = (date) => (date === '2025-01-02' ? odd('2.5', 3) : odd(`1.${date.slice(-1)}`, 2))
    const { stderr, stdout } = await outlay(['sync', 'one', '--json', ...RANGE])
    expect(stderr).toContain('\n  restated: usage 1 row (+1.30 USD)\n')
    expect(JSON.parse(stdout).connections[0].restatements).toEqual([
      { stream: 'usage', count: 1, change: [{ amount: '1.30', currency: 'USD' }] },
    ])
  })

  test('tells a failure once for all windows that it hit, without secrets', async () => {
    reply = () => ({ status: 404, body: `{"error":"${KEY}"}` })
    const { code, stderr } = await outlay(['sync', 'one', ...RANGE, '--log-level', 'debug'])
    expect(code).toBe(5)
    expect(stderr.match(/^outlay: one: usage 2025-01-01T00:00:00Z/gm)).toHaveLength(1)
    expect(stderr).toContain('\n  what to do: ')
    expect(stderr).not.toMatch(/canary|\n {4}at /)
  })

  test('keeps what is committed when it is interrupted, and goes on from there', async () => {
    const abort = new AbortController()
    let asked = 0
    reply = (date) => {
      asked += 1
      if (date !== '2025-01-03') return usageOf(date, `,"id":"${date}"`)
      setImmediate(() => abort.abort(new DOMException('SIGINT', 'AbortError')))
      return undefined
    }
    const first = await outlay(['sync', 'one', ...RANGE], { signal: abort.signal })
    expect(first).toMatchObject({ code: 130, stdout: '' })
    expect(first.stderr).toContain('outlay: interrupted; what was committed is kept\n')
    reply = (date) => usageOf(date, `,"id":"${date}"`)
    expect(asked).toBe(3)
    const { code, stderr } = await outlay(['sync', 'one', ...RANGE])
    const [, committed = '', final = ''] = /one: (\d) windows? read .*, (\d) final already/.exec(stderr) ?? []
    expect([code, Number(committed) + Number(final)]).toEqual([0, 3])
  })

  test('stops before it sends more requests than it may, and goes on from there', async () => {
    const first = await outlay(['sync', 'one', ...RANGE, '--max-requests', '2'])
    expect(first.code).toBe(4)
    expect(first.stderr).toContain('one: 2 windows read (2 rows), 0 final already, 1 failed\n')
    expect(first.stderr).toContain(
      'the run has sent the 2 requests that maxRequests allows\n  what to do: What was read',
    )
    expect(vendor.requests).toHaveLength(2)
    expect((await outlay(['sync', 'one', ...RANGE, '--max-requests', '2'])).code).toBe(0)
    expect(vendor.requests).toHaveLength(3)
  })

  test('keeps to the number of a connection, in each of its runs', async () => {
    folder.write(
      'few.yaml',
      `version: 1
destination: { type: duckdb, path: ./few.duckdb }
connections: { one: { connector: fixture, maxRequests: 1, config: { apiKey: k-0123456, baseUrl: "${vendor.origin}" } } }
`,
    )
    const few = ['--config', 'few.yaml', ...RANGE, '--max-requests', '9']
    for (const code of [4, 4, 0]) expect((await outlay(['sync', ...few])).code).toBe(code)
    const read = await outlay(['read', 'one', 'usage', ...few])
    expect(read.code).toBe(4)
    expect(read.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(vendor.requests).toHaveLength(4)
  })

  test('needs a destination in the config file', async () => {
    folder.write(
      'other.yaml',
      'version: 1\nconnections: { one: { connector: fixture, config: { apiKey: k, baseUrl: "http://127.0.0.1:1" } } }',
    )
    const { code, stderr } = await outlay(['sync', '--config', 'other.yaml'])
    expect(code).toBe(2)
    expect(stderr).toContain('outlay: other.yaml names no destination\n  what to do: Add a line: destination:')
  })

  test('exports a FOCUS file a connection, exactly, and asks for no credentials', async () => {
    await outlay(['sync', ...RANGE])
    const { code, stdout, stderr } = await outlay(['export', '--format', 'csv', '--out', 'focus-{connection}.csv'], {
      env: {},
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toBe('one: 3 rows to focus-one.csv\ntwo: 3 rows to focus-two.csv\n')
    const [header = '', first = ''] = textOf('focus-one.csv').split('\n')
    const row = Object.fromEntries(header.split(',').map((name, index) => [name, first.split(',')[index]]))
    expect(row).toMatchObject({
      BilledCost: '7.495948',
      BillingAccountId: 'one',
      BillingPeriodStart: '2025-01-01T00:00:00Z',
      ChargePeriodStart: '2025-01-01T00:00:00Z',
      ConsumedQuantity: '3',
      x_IsPartial: 'false',
    })
    expect(textOf('focus-two.csv')).toContain('"Acme, Inc."')
  })

  test('exports several connections in one file when told to', async () => {
    await outlay(['sync', ...RANGE])
    const { code, stderr } = await outlay(['export', '--format', 'csv', '--out', 'all.csv', '--combined'])
    expect(code).toBe(0)
    expect(stderr).toContain('one, two: 6 rows to all.csv\n  several datasets in one file')
    expect(textOf('all.csv').trimEnd().split('\n')).toHaveLength(7)
  })

  test('leaves charges without a price out of the file and tells their units', async () => {
    reply = (date) => usageOf(date, `,"id":"${date}","cost":null`)
    await outlay(['sync', 'one', ...RANGE])
    const { stderr } = await outlay(['export', 'one', '--format', 'csv', '--out', 'one.csv'])
    expect(stderr).toBe('one: 0 rows to one.csv\n  left out without a price: 3 charges (9 Tasks of task)\n')
  })

  test.each([
    [['--out', 'all.csv'], '2 connections need a file each'],
    [['--out', '{connection}.csv', '--combined'], '--combined writes one file'],
    [['--out', '{connection}.csv'], 'there is no ledger'],
  ])('refuses to export with %j', async (args, said) => {
    const { code, stdout, stderr } = await outlay(['export', '--format', 'csv', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`outlay: ${said}`)
  })

  test('says where a file cannot be written', async () => {
    await outlay(['sync', 'one', ...RANGE])
    const { code, stderr } = await outlay(['export', 'one', '--format', 'csv', '--out', 'missing/one.csv'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^outlay: .*missing\/one\.csv cannot be written \(ENOENT\)\n/)
  })
})
