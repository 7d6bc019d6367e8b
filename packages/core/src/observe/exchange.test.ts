import 'reflect-metadata'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { AuthKit } from '../auth/auth-kit.js'
import type { Authenticator } from '../contract/authenticator.js'
import { EXCHANGE_CHANNEL, type HttpExchange } from '../contract/channels.js'
import { inBand } from '../contract/error-rules.js'
import type { EncodedRequest, HttpRequest } from '../contract/request.js'
import { connector } from '../define/connector.js'
import { personal } from '../fields/personal.js'
import { reveal, Secret, secret } from '../fields/secret.js'
import { decodeJson } from '../numbers/decode-json.js'
import { encodeJson } from '../numbers/encode-json.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { checkAcme, WELL } from '../testing/check-acme.js'
import { testHost } from '../testing/host.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'

const exchanges: HttpExchange[] = []
const listen = (message: unknown): number => exchanges.push(message as HttpExchange)
beforeEach(() => {
  exchanges.length = 0
  subscribe(EXCHANGE_CHANNEL, listen)
})
afterEach(() => void unsubscribe(EXCHANGE_CHANNEL, listen))

const config = z.strictObject({
  apiKey: secret(),
  baseUrl: z.string().default('https://api.leaky.example'),
  personalData: z.boolean().default(false),
})
type LeakyConfig = z.output<typeof config>

interface Leak {
  readonly auth?: (kit: AuthKit<LeakyConfig>) => Authenticator<LeakyConfig>
  readonly request?: (config: LeakyConfig) => Partial<HttpRequest>
}

