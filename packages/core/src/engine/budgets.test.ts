import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { Limit, LimitSignal } from '../contract/limit.js'
import type { AcmeOptions } from '../testing/acme.js'
import { type OpenAcme, openAcme } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'

const WELL: ScriptedReply = { body: { code: 0, balance: 1, items: [] } }

/** A connection, and when each of its requests was sent, by path, milliseconds after the first. */
function opened(limits: AcmeOptions['limits'], options: Omit<AcmeOptions, 'limits'> = {}, answer = () => WELL) {
  const sent: { readonly path: string; readonly at: number }[] = []
  const transport = scriptedTransport((request) => {
    sent.push({ path: new URL(request.url).pathname, at: connection.clock.now() })
    return answer()
  })
  const connection: OpenAcme = openAcme(transport, { ...options, ...(limits && { limits }) })
  const call = (endpoint: string, query: Readonly<Record<string, number>> = {}) =>
    connection.pipeline({
      endpoint,
      request: { path: `/${endpoint}`, query },
      authenticated: true,
      signal: new AbortController().signal,
      validate: (body) => body,
    })
  const times = (path = ''): readonly number[] =>
    sent.filter((each) => each.path.startsWith(`/${path}`)).map(({ at }) => at - (sent[0]?.at ?? 0))
  return { ...connection, call, times }
}

describe('a limit', () => {
  it('counts each endpoint for itself, unless it says otherwise', async () => {
    const { call, times } = opened((l) => [l.interval({ every: '10s' })])
    for (const endpoint of ['balance', 'usage', 'balance', 'usage']) await call(endpoint)
    expect(times()).toEqual([0, 0, 10_000, 10_000])
  })

  it('across a credential counts all endpoints together', async () => {
    const { call, times } = opened((l) => [l.interval({ every: '10s', across: 'credential' })])
    for (const endpoint of ['balance', 'usage', 'balance']) await call(endpoint)
    expect(times()).toEqual([0, 10_000, 20_000])
  })

  it('holds only for the endpoints that it names, one by one or together', async () => {
    const single = opened((l) => [l.interval({ every: '10s', endpoints: ['usage'] })])
    for (const endpoint of ['balance', 'usage', 'balance', 'usage']) await single.call(endpoint)
    expect(single.times('balance')).toEqual([0, 0])
    expect(single.times('usage')).toEqual([0, 10_000])

    const together = opened((l) => [
      l.interval({ every: '10s', across: 'credential', endpoints: ['usage', 'balance'] }),
      l.interval({ name: 'all', every: '1s', across: 'credential' }),
    ])
    for (const endpoint of ['usage', 'balance', 'other', 'other']) await together.call(endpoint)
    expect(together.times()).toEqual([0, 10_000, 11_000, 12_000])
  })

  it('of one endpoint holds nobody up at one across the credential', async () => {
    const { call, times } = opened((l) => [
      l.window({ max: 5, per: '1s', across: 'credential' }),
      l.interval({ every: '1m', endpoints: ['balance'] }),
      l.concurrent({ max: 1, across: 'credential' }),
    ])
    await Promise.all([call('balance'), call('balance'), ...Array.from({ length: 10 }, () => call('usage'))])
    expect(times('usage').at(-1)).toBeLessThan(3_000)
    const [first = 0, second = 0] = times('balance')
    expect(first).toBeLessThan(3_000)
    expect(second - first).toBe(60_000)
  })

  it('is refused when it names an endpoint that the connector does not have, or when two have one name', () => {
    expect(() => opened((l) => [l.interval({ every: '1s', endpoints: ['usages'] })])).toThrow(
      'the connector "acme" failed in its limits: there is no endpoint "usages"',
    )
    expect(() => opened((l) => [l.interval({ every: '1s' }), l.interval({ every: '5s' })])).toThrow(
      'the connector "acme" failed in its limits: two of them are called "interval": give one a name of its own',
    )
    expect(() => opened((l) => [l.window({ max: 0, per: '1s' })])).toThrow(
      'the connector "acme" failed in its limits: "max"',
    )
  })
})

