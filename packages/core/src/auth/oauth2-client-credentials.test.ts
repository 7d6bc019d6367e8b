import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { EncodedRequest } from '../contract/request.js'
import { TOKEN_STORE } from '../contract/tokens.js'
import { decodeJson } from '../numbers/decode-json.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { memoryTokenStore } from '../runtime/system-services.js'
import type { AcmeConfig } from '../testing/acme.js'
import { acme } from '../testing/acme.js'
import { testHost } from '../testing/host.js'
import { openAcme } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'
import type { AuthKit } from './auth-kit.js'

const auth = (a: AuthKit<AcmeConfig>) =>
  a.oauth2ClientCredentials({
    tokenRequest: (c) => ({ path: '/token', form: { grant_type: 'client_credentials', client_secret: c.apiKey } }),
    readToken: (reply) => {
      const { token, lives } = reply as { token?: string; lives?: number | string }
      return token === undefined ? undefined : { accessToken: token, expiresInSeconds: Number(lives ?? 3_600) }
    },
  })

const isMint = ({ url }: EncodedRequest): boolean => new URL(url).pathname === '/token'
const textOf = ({ body }: EncodedRequest): string => new TextDecoder().decode(body)

/** A vendor that mints `token-1`, `token-2` … and accepts those that `accepts` says. */
function vendor(
  accepts: (token: string) => boolean = () => true,
  mint: (number: number) => ScriptedReply = minted,
  refusal: ScriptedReply = { body: { code: 'expired' } },
) {
  let mints = 0
  const transport = scriptedTransport(async (request) => {
    await new Promise(setImmediate)
    if (isMint(request)) {
      mints += 1
      return mint(mints)
    }
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    return accepts(token) ? { body: { code: 0, balance: 1 } } : refusal
  })
  return Object.assign(transport, { mints: () => mints })
}

function minted(number: number): ScriptedReply {
  return { body: { token: `token-${number}` } }
}

describe('a token for client credentials', () => {
  it('is minted once for all who wait for it, without authentication, and used for the calls', async () => {
    const transport = vendor()
    const connection = openAcme(transport, { auth })
    await Promise.all(Array.from({ length: 20 }, () => connection.call()))
    expect(transport.mints()).toBe(1)
    const [mint, ...calls] = transport.sent
    expect(textOf(mint!)).toBe('grant_type=client_credentials&client_secret=sk-canary')
    expect(mint?.headers.authorization).toBeUndefined()
    expect(new Set(calls.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer token-1']))
  })

  it('is kept until a minute before it expires', async () => {
    const transport = vendor(undefined, (number) => ({ body: { token: `token-${number}`, lives: 600 } }))
    const connection = openAcme(transport, { auth })
    await connection.call()
    connection.clock.advance(539_000)
    await connection.call()
    expect(transport.mints()).toBe(1)
    connection.clock.advance(1_000)
    await connection.call()
    expect(transport.mints()).toBe(2)
  })

  it('of a life that the vendor does not state is kept for five minutes, or until it is refused', async () => {
    const transport = vendor(undefined, (number) => ({ body: { token: `token-${number}`, lives: 'unknown' } }))
    const connection = openAcme(transport, { auth })
    await connection.call()
    connection.clock.advance(200_000)
    await connection.call()
    expect(transport.mints()).toBe(1)
    connection.clock.advance(100_000)
    await connection.call()
    expect(transport.mints()).toBe(2)
  })

  it('that the vendor refuses is renewed once, for all requests that it was refused for', async () => {
    const transport = vendor((token) => token !== 'token-1')
    const connection = openAcme(transport, { auth })
    await Promise.all(Array.from({ length: 10 }, () => connection.call()))
    expect(transport.mints()).toBe(2)
  })

  it('that the vendor goes on refusing ends in an auth error, after one renewal', async () => {
    const transport = vendor(() => false)
    const connection = openAcme(transport, { auth })
    await expect(connection.call()).rejects.toMatchObject({
      category: 'auth',
      attempts: ['1: expired, then renewed the credentials', '2: expired'],
    })
    expect(transport.mints()).toBe(2)
  })

  it('is renewed once after an HTTP 401 that the rules of the connector say nothing of', async () => {
    const transport = vendor((token) => token !== 'token-1', minted, { status: 401 })
    const connection = openAcme(transport, { auth })
    await connection.call()
    expect(transport.mints()).toBe(2)
    await expect(
      openAcme(
        vendor(() => false, minted, { status: 401 }),
        { auth },
      ).call(),
    ).rejects.toMatchObject({
      category: 'auth',
      attempts: ['1: HTTP 401, then renewed the credentials', '2: HTTP 401'],
    })
  })

  it('is minted again after minting has failed: a failure is not kept', async () => {
    const transport = vendor(undefined, (number) => (number === 1 ? { status: 401 } : minted(number)))
    const connection = openAcme(transport, { auth })
    await expect(connection.call()).rejects.toMatchObject({ code: 'VENDOR_AUTH', vendor: { code: 'HTTP 401' } })
    await connection.call()
    expect(transport.mints()).toBe(2)
  })

  it('is minted through the pipeline: retried, and judged', async () => {
    const transport = vendor(undefined, (number) => (number < 3 ? { status: 503 } : minted(number)))
    await openAcme(transport, { auth }).call()
    expect(transport.mints()).toBe(3)
  })

  it('that the reply lacks is an error that shows nothing of the reply', async () => {
    const connection = openAcme(
      vendor(undefined, () => ({ body: { tokn: 'canary' } })),
      { auth },
    )
    const error = await connection.call().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'TOKEN_REPLY_INVALID', category: 'data' })
    expect(String(error)).not.toContain('canary')
  })

  it('is not minted while an attempt holds the only place of another endpoint', async () => {
    const transport = vendor()
    const connection = openAcme(transport, { auth, limits: (l) => [l.concurrent({ max: 1, key: (c) => c.apiKey })] })
    await Promise.all([connection.call(), connection.call()])
    expect(transport.mints()).toBe(1)
  })
})

