import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '@outlay/core'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { demandTypes } from './demand-types.js'
import { labelled, page, pages, root } from './page.js'
import { pageFolder } from './page-folder.js'
import { KEY, OTHER_KEY, simulatedVendor } from './simulated-vendor.js'

const VENDOR = 'https://api.anti-captcha.com'
const install = page('start/install-one-connector.md')
const embed = page('start/embed-it.md')

/** The vendor gives what the page shows, and nothing for the hours behind it. */
function answerAsShown(): void {
  nock(VENDOR).post('/getSpendingStats').reply(200, labelled(install, 'reply'))
  nock(VENDOR).persist().post('/getSpendingStats').reply(200, '{"errorId":0,"data":[]}')
}

/** Every script of the guide, and how it is run. Those of the connector's page are run by write-a-connector.test.ts. */
const scripts: Readonly<Record<string, () => Promise<void>>> = {
  'index.md spend.mjs': async () => {
    answerAsShown()
    using folder = pageFolder(page('index.md'))
    const [first] = (await folder.run('spend.mjs', { ANTICAPTCHA_CLIENT_KEY: KEY })).split('\n')
    expect(page('index.md').text).toContain(`// ${first} …`)
  },
  'start/install-one-connector.md spend.mjs': () => readsAsShown('spend.mjs'),
  'start/install-one-connector.md sum.mjs': () => readsAsShown('sum.mjs'),
  'start/install-one-connector.md typed.ts': async () => {
    answerAsShown()
    using folder = pageFolder(install)
    expect(await folder.run('typed.ts', { ANTICAPTCHA_CLIENT_KEY: KEY })).toBe('7.495948 1899\n0.10 310\n')
  },
  'start/install-one-connector.md failing.mjs': async () => {
    const refusal = { errorId: 1, errorCode: 'ERROR_KEY_DOES_NOT_EXIST', errorDescription: 'unknown key' }
    nock(VENDOR).post('/getSpendingStats').reply(200, refusal)
    await printsAsShown('failing.mjs')
  },
  'start/embed-it.md runtime.ts': async () => {
    using folder = pageFolder(embed)
    expect(await folder.run('runtime.ts')).toBe('')
  },
  'start/embed-it.md sync.ts': async () => {
    await using _vendor = await simulatedVendor()
    using folder = pageFolder(embed)
    const told = await folder.run('sync.ts', { NORTH_KEY: KEY, SOUTH_KEY: OTHER_KEY })
    expect(told).toMatch(/^north 2 windows 25 rows 0 failures\nsouth 2 windows 25 rows 0 failures\n/)
    expect(told).toMatch(/\nnorth \d+\.\d+ USD\nsouth \d+\.\d+ USD\n$/)
  },
  'start/embed-it.md observed.ts': async () => {
    await using _vendor = await simulatedVendor()
    using folder = pageFolder(embed)
    expect(await folder.run('observed.ts', { NORTH_KEY: KEY })).toMatch(/^north completed 24 rows\n\d+ tasks\n$/)
  },
  'start/embed-it.md stopped.ts': async () => {
    await using _vendor = await simulatedVendor()
    using folder = pageFolder(embed)
    expect(await folder.run('stopped.ts', { NORTH_KEY: KEY })).toBe('0 final already\n')
  },
  'what-the-vendor-does.md last-day.ts': async () => {
    using folder = pageFolder(page('what-the-vendor-does.md'))
    const { lastDay } = await import(join(folder.path, 'last-day.ts'))
    const on = (now: string): string => lastDay({ lastDate: '2026-11-11' }, Date.parse(now) / 1000)
    expect(on('2026-11-09T00:00:00Z')).toBe('2026-11-09')
    expect(on('2026-11-12T00:00:00Z')).toBe('2026-11-11')
  },
  'what-the-vendor-does.md signature.ts': async () => {
    using folder = pageFolder(page('what-the-vendor-does.md'))
    const { signature } = await import(join(folder.path, 'signature.ts'))
    const call = { config: { secretKey: new Secret('s-123456') }, clock: { unixSeconds: () => 1_793_491_200 } }
    const request = { method: 'POST', url: 'https://api.acme.example/v1/usage?page=1', body: Buffer.from('{}') }
    const text = `POST\n/v1/usage?page=1\n1793491200\n${createHash('sha256').update('{}').digest('hex')}`
    expect(signature(request, call)).toEqual({
      'x-timestamp': '1793491200',
      'x-signature': createHmac('sha256', 's-123456').update(text).digest('hex'),
    })
  },
  'what-the-vendor-does.md token.ts': async () => {
    using folder = pageFolder(page('what-the-vendor-does.md'))
    const { readToken, renewal, tokenRequest } = await import(join(folder.path, 'token.ts'))
    const client = { clientId: 'c-1', clientSecret: new Secret('s-123456') }
    expect(tokenRequest(client)).toMatchObject({ path: '/oauth/token', form: { grant_type: 'client_credentials' } })
    expect(renewal(client, new Secret('r-1')).form).toMatchObject({ grant_type: 'refresh_token', client_id: 'c-1' })
    expect(readToken({ access_token: 't-1', expires_in: 3600 })).toMatchObject({
      accessToken: 't-1',
      expiresInSeconds: 3600,
    })
    expect(readToken({ error: 'invalid_client' })).toBeUndefined()
  },
  'guide/errors.md in-code.ts': async () => {
    using folder = pageFolder(page('guide/errors.md'))
    const { mayPass } = await import(join(folder.path, 'in-code.ts'))
    const { OutlayError } = await import('@outlay/core')
    const facts = { code: 'X', message: 'x' }
    expect(mayPass(new OutlayError({ ...facts, category: 'transient' }))).toBe(true)
    expect(mayPass(new OutlayError({ ...facts, category: 'auth' }))).toBe(false)
    expect(mayPass(new Error('x'))).toBe(false)
  },
  'guide/secrets.md printed.ts': async () => {
    const secrets = page('guide/secrets.md')
    using folder = pageFolder(secrets)
    expect(await folder.run('printed.ts')).toBe(labelled(secrets, 'output of printed.ts'))
  },
}

