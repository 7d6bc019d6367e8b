import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FixtureFolder, fixtureFolder } from '../testing/fixture-folder.js'
import { type FixtureVendor, fixtureVendor } from '../testing/fixture-vendor.js'
import { runOutlay } from '../testing/run-outlay.js'

// The first command of a file loads the runtime, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const KEY = 'canary-key-77aa'

describe('outlay check', () => {
  let folder: FixtureFolder
  let good: FixtureVendor
  let strict: FixtureVendor

  beforeAll(async () => {
    folder = fixtureFolder()
    good = await fixtureVendor(() => ({ body: '{"rows":[]}' }))
    strict = await fixtureVendor(() => ({ status: 401, body: `{"error":"unknown key ${KEY}"}` }))
    folder.write(
      'outlay.config.yaml',
      `version: 1
connections:
  good:
    connector: fixture
    config: { apiKey: "\${env:KEY}", baseUrl: "${good.origin}" }
  strict:
    connector: fixture
    config:
      apiKey: "\${env:KEY}"
      baseUrl: ${strict.origin}
  literal:
    connector: fixture
    config:
      apiKey: ${KEY}
      baseUrl: ${good.origin}
  misspelt:
    connector: fixture
    config:
      apiKey: "\${env:KEY}"
      baseUrl: ${good.origin}
      pagesize: 10
  stream:
    connector: fixture
    config: { apiKey: "\${env:KEY}", baseUrl: "${good.origin}" }
    streams:
      usages: { from: 2025-01-01 }
  absent:
    connector: nowhere
    config: { apiKey: "\${env:OTHER_KEY}" }
`,
    )
  })
  afterAll(async () => {
    await Promise.all([good.close(), strict.close()])
    folder.remove()
  })
  const check = (...args: string[]) => runOutlay(['check', ...args], { cwd: folder.path, env: { KEY } })

  test('sends one call a connection and says so on stderr', async () => {
    const before = good.requests.length
    const { code, stdout, stderr } = await check('good')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /^good: usage of http:\/\/127\.0\.0\.1:\d+ answered in \d+ ms \(credentials: the x-key header\)\n$/,
    )
    expect(good.requests.length - before).toBe(1)
  })

  test('goes on after a connection that fails, and ends with its code', async () => {
    const { code, stderr } = await check('strict', 'good')
    expect(code).toBe(3)
    expect(stderr).toMatch(/^outlay: strict: Fixture answered .*\n {2}what to do: .*\n(.*\n)*good: usage/)
    expect(stderr).not.toContain('canary')
  })

  test('gives one JSON object on stdout', async () => {
    const { code, stdout } = await check('strict', 'good', '--json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      connections: [
        { connection: 'strict', ok: false, error: { category: 'auth', hint: expect.any(String) } },
        { connection: 'good', connector: 'fixture', ok: true, endpoint: 'usage' },
      ],
    })
    expect(stdout).not.toContain('canary')
  })

  test('gives a JSON object also when nothing could be asked', async () => {
    const { code, stdout } = await check('misspelt', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CONFIG_INVALID', category: 'config' } })
  })

  test('warns of a secret in the config file without showing it', async () => {
    const { code, stderr } = await check('literal')
    expect(code).toBe(0)
    expect(stderr).toContain('outlay: warning: outlay.config.yaml:14: connections.literal.config.apiKey holds a secret')
    expect(stderr).not.toContain('canary')
  })

  test.each([
    [
      'misspelt',
      'outlay: outlay.config.yaml:21: connections.misspelt: the config is wrong: unknown key "pagesize" (did you mean "pageSize"?)',
    ],
    [
      'stream',
      'outlay: outlay.config.yaml:26: connections.stream.streams.usages: fixture has no such stream (did you mean "usage"?)',
    ],
    [
      'absent',
      'outlay: outlay.config.yaml:29: connections.absent.config.apiKey: the environment variable OTHER_KEY is not set',
    ],
    ['god', 'outlay: outlay.config.yaml has no connection "god" (did you mean "good"?)'],
  ])('refuses %s with file, line and key, before anything is sent', async (name, said) => {
    const before = good.requests.length
    const { code, stdout, stderr } = await check('good', name)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
    expect(good.requests.length).toBe(before)
  })
})
