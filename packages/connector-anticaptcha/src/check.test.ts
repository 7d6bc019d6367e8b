import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CLOCK, type Clock } from '@outlay/core'
import { createRuntime } from '@outlay/core/runtime'
import { virtualClock } from '@outlay/testkit'
import { container } from 'tsyringe'
import { afterEach, describe, expect, it } from 'vitest'
import { anticaptcha } from './index.js'
import { type AnticaptchaSimulator, startAnticaptchaSimulator } from './simulator/index.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** Checks a connection; gives the error, where there is one. */
async function check(config: Readonly<Record<string, unknown>>): Promise<unknown> {
  const host = container
    .createChildContainer()
    .register<Clock>(CLOCK, { useValue: virtualClock('2026-11-10T12:20:00Z') })
  const runtime = createRuntime({ connectors: [anticaptcha], container: host })
  try {
    return await runtime.check('main', { connector: 'anticaptcha', config })
  } catch (error) {
    return error
  } finally {
    await runtime.close()
  }
}

async function simulator(): Promise<AnticaptchaSimulator> {
  const started = await startAnticaptchaSimulator({ now: () => Date.parse('2026-11-10T12:20:00Z') })
  closing.push(() => started.close())
  return started
}

/** A host that is not the vendor's. */
async function elsewhere(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const clientKey = '0123456789abcdef0123456789abcdef'

describe('a check', () => {
  it('takes one call where all is well', async () => {
    const vendor = await simulator()
    expect(await check(vendor.config)).toMatchObject({ endpoint: 'getSpendingStats', auth: 'members of the JSON body' })
    expect(vendor.requests).toMatchObject([{ path: '/getSpendingStats', code: '0' }])
  })

  it('tells a wrong key', async () => {
    const vendor = await simulator()
    expect(await check({ ...vendor.config, clientKey: 'f'.repeat(32) })).toMatchObject({
      category: 'auth',
      vendor: { code: 'ERROR_KEY_DOES_NOT_EXIST' },
      hint: 'Check clientKey: the vendor does not know it.',
    })
    expect(vendor.requests).toHaveLength(1)
  })

  it.each([
    ['an address that is not on the list', 'ERROR_IP_NOT_ALLOWED', /list of allowed IPs/],
    ['a banned address', 'ERROR_IP_BLOCKED', /banned/],
    ['a suspended account', 'ERROR_ACCOUNT_SUSPENDED', /suspended/],
  ])('tells %s, after one call', async (_what, code, hint) => {
    const vendor = await simulator()
    vendor.fault({ kind: 'error', code })
    const error = await check(vendor.config)
    expect(error).toMatchObject({ category: 'permission', vendor: { code }, hint: expect.stringMatching(hint) })
    expect(vendor.requests).toHaveLength(1)
  })

  it('tells a host that knows no such path', async () => {
    const baseUrl = await elsewhere((_request, response) => response.writeHead(404).end('<h1>Not found</h1>'))
    expect(await check({ clientKey, baseUrl })).toMatchObject({
      category: 'not_found',
      vendor: { code: 'HTTP 404' },
      hint: 'Check baseUrl and the ids in the config.',
    })
  })

  it.each([
    ['another API', '{"ok":true}', 'REPLY_UNEXPECTED', 'vendor_bug', 1],
    ['a web site', '<!doctype html><title>Parked</title>', 'REPLY_HTML', 'transient', 4],
  ])('tells %s', async (_what, body, code, category, attempts) => {
    const baseUrl = await elsewhere((_request, response) => response.end(body))
    const error = await check({ clientKey, baseUrl })
    expect(error).toMatchObject({ code, category, attempts: { length: attempts } })
  })

  it('tells a host where nobody listens, by its name', async () => {
    const gone = await simulator()
    await gone.close()
    expect(await check(gone.config)).toMatchObject({
      code: 'NETWORK_UNREACHABLE',
      category: 'transient',
      message: expect.stringContaining(new URL(gone.baseUrl).host),
      hint: 'Check baseUrl, the network and any proxy.',
    })
  })

  it('tells where a host redirects to, and does not go there', async () => {
    const vendor = await simulator()
    vendor.fault({ kind: 'redirect', location: 'https://elsewhere.example/getSpendingStats' })
    expect(await check(vendor.config)).toMatchObject({
      code: 'REDIRECT_REFUSED',
      category: 'config',
      message: expect.stringContaining('https://elsewhere.example'),
    })
  })

  it('says in the README what it says', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const [, section = ''] = readme.split('## Check\n')
    const rows = section.split('\n## ')[0]?.match(/^\| .*`[A-Z].*$/gm) ?? []
    const told = rows.flatMap((row) => [...row.matchAll(/`([A-Z][\w ]+)`/g)].map(([, code]) => code))
    const category = rows.map((row) => row.split('|').at(-2)?.trim())
    expect(told).toEqual([
      ...['ERROR_KEY_DOES_NOT_EXIST', 'ERROR_IP_NOT_ALLOWED', 'ERROR_IP_BLOCKED', 'ERROR_ACCOUNT_SUSPENDED'],
      ...['HTTP 404', 'REPLY_UNEXPECTED', 'REPLY_HTML', 'NETWORK_UNREACHABLE', 'REDIRECT_REFUSED'],
    ])
    expect(category).toEqual([
      ...['auth', 'permission', 'permission', 'permission'],
      ...['not_found', 'vendor_bug', 'transient', 'config'],
    ])
  })
})