describe('the weight of a request', () => {
  it('is counted, by endpoint and request', async () => {
    const { call, times } = opened((l) => [
      l.window({
        max: 10,
        per: '1s',
        across: 'credential',
        weight: ({ endpoint, request }) => (endpoint === 'usage' ? Number(request.query?.size) : 1),
      }),
    ])
    await call('usage', { size: 9 })
    await call('balance')
    await call('usage', { size: 2 })
    expect(times()).toEqual([0, 0, 1_020])
  })

  it.each([0, -1, 11, Number.NaN, Number.POSITIVE_INFINITY])(
    'of %d is an error that names connector, limit and endpoint, and nothing is sent',
    async (weight) => {
      const { call, times } = opened((l) => [l.window({ max: 10, per: '1s', weight: () => weight })])
      await expect(call('usage')).rejects.toMatchObject({
        code: 'PLUGIN_FAILED',
        message: `the connector "acme" failed in its limit "window": a request to usage costs ${weight} units, which must be over 0 and up to 10`,
      })
      expect(times()).toEqual([])
    },
  )

  it('that cannot be told is an error of the connector', async () => {
    const weight = () => {
      throw new TypeError('no size')
    }
    const { call } = opened((l) => [l.rate({ name: 'quota', max: 10, per: '1s', weight })])
    await expect(call('usage')).rejects.toThrow('the connector "acme" failed in its limit "quota": no size')
  })
})

describe('one place across a credential', () => {
  it('is shared by all endpoints, and is no dead end for the token that a request needs', async () => {
    const minting: AcmeOptions['auth'] = (a) =>
      a.oauth2ClientCredentials({
        tokenRequest: (c) => ({ path: '/token', json: { key: c.apiKey } }),
        readToken: () => ({ accessToken: 'minted', expiresInSeconds: 600 }),
      })
    const { call, times } = opened(
      (l) => [
        l.concurrent({ max: 1, across: 'credential' }),
        l.rate({ max: 1, per: '1s', across: 'credential' }),
        l.interval({ every: '1s' }),
      ],
      { auth: minting },
    )
    await Promise.all(['balance', 'usage', 'balance', 'usage'].map((endpoint) => call(endpoint)))
    expect(times('token')).toHaveLength(1)
    expect(times()).toHaveLength(5)
  })
})

describe('a refusal', () => {
  const refusing = (times: number, reply: ScriptedReply) => {
    let count = 0
    return () => {
      count += 1
      return count <= times ? reply : WELL
    }
  }

  it.each([
    ['in-band', { body: { code: 'busy' } }],
    ['by status', { status: 429 }],
  ])('%s holds the next request too, also of a connector that declares no limit', async (_form, reply) => {
    const { call, times } = opened(undefined, {}, refusing(1, reply))
    await Promise.all([call('usage'), call('balance').then(() => call('usage'))])
    const [first, ...others] = times('usage')
    expect(first).toBe(0)
    expect(Math.min(...others)).toBe(2_000)
    expect(times('balance')).toEqual([0])
  })

  it('and the backoff of the request that was refused run at the same time', async () => {
    const { call, clock } = opened(
      (l) => [l.window({ max: 9, per: '1s' })],
      {},
      refusing(1, { body: { code: 'busy' } }),
    )
    await call('usage')
    expect(clock.sleeps).toEqual([500, 1_500])
  })

  it('that says how long is waited for once: retry and limit do not add up', async () => {
    const reply = { status: 429, headers: { 'retry-after': '30' } }
    const { call, clock, times } = opened((l) => [l.window({ max: 9, per: '1s' })], {}, refusing(1, reply))
    await call('usage')
    expect(times()).toEqual([0, 30_050])
    expect(clock.sleeps).toEqual([30_050])
  })

  it('for over 15 minutes suspends whoever comes next as well', async () => {
    const reply = { status: 429, headers: { 'retry-after': '3600' } }
    const { call, times } = opened(undefined, {}, refusing(1, reply))
    await expect(call('usage')).rejects.toMatchObject({ code: 'LIMIT_SUSPENDED' })
    await expect(call('usage')).rejects.toMatchObject({
      code: 'LIMIT_SUSPENDED',
      resumeAt: '2026-11-10T13:00:00.000Z',
    })
    expect(times()).toEqual([0])
  })

  it("teaches a limit of the connector's own, which hears of every reply where it asks for that", async () => {
    const heard: LimitSignal[] = []
    const own: Limit<unknown> = {
      kind: 'own',
      describe: 'own',
      reserve: (state, now) => ({ startsAt: now, state: state ?? 0, watch: true }),
      observe: (state, signal) => {
        heard.push(signal)
        return (typeof state === 'number' ? state : 0) + 1
      },
    }
    let count = 0
    const replies: readonly ScriptedReply[] = [
      { ...WELL, headers: { 'x-left': '3' } },
      { body: { code: 'later' } },
      { status: 404 },
    ]
    const { call } = opened(
      () => [own],
      {},
      () => replies[Math.min(count++, 2)] ?? WELL,
    )
    await call('usage')
    await expect(call('usage')).rejects.toMatchObject({ category: 'not_found' })
    expect(heard.map(({ kind, retryAfterMs }) => [kind, retryAfterMs])).toEqual([
      ['ok', undefined],
      ['throttled', 7_000],
      ['failed', undefined],
    ])
    expect(heard[0]?.headers).toEqual({ 'x-left': '3' })
  })
})
