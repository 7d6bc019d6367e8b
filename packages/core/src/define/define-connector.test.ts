import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { ConnectorSpec } from '../contract/connector.js'
import type { ConnectorDefinition } from '../contract/definition.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { isSecret, reveal, secret } from '../fields/secret.js'
import { acme } from '../testing/acme.js'
import { definitionOf } from '../testing/open-acme.js'
import { connector } from './connector.js'

const CONFIG = z.strictObject({
  clientKey: secret(),
  queues: z.array(z.string()).default([]),
  nested: z.strictObject({ region: z.enum(['eu', 'us']), keys: z.array(secret()) }).optional(),
  softId: id().optional(),
  retries: z.int().min(0).optional(),
  baseUrl: z.string().default('https://api.x.example'),
})

const SPEC: ConnectorSpec<typeof CONFIG> = {
  id: 'x',
  title: 'X',
  docs: 'https://x.example',
  config: CONFIG,
  http: { baseUrl: (c) => c.baseUrl },
  billing: () => ({
    provider: 'X',
    service: 'X',
    category: 'Other',
    subcategory: 'Other (Other)',
    timeZone: 'UTC',
    currency: 'USD',
    currencySource: 'assumed',
  }),
}

/** One endpoint with one stream. */
function withStream(builder: ReturnType<typeof connector<typeof CONFIG>>, endpoint: string, stream: string) {
  const own = builder.endpoint({ name: endpoint, response: z.object({}) }, () => ({ path: '/' }))
  return {
    endpoint: own,
    stream: own.stream({ name: stream, records: () => [], record: z.object({ n: count() }) }, { primaryKey: ['n'] }),
  }
}

function defined(spec: ConnectorSpec<typeof CONFIG> = SPEC): ConnectorDefinition {
  const builder = connector(spec)
  const { endpoint, stream } = withStream(builder, 'usage', 'usage')
  return definitionOf(builder.plugin({ streams: [stream], check: endpoint }))
}

/** The error of a config. */
function refusal(config: unknown, spec?: ConnectorSpec<typeof CONFIG>): unknown {
  try {
    defined(spec).bind(config)
    return 'no refusal'
  } catch (error) {
    return error
  }
}

describe('a config', () => {
  it('is parsed, with its defaults, and every secret of it is found', () => {
    const bound = defined().bind({ clientKey: 'one', nested: { region: 'eu', keys: ['two', 'three'] } })
    expect(bound.baseUrl.href).toBe('https://api.x.example/')
    expect(bound.timeoutMs).toBe(60_000)
    expect(bound.secrets.every(isSecret)).toBe(true)
    expect(bound.secrets.map(reveal)).toEqual(['one', 'two', 'three'])
  })

  it('with an unknown key is refused with the nearest known one', () => {
    expect(refusal({ clientKey: 'k', clientkey: 'canary', quues: 1, zzz: 2 })).toMatchObject({
      code: 'CONFIG_UNKNOWN_KEY',
      category: 'config',
      message:
        'the config is wrong: unknown key "clientkey" (did you mean "clientKey"?); unknown key "quues" (did you mean "queues"?); unknown key "zzz"',
      hint: 'Known keys: clientKey, queues, nested, softId, retries, baseUrl.',
    })
  })

  it('with an unknown key further down is refused with its whole path', () => {
    expect(refusal({ clientKey: 'k', nested: { region: 'eu', keys: [], regoin: 'us' } })).toMatchObject({
      code: 'CONFIG_UNKNOWN_KEY',
      message: expect.stringContaining('unknown key "nested.regoin"'),
    })
  })

  it.each([undefined, null, {}])('of %j lacks its key', (config) => {
    expect(refusal(config)).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'the config is wrong: "clientKey" is missing',
    })
  })

  it.each([
    ['a list', [], 'expected object'],
    ['text', 'clientKey: k', 'expected object'],
    ['a key without a value', { clientKey: null }, '"clientKey" is missing'],
    ['an empty key', { clientKey: '' }, '"clientKey" is empty'],
    ['text for a list', { clientKey: 'k', queues: 'a' }, '"queues" is invalid: Invalid input: expected array'],
    ['a number in a list', { clientKey: 'k', queues: ['a', 5] }, '"queues.1" is invalid'],
    [
      'a value that is no choice',
      { clientKey: 'k', nested: { region: 'mars', keys: [] } },
      '"nested.region" is invalid',
    ],
    ['a key that is missing further down', { clientKey: 'k', nested: { keys: [] } }, '"nested.region" is'],
    ['an id that has lost digits', { clientKey: 'k', softId: 2 ** 60 }, '"softId" is a number that has lost digits'],
    ['a float for an integer', { clientKey: 'k', retries: 0.5 }, '"retries" is invalid'],
  ])('with %s is refused by name', (_what, config, said) => {
    const error = refusal(config)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', category: 'config' })
    expect(String(error)).toContain(said)
  })

  it('with several faults is refused with all of them at once', () => {
    const said = String(refusal({ queues: 1, retries: -1 }))
    for (const key of ['clientKey', 'queues', 'retries']) expect(said).toContain(`"${key}"`)
  })

  it('never has a value shown', () => {
    const error = refusal({
      clientKey: ' canary ',
      queues: 'canary',
      nested: { region: 'canary', keys: 'canary' },
      softId: {},
    })
    expect(JSON.stringify(error) + String(error)).not.toContain('canary')
  })
})