it('is not held up by an endpoint that is called token itself', async () => {
  const transport = vendor()
  const connection = openAcme(transport, { auth, limits: (l) => [l.concurrent({ max: 1 })] })
  const signal = new AbortController().signal
  const validate = (body: unknown): unknown => body
  await connection.pipeline({ endpoint: 'token', request: { path: '/x' }, authenticated: true, signal, validate })
  expect(transport.mints()).toBe(1)
})

describe('a shared token store', () => {
  it('gives a token only to the connection with the credentials that it was minted for', async () => {
    const store = memoryTokenStore()
    const tokens: string[] = []
    const host = testHost(
      scriptedTransport((request) => {
        if (isMint(request))
          return { body: { token: `for ${new URLSearchParams(textOf(request)).get('client_secret')}` } }
        tokens.push(request.headers.authorization ?? '')
        return { body: { code: 0, balance: 1 } }
      }),
    )
    host.container.register(TOKEN_STORE, { useValue: store })
    const runtime = createRuntime({ connectors: [acme({ auth })], container: host.container })
    for (const apiKey of ['tenant-a', 'tenant-b', 'tenant-a']) {
      for await (const _row of runtime.readById('acme', 'balance', { config: { apiKey } }));
    }
    expect(tokens).toEqual(['Bearer for tenant-a', 'Bearer for tenant-b', 'Bearer for tenant-a'])
  })

  it('is asked by keys that hold no secret', async () => {
    const keys: string[] = []
    const store = memoryTokenStore()
    const host = testHost(vendor())
    host.container.register(TOKEN_STORE, {
      useValue: {
        ...store,
        load: (key: string) => {
          keys.push(key)
          return store.load(key)
        },
      },
    })
    const runtime = createRuntime({ connectors: [acme({ auth })], container: host.container })
    await runtime.check('main', { connector: 'acme', config: { apiKey: 'sk-canary' } })
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^acme:main:https:\/\/api\.acme\.example:[0-9a-f]{32}:default$/)
    expect(decodeJson(JSON.stringify(keys))).not.toContain('canary')
  })
})
