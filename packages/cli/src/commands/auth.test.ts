import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Io } from '../io.js'
import { type FixtureFolder, fixtureFolder } from '../testing/fixture-folder.js'
import { type FixtureReply, type FixtureVendor, fixtureVendor, usageOf } from '../testing/fixture-vendor.js'
import { runOutlay } from '../testing/run-outlay.js'

// The first command of a file loads the runtime, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const SECRET = 'canary-client-secret'

describe('outlay auth', () => {
  let folder: FixtureFolder
  let vendor: FixtureVendor
  beforeAll(async () => {
    folder = fixtureFolder()
    folder.write('node_modules/outlay-connector-allowed/package.json', PACKAGE)
    folder.write('node_modules/outlay-connector-allowed/index.js', CONNECTOR)
    vendor = await fixtureVendor(answer)
    folder.write('outlay.config.yaml', CONFIG.replaceAll('ORIGIN', vendor.origin))
  })
  afterAll(async () => {
    await vendor.close()
    folder.remove()
  })
  const outlay = (args: readonly string[], io: Partial<Io> = {}) =>
    runOutlay(args, { cwd: folder.path, env: { SECRET }, ...io })
  const kept = (): string[] => readdirSync(join(folder.path, '.outlay/tokens')).filter((name) => name.endsWith('.json'))

  test('prints the address on stdout and what to do on stderr, and sends nothing', async () => {
    const { code, stdout, stderr } = await outlay(['auth', 'ads'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^https:\/\/login\.example\/allow\?client_id=7&state=[0-9a-f]{32}\n$/)
    expect(stderr).toContain("outlay auth ads --code '<the address>'")
    expect(vendor.requests).toEqual([])
  })

  test('takes the name of the connector where one connection uses it', async () => {
    const [byName, byConnector] = [await outlay(['auth', 'ads']), await outlay(['auth', 'allowed'])]
    expect(byConnector).toEqual(byName)
  })

  test('without it a connection fails with what to do', async () => {
    const { code, stderr } = await outlay(['read', 'ads', 'usage', '--from', '2025-01-01', '--to', '2025-01-02'])
    expect(code).toBe(3)
    expect(stderr).toContain('nobody has allowed the application')
    expect(stderr).toContain('outlay auth')
  })

  test('refuses an address that answers another link', async () => {
    const { code, stderr } = await outlay(['auth', 'ads', '--code', 'https://app.example/?code=C0&state=other'])
    expect(code).toBe(2)
    expect(stderr).toContain('answers another link')
    expect(vendor.requests).toEqual([])
  })

  test('tells a code that the vendor refuses, without showing it', async () => {
    const { code, stdout, stderr } = await outlay(['auth', 'ads', '--code', 'canary-used-up', '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ error: { category: 'auth' } })
    expect(`${stdout}${stderr}`).not.toContain('canary')
  })

  test('exchanges the pasted address and keeps the tokens for later runs, for nobody else to read', async () => {
    const { stdout: url } = await outlay(['auth', 'ads'])
    const state = new URL(url).searchParams.get('state')
    const pasted = `https://app.example/back?code=C0&state=${state}\n`
    const { code, stdout, stderr } = await outlay(['auth', 'ads', '--code', '-'], { stdin: Readable.from([pasted]) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/^ads: authorised; the access token is good until .*Z; it is renewed by a refresh token/)
    expect(stderr).not.toMatch(/canary|C0/)
    const [file = ''] = kept()
    const path = join(folder.path, '.outlay/tokens', file)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ refreshToken: 'canary-R1' })
    expect(readFileSync(join(folder.path, '.outlay/tokens/.gitignore'), 'utf8')).toBe('*\n')

    const read = await outlay(['read', 'ads', 'usage', '--from', '2025-01-01', '--to', '2025-01-02'])
    expect(read).toMatchObject({ code: 0, stderr: '' })
    expect(read.stdout).toContain('"cost":{"amount":"7.495948"')
    expect(vendor.requests.filter((path) => path.includes('grant_type=refresh'))).toEqual([])
  })

  test('is kept up by later runs: a token that has run out is renewed with what was kept', async () => {
    const [file = ''] = kept()
    const path = join(folder.path, '.outlay/tokens', file)
    const token = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...token, expiresAt: 0 }))
    const { code } = await outlay(['read', 'ads', 'usage', '--from', '2025-01-01', '--to', '2025-01-02'])
    expect(code).toBe(0)
    expect(vendor.requests.some((sent) => sent.includes('refresh_token=canary-R1'))).toBe(true)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ refreshToken: 'canary-R2' })
  })

  test('says what is wrong with a token file that is damaged, and shows nothing of it', async () => {
    const [file = ''] = kept()
    writeFileSync(join(folder.path, '.outlay/tokens', file), '{"refreshToken":"canary')
    const { code, stderr } = await outlay(['check', 'ads'])
    expect(code).toBe(2)
    expect(stderr).toContain(`${file} is damaged`)
    expect(stderr).toContain('outlay auth')
    expect(stderr).not.toContain('canary')
  })

  test('says that a connection with a key has nothing to authorise', async () => {
    const { code, stderr } = await outlay(['auth', 'plain'])
    expect(code).toBe(2)
    expect(stderr).toContain('there is nothing to authorise: the connection uses the x-key header')
  })

  test('says which folder cannot be written', async () => {
    mkdirSync(join(folder.path, 'elsewhere'))
    folder.write('elsewhere/.outlay', 'a file where the folder should be')
    folder.write('elsewhere/outlay.config.yaml', CONFIG.replaceAll('ORIGIN', vendor.origin))
    const { code, stderr } = await outlay(['--config', 'elsewhere/outlay.config.yaml', 'auth', 'ads', '--code', 'C0'])
    expect(code).toBe(2)
    expect(stderr).toContain('the token file ')
    expect(stderr).toContain('cannot be ')
  })
})