describe('error rules', () => {
  it('may be made from the config, so that what is said names what is set', () => {
    const spec: ConnectorSpec<typeof CONFIG> = {
      ...SPEC,
      errors: (c) => ({ kind: c.queues.join(), classify: () => undefined }),
    }
    expect(defined(spec).bind({ clientKey: 'k', queues: ['a', 'b'] }).errors?.kind).toBe('a,b')
  })
})

describe('baseUrl', () => {
  it.each(['', 'api.x.example', '/v1', 'ftp://x.example', 'file:///etc/passwd', 'javascript:alert(1)', 'https://'])(
    '%j is refused',
    (baseUrl) => {
      expect(refusal({ clientKey: 'k', baseUrl })).toMatchObject({
        code: 'CONFIG_INVALID',
        message: 'baseUrl must be an absolute http or https URL',
      })
    },
  )

  it.each([
    'https://user:canary@x.example',
    'https://user@x.example',
    'https://x.example/?key=canary',
    'https://x.example/#canary',
  ])('%s is refused: credentials have keys of their own', (baseUrl) => {
    const error = refusal({ clientKey: 'k', baseUrl })
    expect(error).toMatchObject({ message: expect.stringContaining('neither credentials nor a query') })
    expect(String(error)).not.toContain('canary')
  })

  it.each(['http://127.0.0.1:8080', 'https://x.example/api/v1/', 'https://xn--bcher-kva.example'])(
    '%s is fine',
    (baseUrl) => {
      expect(refusal({ clientKey: 'k', baseUrl })).toBe('no refusal')
    },
  )
})

describe('a connector', () => {
  it('tells its streams without a config', () => {
    expect(defined()).toMatchObject({
      id: 'x',
      specVersion: 1,
      streams: [{ name: 'usage', endpoint: 'usage', kind: 'snapshot', title: 'usage', optional: false }],
    })
  })

  it('that declares an endpoint twice is refused', () => {
    const builder = connector(SPEC)
    const one = withStream(builder, 'usage', 'a')
    const two = withStream(builder, 'usage', 'b')
    expect(() => builder.plugin({ streams: [one.stream, two.stream], check: one.endpoint })).toThrow(
      'the connector "x" is broken: it declares the endpoint "usage" twice',
    )
  })

  it('that declares a stream twice is refused, though it exports only one of the two', () => {
    const builder = connector(SPEC)
    const one = withStream(builder, 'a', 'usage')
    const two = withStream(builder, 'b', 'usage')
    const said = 'the connector "x" is broken: it declares the stream "usage" twice'
    expect(() => builder.plugin({ streams: [one.stream, two.stream], check: one.endpoint })).toThrow(said)
    expect(() => builder.plugin({ streams: [one.stream], check: one.endpoint })).toThrow(said)
  })

  it('that exports a stream of another connector is refused', () => {
    const builder = connector(SPEC)
    const own = withStream(builder, 'usage', 'usage')
    const other = withStream(connector({ ...SPEC, id: 'y' }), 'foreign', 'foreign')
    expect(() => builder.plugin({ streams: [own.stream, other.stream], check: own.endpoint })).toThrow(
      'it exports the stream "foreign" of another connector',
    )
  })

  it('whose check is no endpoint of its own is refused', () => {
    const builder = connector(SPEC)
    const own = withStream(builder, 'usage', 'usage')
    expect(() => builder.plugin({ streams: [own.stream], check: { name: 'usge' } })).toThrow(
      'its check names the endpoint "usge", which it does not have',
    )
  })

  it('may check an endpoint that exports no stream', () => {
    const builder = connector(SPEC)
    const own = withStream(builder, 'usage', 'usage')
    const ping = builder.endpoint({ name: 'ping', response: z.object({}) }, () => ({ path: '/ping' }))
    const bound = definitionOf(builder.plugin({ streams: [own.stream], check: ping })).bind({ clientKey: 'k' })
    expect(bound.check.name).toBe('ping')
    expect(bound.endpoints.map(({ name }) => name)).toEqual(['usage'])
  })

  it('is closed by plugin(): what is declared later belongs to the next', () => {
    const builder = connector(SPEC)
    const one = withStream(builder, 'a', 'a')
    const first = definitionOf(builder.plugin({ streams: [one.stream], check: one.endpoint }))
    withStream(builder, 'b', 'b')
    expect(first.streams.map(({ name }) => name)).toEqual(['a'])
    expect(first.bind({ clientKey: 'k' }).endpoints.map(({ name }) => name)).toEqual(['a'])
  })

  it('is bound as often as there are configs, each on its own', () => {
    const definition = definitionOf(acme())
    const [one, two] = ['one', 'two'].map((apiKey) => definition.bind({ apiKey }))
    expect(one?.secrets.map(reveal)).toEqual(['one'])
    expect(two?.secrets.map(reveal)).toEqual(['two'])
  })
})