/** A vendor whose connector puts the key wherever a test wants it. */
function leaky({ auth, request }: Leak) {
  const spec = connector({
    id: 'leaky',
    title: 'Leaky',
    docs: 'https://leaky.example',
    config,
    http: { baseUrl: (c) => c.baseUrl },
    ...(auth && { auth }),
    errors: inBand({
      envelope: z.object({ code: z.union([z.number(), z.string()]), message: z.string().nullish() }),
      ok: (body) => body.code === 0,
      code: (body) => body.code,
      message: (body) => body.message,
      classes: {},
    }),
    billing: () => ({
      provider: 'Leaky',
      service: 'Leaky',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const get = spec.endpoint(
    {
      name: 'people',
      partitions: (p) => p.days('day', { timeZone: 'UTC' }),
      paginate: (p) => p.cursor({ next: (b) => b.next }),
      response: z.object({ people: z.array(z.unknown()).default([]), next: z.string().nullish() }),
    },
    ({ config: c }) => ({ path: '/people', ...request?.(c) }),
  )
  const people = get.stream(
    {
      name: 'people',
      records: (body) => body.people,
      record: z.object({
        id: z.string(),
        owner: personal(z.object({ name: z.string() })),
        email: personal(z.string()),
      }),
    },
    { primaryKey: ['id'] },
  )
  return spec.plugin({ streams: [people], check: get })
}

/** A run in which everything is shown that a host can see. */
async function shownBy(
  leak: Leak,
  apiKey: string,
  answer: (request: EncodedRequest, number: number) => ScriptedReply,
): Promise<{ readonly text: string; readonly transport: readonly EncodedRequest[] }> {
  const transport = scriptedTransport(answer)
  const host = testHost(transport)
  const runtime = createRuntime({ connectors: [leaky(leak)], container: host.container })
  const connection = { connector: 'leaky', config: { apiKey } }
  const range = { from: '2026-11-01', to: '2026-11-02' }
  const checked = await runtime.check('main', connection).catch((error: unknown) => error)
  const reports = await runtime.sync({ connections: { main: connection }, destination: new MemoryLedger(), ...range })
  const read = await rowsOf(runtime.readById('leaky', 'people', { config: { apiKey }, ...range })).catch(
    (error: unknown) => error,
  )
  const seen = [checked, reports, read, host.logs, host.events, exchanges]
  return {
    text: seen.map((value) => inspect(value, { depth: 20, maxStringLength: null })).join('\n'),
    transport: transport.sent,
  }
}

async function rowsOf(rows: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const row of rows) all.push(row)
  return all
}

/** The text, and what its base64 says. */
function readable(text: string): string {
  const base64 = (text.match(/[\w+/-]{8,}={0,2}/g) ?? []).map((part) => Buffer.from(part, 'base64').toString('latin1'))
  return [text, ...base64, decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))].join('\n')
}

const SECRET = `canary/7 "x"+é=&<7>'\\`
const NUMBER = '8675309424242424'

const PLACES: Readonly<Record<string, Leak>> = {
  'the query': { request: (c) => ({ query: { key: c.apiKey, list: [reveal(c.apiKey)] } }) },
  'the query, by the authenticator': { auth: (a) => a.query(({ config: c }) => ({ key: c.apiKey })) },
  'the path': { request: (c) => ({ path: `/people/${encodeURIComponent(reveal(c.apiKey))}/all` }) },
  'the path, as it is': { request: (c) => ({ path: `/people/${reveal(c.apiKey)}/all` }) },
  'a header': { auth: (a) => a.header('x-api-key', (c) => c.apiKey) },
  'a header of the request': { request: (c) => ({ headers: { 'x-tenant': c.apiKey } }) },
  'a bearer token': { auth: (a) => a.bearer((c) => c.apiKey) },
  'basic credentials': { auth: (a) => a.basic((c) => ['user', c.apiKey]) },
  'the JSON body': { request: (c) => ({ json: { key: c.apiKey, nested: [{ text: `k ${reveal(c.apiKey)}` }] } }) },
  'the JSON body, by the authenticator': { auth: (a) => a.body(({ config: c }) => ({ key: c.apiKey })) },
  'a form': { request: (c) => ({ form: { key: c.apiKey, both: `a ${reveal(c.apiKey)}` } }) },
  'a signed header': {
    auth: (a) =>
      a.sign('tc3', (_request, { config: c }) => {
        const signed = `Credential=${encodeURIComponent(reveal(c.apiKey))}/2026-11-10/x/tc3_request, Signature=5ec3`
        return { authorization: `TC3-HMAC-SHA256 ${signed}`, 'x-signed': signed }
      }),
  },
  'the call for a token': {
    auth: (a) =>
      a.oauth2ClientCredentials({
        tokenRequest: (c) => ({ path: '/token', form: { client_secret: c.apiKey } }),
        readToken: (reply) => ({ accessToken: (reply as { token: string }).token, expiresInSeconds: 600 }),
      }),
  },
}

const TOKEN = 'minted-canary/+token'

/** Answers with all that it was sent, in every part of the reply and in several spellings. */
function echo(outcome: 'well' | 'refuses' | 'breaks', apiKey: string) {
  let token = ''
  return (request: EncodedRequest, number: number): ScriptedReply => {
    if (request.url.endsWith('/token')) {
      token = TOKEN
      const body = { code: 0, token: TOKEN, refresh: { token: `refresh-${TOKEN}` }, message: 'canary' }
      return {
        body,
        headers: { 'x-token': TOKEN, 'set-cookie': `session=canary-${number}`, 'content-type': 'application/json' },
      }
    }
    const said = [request.url, ...Object.values(request.headers), new TextDecoder().decode(request.body), apiKey, token]
    const next = new URL(`https://api.leaky.example/people?key=${encodeURIComponent(apiKey)}&token=${token}`).href
    const headers = {
      link: `<${next}>; rel="next"`,
      'x-echo': encodeURIComponent(said.join(' ')),
      'set-cookie': 'sid=canary',
    }
    const message = `${said.join(' ')} ${Buffer.from(`user:${apiKey}`).toString('base64')}`
    const people = [{ id: '1', echo: said, [apiKey]: 1, owner: { name: 'canary' }, email: 'canary@x.example' }]
    if (outcome === 'breaks') return { status: 500, headers, body: `<html>${message}` }
    if (outcome === 'refuses') return { headers, body: { code: message, message, people, next } }
    return { headers, body: { code: 0, people, link: next } }
  }
}

describe('a secret, a minted token and what names a person', () => {
  const cases = Object.keys(PLACES).flatMap((place) =>
    (['well', 'refuses', 'breaks'] as const).map((outcome) => [place, outcome] as const),
  )

  it.each(cases)(
    'in %s, echoed where the vendor %s, survive in no log, error, event or exchange',
    async (place, outcome) => {
      const leak = PLACES[place] ?? {}
      const { text, transport } = await shownBy(leak, SECRET, echo(outcome, SECRET))
      expect(
        readable(transport.map((sent) => inspect(sent) + new TextDecoder().decode(sent.body)).join(' ')),
      ).toContain('canary')
      expect(exchanges.length).toBeGreaterThan(2)
      expect(text).toContain('[redacted]')
      expect(/.{0,80}canary.{0,80}/.exec(readable(text))?.[0]).toBeUndefined()
    },
  )

  it('that is a number goes out of numbers, too, and the reply stays JSON', async () => {
    const body = `{"code":0,"people":[],"key":${NUMBER},"in":[1.0,-${NUMBER}.50e2,"x${NUMBER}"],"${NUMBER}":true}`
    const { text } = await shownBy({}, NUMBER, () => ({ body }))
    expect(text).not.toContain(NUMBER)
    expect(exchanges[0]?.reply?.body).toBe(
      '{"code":0,"people":[],"key":"[redacted]","in":[1.0,"[redacted]","x[redacted]"],"[redacted]":true}',
    )
  })
})

describe('an exchange', () => {
  it('holds what was sent and what came back, and how long it took', async () => {
    const vendor = checkAcme(() => {
      vendor.clock.advance(40)
      return { ...WELL, headers: { 'content-type': 'application/json' } }
    })
    await vendor.check()
    expect(exchanges).toEqual([
      {
        connection: 'main',
        runId: 'abababababababab',
        connector: 'acme',
        endpoint: 'balance',
        attempt: 1,
        request: {
          method: 'GET',
          url: 'https://api.acme.example/balance',
          headers: { accept: 'application/json', authorization: 'Bearer [redacted]' },
        },
        reply: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"code":0,"balance":"7.50"}' },
        ms: 40,
        code: null,
      },
    ])
  })

  it('is published for each attempt, with the reason why it failed; without a reply where none came', async () => {
    const vendor = checkAcme((_request, number) => {
      if (number === 0) throw Object.assign(new Error(), { code: 'ECONNRESET' })
      return number === 1 ? { body: { code: 'busy' } } : WELL
    })
    await vendor.check()
    expect(exchanges.map(({ attempt, code, reply }) => [attempt, code, reply?.body])).toEqual([
      [1, 'NETWORK_RESET', undefined],
      [2, 'busy', '{"code":"busy"}'],
      [3, null, '{"code":0,"balance":"7.50"}'],
    ])
  })

  it('keeps every digit of every number, and every character beside', async () => {
    const body = `{ "code": 0,\n "people": [], "n": [12345678901234567890, 0.10, 1e-7, -0.0, 7.50], "t": "\\u00e9\\/\\n" }`
    await shownBy({}, SECRET, () => ({ body }))
    expect(exchanges[0]?.reply?.body).toBe(body)
  })

  it('hides the fields that name or describe a person, unless the connection asks for them', async () => {
    const body = `{"code":0,"people":[{"id":"1","owner":{"name":"Ann","tags":["{"]},"email" : "a@x.example","age":4.20}]}`
    await shownBy({}, SECRET, () => ({ body }))
    expect(exchanges[0]?.reply?.body).toBe(
      '{"code":0,"people":[{"id":"1","owner":"[redacted]","email" : "[redacted]","age":4.20}]}',
    )
    exchanges.length = 0
    const host = testHost(scriptedTransport(() => ({ body })))
    const runtime = createRuntime({ connectors: [leaky({})], container: host.container })
    await runtime.check('main', { connector: 'leaky', config: { apiKey: SECRET, personalData: true } })
    expect(exchanges[0]?.reply?.body).toBe(body)
  })

  it('with a token endpoint shows numbers and names only, unless it refuses', async () => {
    const oauth = PLACES['the call for a token'] ?? {}
    const body = { code: 0, token: 'never-seen-before', expires_in: 7200, scope: null }
    await shownBy(oauth, SECRET, () => ({ body, headers: { 'x-request': 'a', date: 'today' } }))
    expect(exchanges[0]).toMatchObject({
      endpoint: '(token)',
      reply: {
        headers: { 'x-request': '[redacted]', date: 'today' },
        body: '{"code":0,"token":"[redacted]","expires_in":7200,"scope":null}',
      },
    })
    exchanges.length = 0
    await shownBy(oauth, SECRET, () => ({ body: 'token=never-seen-before' }))
    expect(exchanges[0]?.reply?.body).toBe('[redacted]')
    exchanges.length = 0
    await shownBy(oauth, SECRET, () => ({ status: 401, body: { error: 'invalid_client' } }))
    expect(exchanges[0]?.reply?.body).toBe('{"error":"invalid_client"}')
  })

  it('shows no JSON web token, whoever signed it', async () => {
    const jwt = [{ alg: 'RS256' }, { iss: 'a' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    const assertion = [...jwt, 'c2lnbmF0dXJl'].join('.')
    await shownBy({ request: () => ({ form: { assertion, grant: 'jwt' } }) }, SECRET, () => ({ body: { code: 0 } }))
    expect(exchanges[0]?.request.body).toBe('assertion=[redacted]&grant=jwt')
  })

  it('shows nothing of what an authenticator put on a request, though no value of the config gives it away', async () => {
    const signature = '9f86d081884c7d659a2feaa0c55ad015'
    const places: readonly ((kit: AuthKit<LeakyConfig>) => Authenticator<LeakyConfig>)[] = [
      (a) => a.query(() => ({ sign: signature, at: 1 })),
      (a) => a.sign('own', () => ({ 'x-own': `v=1, s="${signature}"`, date: 'today' })),
      (a) => a.sign('own', () => ({ authorization: `OWN Key=1, Signature=${signature}` })),
      (a) => a.body(() => ({ sign: new Secret(signature) })),
      () => ({
        kind: 'own',
        describe: () => 'a form',
        apply: (request) => ({ ...request, body: new TextEncoder().encode(`${signature}`) }),
      }),
    ]
    for (const auth of places) {
      exchanges.length = 0
      const body = { code: 0, people: [], echo: `your signature was ${signature}` }
      const { text } = await shownBy({ auth, request: () => ({ query: { page: '2' } }) }, SECRET, () => ({ body }))
      expect(text).not.toContain(signature)
      expect(exchanges[0]?.request.url).toContain('page=2')
      expect(exchanges[0]?.reply?.body).toContain('your signature was [redacted]')
    }
  })

  it('keeps what a request is about beside what its authenticator put on it', async () => {
    const auth: Leak['auth'] = (a) => a.body(() => ({ sign: new Secret('5f16c0ffee5f16c0ffee') }))
    await shownBy({ auth, request: () => ({ json: { id: decodeJson('9007199254740993'), page: 1 } }) }, SECRET, () => ({
      body: { code: 0 },
    }))
    expect(exchanges[0]?.request.body).toBe('{"id":9007199254740993,"page":1,"sign":"[redacted]"}')
  })

  it('shows no header that lets somebody in, and of an address to go to only where it is', async () => {
    const headers = {
      'x-auth-token': 'canary-1',
      'x-session-id': 'canary-2',
      location: 'https://api.leaky.example/in?ticket=canary-3#canary',
      'x-next-page-token': 'c2',
    }
    await shownBy({}, SECRET, () => ({ body: { code: 0 }, headers }))
    expect(exchanges[0]?.reply?.headers).toEqual({
      'x-auth-token': '[redacted]',
      'x-session-id': '[redacted]',
      location: 'https://api.leaky.example/in?[redacted]',
      'x-next-page-token': 'c2',
    })
  })

  it('is read by its charset: a secret in UTF-16 does not slip through', async () => {
    const body = Buffer.from(`{"code":0,"echo":"${SECRET.slice(0, 8)}é"}`, 'utf16le')
    const headers = { 'content-type': 'application/json; charset=utf-16le' }
    const host = testHost({ send: async () => ({ status: 200, headers, body }) })
    const runtime = createRuntime({ connectors: [leaky({})], container: host.container })
    await runtime.check('main', { connector: 'leaky', config: { apiKey: SECRET.slice(0, 8) } })
    expect(exchanges[0]?.reply?.body).toBe('{"code":0,"echo":"[redacted]é"}')
  })

  it('with JSON that is cut off or damaged is scrubbed all the same', async () => {
    for (const body of [
      `{"code":0,"people":["${SECRET.slice(0, 6)}${SECRET.slice(6)}`,
      `{"owner":{"name":"canary`,
      '{"a":[}{"x"',
    ]) {
      exchanges.length = 0
      const { text } = await shownBy({}, SECRET, () => ({ body }))
      expect(text).not.toContain('canary')
      expect(exchanges.length).toBeGreaterThan(0)
    }
  })

  it('is not even made while nobody listens', async () => {
    let looks = 0
    const headers = new Proxy<Record<string, string>>(
      {},
      {
        ownKeys: () => {
          looks += 1
          return []
        },
      },
    )
    const body = new TextEncoder().encode('{"code":0,"people":[]}')
    const host = testHost({ send: async () => ({ status: 200, headers, body }) })
    const runtime = createRuntime({ connectors: [leaky({})], container: host.container })
    const check = () => runtime.check('main', { connector: 'leaky', config: { apiKey: SECRET } })
    await check()
    expect(looks).toBe(1)
    unsubscribe(EXCHANGE_CHANNEL, listen)
    await check()
    expect(looks).toBe(1)
  })

  it('goes to a subscriber that throws without harm to the run or the process', async () => {
    const uncaught: unknown[] = []
    const catching = (error: unknown): number => uncaught.push(error)
    const failing = (): never => {
      throw new Error('subscriber')
    }
    process.on('uncaughtException', catching)
    subscribe(EXCHANGE_CHANNEL, failing)
    const vendor = checkAcme(() => WELL)
    await vendor.check()
    await new Promise(setImmediate)
    unsubscribe(EXCHANGE_CHANNEL, failing)
    process.off('uncaughtException', catching)
    expect(uncaught).toEqual([])
    expect(exchanges).toHaveLength(1)
    expect(vendor.logs).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'a subscriber of outlay:exchange failed' }),
    )
  })

  it('can be played back: its reply decodes to what the vendor sent, but for what is hidden', async () => {
    const sent = { code: 0, people: [], n: decodeJson('[12345678901234567890, 0.10]') }
    await shownBy({}, SECRET, () => ({ body: encodeJson(sent) }))
    expect(decodeJson(exchanges[0]?.reply?.body ?? '')).toEqual(sent)
  })
})