let renewals = 0

function answer(date: string, path: string): FixtureReply {
  const { pathname, searchParams: query } = new URL(path, 'http://127.0.0.1')
  if (pathname !== '/token')
    return query.get('token') === `canary-A${renewals}` ? usageOf(date) : { status: 401, body: '{}' }
  const good = query.get('client_secret') === SECRET && [query.get('code'), query.get('refresh_token')]
  if (!good || !(good.includes('C0') || good.includes(`canary-R${renewals}`))) return { status: 401, body: '{}' }
  renewals += 1
  return { body: `{"access_token":"canary-A${renewals}","expires_in":3600,"refresh_token":"canary-R${renewals}"}` }
}

const CONFIG = `version: 1
connections:
  ads:
    connector: allowed
    config: { clientSecret: "\${env:SECRET}", baseUrl: "ORIGIN" }
  plain:
    connector: fixture
    config: { apiKey: "\${env:SECRET}", baseUrl: "ORIGIN" }
`

const PACKAGE = JSON.stringify({
  name: 'outlay-connector-allowed',
  version: '1.0.0',
  type: 'module',
  exports: { '.': { import: './index.js' } },
})

const CONNECTOR = `
import { connector, id, money, secret } from '@outlay/core'
import * as z from 'zod'

const allowed = connector({
  id: 'allowed',
  title: 'Allowed',
  docs: 'https://allowed.example/api',
  config: z.strictObject({ clientSecret: secret(), refreshToken: secret().optional(), baseUrl: z.url() }),
  http: { baseUrl: (c) => c.baseUrl, timeout: '5s' },
  auth: (a) =>
    a.oauth2RefreshToken({
      refreshToken: (c) => c.refreshToken,
      tokenRequest: (c, refresh_token) => ({
        path: '/token',
        query: { grant_type: 'refresh_token', client_secret: c.clientSecret, refresh_token },
      }),
      readToken: (reply) => ({
        accessToken: reply.access_token,
        expiresInSeconds: Number(reply.expires_in),
        refreshToken: reply.refresh_token,
      }),
      place: (_request, token) => ({ query: { token } }),
      authorize: {
        url: (_c, state) => 'https://login.example/allow?client_id=7&state=' + state,
        codeRequest: (c, code) => ({ path: '/token', query: { client_secret: c.clientSecret, code } }),
      },
    }),
  billing: () => ({
    provider: 'Allowed',
    service: 'Allowed',
    category: 'Other',
    subcategory: 'Other (Other)',
    timeZone: 'UTC',
    currency: 'USD',
    currencySource: 'documented',
  }),
})
const usageGet = allowed.endpoint(
  {
    name: 'usage',
    partitions: (p) => p.days('day', { timeZone: 'UTC' }),
    response: z.object({ rows: z.array(z.unknown()) }),
  },
  ({ partition }) => ({ path: '/usage', query: { date: partition.day.date } }),
)
const usage = usageGet.stream(
  { name: 'usage', records: (body) => body.rows, record: z.object({ id: id(), cost: money('USD') }) },
  { primaryKey: ['id'] },
)
export default allowed.plugin({ streams: [usage], check: usageGet })
`
