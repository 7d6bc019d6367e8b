import { describe, expect, it } from 'vitest'
import type { Authenticator } from '../contract/authenticator.js'
import type { EncodedRequest } from '../contract/request.js'
import { Secret } from '../fields/secret.js'
import type { AcmeConfig } from '../testing/acme.js'
import { openAcme } from '../testing/open-acme.js'
import { scriptedTransport } from '../testing/scripted-transport.js'
import { type AuthKit, authKit } from './auth-kit.js'

const CONFIG: AcmeConfig = { apiKey: new Secret('sk'), accounts: ['1'], baseUrl: 'https://api.acme.example' }

/** What is sent for a request with this authentication. */
async function sentWith(
  auth: (kit: AuthKit<AcmeConfig>) => Authenticator<AcmeConfig>,
  request: Parameters<ReturnType<typeof openAcme>['call']>[0] = { path: '/x' },
): Promise<EncodedRequest & { readonly text: string }> {
  const transport = scriptedTransport(() => ({ body: { code: 0 } }))
  await openAcme(transport, { auth }).call(request)
  const [sent] = transport.sent
  if (sent === undefined) throw new RangeError('nothing was sent')
  return { ...sent, text: new TextDecoder().decode(sent.body) }
}

describe('an authenticator', () => {
  it('puts credentials into the query, behind what is there', async () => {
    const auth = (a: AuthKit<AcmeConfig>) =>
      a.query(({ config }) => ({ key: config.apiKey, 'a&b': '=', none: undefined }))
    expect((await sentWith(auth)).url).toBe('https://api.acme.example/x?key=sk-canary&a%26b=%3D')
    expect((await sentWith(auth, { path: '/x', query: { page: 1 } })).url).toBe(
      'https://api.acme.example/x?page=1&key=sk-canary&a%26b=%3D',
    )
  })

  it('puts credentials into a JSON body and keeps every number of it', async () => {
    const auth = (a: AuthKit<AcmeConfig>) => a.body(({ config }) => ({ apiKey: config.apiKey }))
    const sent = await sentWith(auth, {
      path: '/x',
      json: { n: 12345678901234567890n, deep: [{ key: CONFIG.apiKey }] },
    })
    expect(sent.text).toBe('{"n":12345678901234567890,"deep":[{"key":"sk"}],"apiKey":"sk-canary"}')
    const bare = await sentWith(auth)
    expect(bare).toMatchObject({ method: 'POST', text: '{"apiKey":"sk-canary"}' })
    expect(bare.headers['content-type']).toBe('application/json')
  })

  it.each([
    ['bearer', (a: AuthKit<AcmeConfig>) => a.bearer((c) => c.apiKey), { authorization: 'Bearer sk-canary' }],
    [
      'basic',
      (a: AuthKit<AcmeConfig>) => a.basic((c) => ['me', c.apiKey]),
      { authorization: 'Basic bWU6c2stY2FuYXJ5' },
    ],
    ['header', (a: AuthKit<AcmeConfig>) => a.header('X-Api-Key', (c) => c.apiKey), { 'x-api-key': 'sk-canary' }],
  ])('of kind %s sets its header', async (_kind, auth, headers) => {
    expect((await sentWith(auth)).headers).toMatchObject(headers)
  })

  it('signs what the ones before it have made', async () => {
    const sent = await sentWith(
      (a) =>
        a.all(
          a.query(() => ({ at: 5 })),
          a.sign('test', ({ method, url }) => ({ 'X-Signed': `${method} ${url}` })),
        ),
      { path: '/x', json: {} },
    )
    expect(sent.headers['x-signed']).toBe('POST https://api.acme.example/x?at=5')
  })

  it('never changes the request that it is given', async () => {
    const request: EncodedRequest = Object.freeze({
      method: 'POST',
      url: 'https://api.acme.example/x',
      headers: Object.freeze({ accept: 'a' }),
      body: new TextEncoder().encode('{"a":1}'),
    })
    const kit = authKit<AcmeConfig>()
    const context = { config: CONFIG } as Parameters<Authenticator<AcmeConfig>['apply']>[1]
    const before = new TextDecoder().decode(request.body)
    for (const authenticator of [
      kit.none(),
      kit.query(() => ({ a: 1 })),
      kit.body(() => ({ key: CONFIG.apiKey })),
      kit.bearer((c) => c.apiKey),
      kit.sign('s', () => ({ b: 'c' })),
    ]) {
      await authenticator.apply(request, context)
    }
    expect(new TextDecoder().decode(request.body)).toBe(before)
  })

  it('is chosen by the config, and the others are never tried', async () => {
    const refusing = (kind: string): Authenticator<AcmeConfig> => ({
      kind,
      describe: () => kind,
      apply: () => {
        throw new RangeError('probed')
      },
    })
    const kit = authKit<AcmeConfig>()
    const choice = kit.choose((c) => (c.secondKey === undefined ? 'one' : 'two'), {
      one: kit.bearer((c) => c.apiKey),
      two: refusing('two'),
    })
    expect(choice.describe(CONFIG)).toBe('the authorization header')
    expect(choice.describe({ ...CONFIG, secondKey: new Secret('x') })).toBe('two')
    const sent = await sentWith(() => choice)
    expect(sent.headers.authorization).toBe('Bearer sk-canary')
  })

  it('that was chosen is the only one ever, whatever is refused', async () => {
    const asked: string[] = []
    const kit = authKit<AcmeConfig>()
    const part = (name: string): Authenticator<AcmeConfig> => ({
      ...kit.none(),
      prepare: () => void asked.push(`prepare ${name}`),
      apply: (request) => {
        asked.push(`apply ${name}`)
        return request
      },
      recover: async () => {
        asked.push(`recover ${name}`)
        return true
      },
    })
    const auth = (a: AuthKit<AcmeConfig>) =>
      a.choose<'one' | 'two'>(() => 'one', { one: part('one'), two: part('two') })
    for (const code of ['expired', 'denied', 'skewed', 'tired', 4711]) {
      const headers = { date: 'Tue, 10 Nov 2026 13:00:00 GMT' }
      const connection = openAcme(
        scriptedTransport(() => ({ body: { code }, headers })),
        { auth },
      )
      await expect(connection.call()).rejects.toMatchObject({ vendor: { code: `${code}` } })
    }
    expect(new Set(asked)).toEqual(new Set(['prepare one', 'apply one', 'recover one']))
  })

  it('prepares what each of several needs, in order; of a choice the chosen one', async () => {
    const kit = authKit<AcmeConfig>()
    const asked: string[] = []
    const part = (name: string): Authenticator<AcmeConfig> => ({
      ...kit.none(),
      prepare: async () => {
        await Promise.resolve()
        asked.push(name)
      },
    })
    const context = { config: CONFIG } as Parameters<Authenticator<AcmeConfig>['apply']>[1]
    const choice = kit.choose<'c' | 'd'>(() => 'c', { c: part('c'), d: part('d') })
    await kit.all(part('a'), kit.none(), part('b'), choice).prepare?.(context)
    expect(asked).toEqual(['a', 'b', 'c'])
    expect(await kit.choose(() => 'e', { e: kit.none() }).prepare?.(context)).toBeUndefined()
  })

  it('is authorised as what it is made of is: of several the first that can be, of a choice the chosen one', () => {
    const kit = authKit<AcmeConfig>()
    const part = (name: string): Authenticator<AcmeConfig> => ({
      ...kit.none(),
      authorization: () => ({
        url: () => name,
        codeParameter: 'code',
        redeem: async () => ({ accessToken: name, expiresAt: 0 }),
      }),
    })
    const modes = { open: kit.none(), first: part('first'), second: part('second') }
    const pageOf = (authenticator: Authenticator<AcmeConfig>): string | undefined =>
      authenticator.authorization?.(CONFIG)?.url(CONFIG, 'state')
    expect(pageOf(kit.choose<keyof typeof modes>(() => 'second', modes))).toBe('second')
    expect(pageOf(kit.choose<keyof typeof modes>(() => 'open', modes))).toBeUndefined()
    expect(pageOf(kit.all(kit.none(), modes.first, modes.second))).toBe('first')
    expect(pageOf(kit.all(kit.none()))).toBeUndefined()
  })

  it('describes where credentials go without showing them', () => {
    const kit = authKit<AcmeConfig>()
    const all = kit.all(
      kit.query(({ config }) => ({ key: config.apiKey })),
      kit.bearer((c) => c.apiKey),
      kit.sign('tc3', () => ({})),
    )
    expect(all.describe(CONFIG)).toBe('query parameters and the authorization header and a tc3 signature')
  })

  it('of several recovers by the first that can', async () => {
    const kit = authKit<AcmeConfig>()
    const asked: string[] = []
    const part = (name: string, answer: boolean): Authenticator<AcmeConfig> => ({
      ...kit.none(),
      recover: async () => {
        asked.push(name)
        return answer
      },
    })
    const all = kit.all(kit.none(), part('a', false), part('b', true), part('c', true))
    const [failure, sent, context] = [{}, {}, {}] as Parameters<NonNullable<typeof all.recover>>
    expect(await all.recover?.(failure, sent, context)).toBe(true)
    expect(asked).toEqual(['a', 'b'])
    expect(await kit.all(kit.none(), part('d', false)).recover?.(failure, sent, context)).toBe(false)
  })
})