async function readsAsShown(script: string): Promise<void> {
  answerAsShown()
  await printsAsShown(script)
}

async function printsAsShown(script: string): Promise<void> {
  using folder = pageFolder(install)
  const told = await folder.run(script, { ANTICAPTCHA_CLIENT_KEY: KEY })
  expect(told).toBe(labelled(install, `output of ${script}`))
}

it('runs the example of the ledger’s README', async () => {
  await using _vendor = await simulatedVendor()
  const text = readFileSync(join(root, 'packages/destination-duckdb/README.md'), 'utf8')
  const [, code = ''] = /```ts\n(.*?)```/s.exec(text) ?? []
  using folder = pageFolder({ path: 'README.md', text, blocks: [] })
  folder.write('ledger.ts', code)
  expect(await folder.run('ledger.ts', { ANTICAPTCHA_CLIENT_KEY: KEY })).toMatch(/^2026-11-19 \d+\.\d+ USD\n$/)
}, 60_000)

const CONNECTOR = ['src/index.ts', 'src/contract.test.ts', 'src/acme.test.ts', 'src/waits.test.ts'].map(
  (file) => `write-a-connector.md ${file}`,
)
const shown = pages().flatMap(({ path, blocks }) =>
  blocks
    .filter(({ language }) => ['js', 'ts'].includes(language))
    .map((block) => ({ ...block, path, name: `${path} ${block.label}` })),
)

describe('the scripts of the guide', () => {
  it('are all run', () => {
    expect(shown.map(({ name }) => name).sort()).toEqual([...Object.keys(scripts), ...CONNECTOR].sort())
  })

  it.each(Object.keys(scripts))('do what they say: %s', (name) => scripts[name]?.(), 60_000)

  it('are well typed', () => {
    const folder = mkdtempSync(join(root, 'test', 'guide-'))
    try {
      for (const { path, label, text } of shown) {
        const name = `${path.replace(/\W/g, '-')}--${label?.replace('src/', '')}`
        const local = (imported: string): string => `./${path.replace(/\W/g, '-')}--${imported}`
        writeFileSync(
          join(folder, name),
          text.replace(/(?<=from ')\.\/([^']+)/g, (_, file: string) => local(file)),
        )
      }
      demandTypes(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 60_000)
})
