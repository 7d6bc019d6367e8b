import { createHmac } from 'node:crypto'
import nock from 'nock'
import { afterEach, describe, expect, it } from 'vitest'
import type { ReplyFacts } from '../contract/definition.js'
import { DataError, OutlayError, VendorError } from '../contract/errors.js'
import type { EncodedRequest } from '../contract/request.js'
import { type LoopbackServer, loopbackServer } from '../testing/loopback-server.js'
import { openAcme } from '../testing/open-acme.js'
import { scriptedTransport } from '../testing/scripted-transport.js'
import { attemptStages } from './attempt-stages.js'
import type { PipelineServices } from './operation.js'
import { undiciTransport } from './undici-transport.js'

const WELL = { body: { code: 0, balance: 1 } }

describe('an attempt', () => {
  it('goes through its stages in this order', () => {
    const stages = attemptStages({} as PipelineServices)
    expect(stages.map(({ name }) => name)).toEqual(['prepare', 'limit', 'auth', 'transport', 'decode', 'classify'])
  })

  it('is validated last, after classification, and not tried again for what it holds', async () => {
    const transport = scriptedTransport((_request, number) => (number < 2 ? { body: { code: 'busy' } } : WELL))
    const connection = openAcme(transport)
    const seen: unknown[] = []
    const asked = connection.pipeline({
      endpoint: 'balance',
      request: { path: '/balance' },
      authenticated: true,
      signal: new AbortController().signal,
      validate: (body) => {
        seen.push(body)
        throw new DataError({ code: 'RECORD_INVALID', message: 'no' })
      },
    })
    await expect(asked).rejects.toMatchObject({ code: 'RECORD_INVALID' })
    expect(seen).toEqual([WELL.body])
    expect(transport.sent).toHaveLength(3)
  })

  it.each([
    [undefined, { code: 'ACME_ODD', message: 'Acme: odd', attempts: ['1: busy, then waited 500 ms', '2: ACME_ODD'] }],
    [
      { code: '7', message: 'so' },
      { code: 'ACME_ODD', message: 'odd', vendor: { code: '7', message: 'so' } },
    ],
  ])("whose reply a connector finds odd fails in its words, the vendor's kept: %j", async (vendor, told) => {
    const transport = scriptedTransport((_request, number) => (number < 1 ? { body: { code: 'busy' } } : WELL))
    const asked = openAcme(transport).pipeline({
      endpoint: 'balance',
      request: { path: '/balance' },
      authenticated: true,
      signal: new AbortController().signal,
      validate: () => {
        throw new VendorError({ code: 'ACME_ODD', category: 'transient', message: 'odd', stops: 'window', vendor })
      },
    })
    await expect(asked).rejects.toMatchObject({ ...told, category: 'transient', stops: 'window' })
    expect(transport.sent).toHaveLength(2)
  })

  it('tells validation how many bytes came, with which headers, and what for', async () => {
    const headers = { link: '</?page=2>; rel=next' }
    const transport = scriptedTransport(() => ({ headers, body: '{"code":0,"text":"ü"}' }))
    const connection = openAcme(transport, { auth: (a) => a.query(() => ({ at: 5 })) })
    const signal = new AbortController().signal
    const validate = (_body: unknown, reply: ReplyFacts): ReplyFacts => reply
    const operation = { endpoint: 'balance', request: { path: '/x?a=1' }, authenticated: true, signal, validate }
    expect(await connection.pipeline(operation)).toEqual({
      bytes: 22,
      headers,
      url: 'https://api.acme.example/x?a=1&at=5',
    })
  })

  it('gives its concurrency slot back however it ends', async () => {
    const transport = scriptedTransport((_request, number) => {
      if (number % 3 === 0) throw new OutlayError({ code: 'BUG', category: 'bug', message: 'a broken transport' })
      return number % 3 === 1 ? { body: { code: 'denied' } } : WELL
    })
    const connection = openAcme(transport, { limits: (l) => [l.concurrent({ max: 1 })] })
    const results = await Promise.allSettled(Array.from({ length: 9 }, () => connection.call()))
    expect(results.map(({ status }) => status).sort()).toEqual([
      ...Array(3).fill('fulfilled'),
      ...Array(6).fill('rejected'),
    ])
  })
})

describe("a host's own transport", () => {
  it('that throws what its client throws is tried again, like any network failure', async () => {
    const transport = scriptedTransport((_request, number) => {
      if (number < 2)
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) })
      return WELL
    })
    await openAcme(transport).call()
    expect(transport.sent).toHaveLength(3)
  })
})

describe('authentication', () => {
  it("is made anew on every attempt, after the limiter's wait", async () => {
    const times: number[] = []
    const transport = scriptedTransport((_request, number) => {
      times.push(connection.clock.now())
      return number < 2 ? { status: 503, headers: { 'retry-after': '20' } } : WELL
    })
    const connection = openAcme(transport, {
      limits: (l) => [l.interval({ every: '60s' })],
      auth: (a) => a.query(({ clock, random }) => ({ at: clock.now(), nonce: random.hex(4) })),
    })
    await connection.call()
    await connection.call()
    const stamps = transport.sent.map(({ url }) => Number(new URL(url).searchParams.get('at')))
    expect(stamps).toEqual(times)
    expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 60_000, 120_000, 180_000])
    expect(transport.sent.every(({ url }) => /^[^?]*\?at=\d+&nonce=abababab$/.test(url))).toBe(true)
  })

  it('starts from the bare request each time: nothing of an earlier attempt stays on it', async () => {
    const transport = scriptedTransport((_request, number) => (number < 3 ? { status: 503 } : WELL))
    const connection = openAcme(transport, {
      auth: (a) =>
        a.all(
          a.query(() => ({ key: 'k' })),
          a.body(({ config }) => ({ apiKey: config.apiKey })),
          a.sign('test', (request) => ({ 'X-Length': String(request.body?.length ?? 0) })),
        ),
    })
    await connection.call({ path: '/x', json: { a: 1 } })
    expect(transport.sent).toHaveLength(4)
    expect(new Set(transport.sent.map((sent) => JSON.stringify(sent)))).toHaveLength(1)
    expect(transport.sent[0]?.url).toBe('https://api.acme.example/x?key=k')
  })

  it('that sends the request to another origin is refused before anything is sent', async () => {
    const transport = scriptedTransport(() => WELL)
    for (const url of [
      'https://evil.example/balance',
      'http://api.acme.example/balance',
      'https://api.acme.example:444/',
    ]) {
      const connection = openAcme(transport, {
        auth: () => ({ kind: 'own', describe: () => 'own', apply: (request) => ({ ...request, url }) }),
      })
      await expect(connection.call()).rejects.toMatchObject({ code: 'ORIGIN_LEFT', category: 'bug' })
    }
    expect(transport.sent).toHaveLength(0)
  })
})

describe('a path', () => {
  it.each(['@evil.example/x', '.evil.example/x', ':444/x', '//evil.example/../..@evil.example'])(
    '%j cannot lead the credentials to another origin',
    async (path) => {
      const transport = scriptedTransport(() => WELL)
      await openAcme(transport)
        .call({ path })
        .catch(() => {})
      expect(transport.sent.every(({ url }) => new URL(url).origin === 'https://api.acme.example')).toBe(true)
    },
  )
})

describe('what is signed', () => {
  let server: LoopbackServer | undefined
  afterEach(async () => {
    await server?.close()
    nock.activate()
  })

  it('is what arrives, byte for byte, over a real socket', async () => {
    nock.restore()
    server = await loopbackServer((_request, response) => response.end('{"code":0}'))
    const signed: EncodedRequest[] = []
    const transport = undiciTransport()
    const connection = openAcme(transport, {
      config: { baseUrl: `${server.origin}/api/v1/` },
      auth: (a) =>
        a.sign('hmac', (request, { config: _config }) => {
          signed.push(request)
          return { 'x-signature': createHmac('sha256', 'k').update(request.url).digest('hex') }
        }),
    })
    const hostile = `it's "quoted" (a) *b* !c ~d $e,f;g:h@i/j?k#l[m]{n}|o\\p^q\`r%s+t é 中 😀 \u0000\n<&>=`
    await connection.call({
      path: "/it's/a b/ü/%2F/../x",
      query: { text: hostile, "k'ey (1)": 1, list: ['a', { b: "'" }] },
    })
    await connection.call({ path: '/json', json: { text: hostile, n: 1 } })
    await connection.call({ path: '/form', form: { text: hostile, 'a b': "'" } })
    await transport.close?.()
    expect(server.requests).toHaveLength(3)
    for (const [index, { url, host, body }] of server.requests.entries()) {
      expect(`${server.origin}${url}`).toBe(signed[index]?.url)
      expect(host).toBe(new URL(signed[index]?.url ?? '').host)
      expect(body).toBe(new TextDecoder().decode(signed[index]?.body))
    }
    const query = new URL(signed[0]?.url ?? '').searchParams
    expect(query.get('text')).toBe(hostile)
    expect(query.get('list')).toBe(`["a",{"b":"'"}]`)
    expect(new URLSearchParams(server.requests[2]?.body).get('text')).toBe(hostile)
  })
})

describe('the retry budget', () => {
  it('of a connection runs out in an outage: then each request is tried once', async () => {
    let down = true
    const transport = scriptedTransport(() => (down ? { status: 503 } : WELL))
    const connection = openAcme(transport)
    const attempts = async (): Promise<number> => {
      const before = transport.sent.length
      await connection.call().catch(() => {})
      return transport.sent.length - before
    }
    const counts: number[] = []
    for (let request = 0; request < 30; request += 1) counts.push(await attempts())
    expect(counts).toEqual([...Array(16).fill(4), 3, ...Array(13).fill(1)])

    down = false
    for (let request = 0; request < 15; request += 1) await connection.call()
    down = true
    expect([await attempts(), await attempts()]).toEqual([4, 1])
  })
})
