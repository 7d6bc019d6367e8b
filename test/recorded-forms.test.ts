import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Authenticator, type AuthKit, connector, encodeJson, id, RANDOM, reveal, secret } from '@outlay/core'
import { createRuntime, EXCHANGE_CHANNEL } from '@outlay/core/runtime'
import { demandScrubbed, MemoryLedger, type Recording, readRecording, replayRecording } from '@outlay/testkit'
import nock from 'nock'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

const SECRET = `sk/ca "nary"+7'=é&x`
const unicode = (text: string): string =>
  [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
const percent = (text: string): string => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('')

/** Every way in which it may have survived. */
const FORMS: Readonly<Record<string, string>> = {
  'as it is': SECRET,
  'in capitals': SECRET.toUpperCase(),
  'percent-encoded': encodeURIComponent(SECRET),
  'percent-encoded in lower case': encodeURIComponent(SECRET).toLowerCase(),
  'percent-encoded, every byte of it': percent(SECRET),
  'percent-encoded twice': encodeURIComponent(encodeURIComponent(SECRET)),
  'in a form': new URLSearchParams({ a: '1', key: SECRET }).toString(),
  'in JSON': JSON.stringify({ key: SECRET }),
  'in JSON within JSON': JSON.stringify(JSON.stringify({ key: SECRET })),
  'in JSON, every character escaped': `{"key":"${unicode(SECRET)}"}`,
  'in JSON within a form': new URLSearchParams({ json: JSON.stringify({ key: SECRET }) }).toString(),
  'in HTML': SECRET.replaceAll('&', '&amp;').replaceAll('"', '&#34;').replaceAll("'", '&#x27;'),
  'in hex': Buffer.from(SECRET).toString('hex'),
  'in hex, in capitals': Buffer.from(SECRET).toString('hex').toUpperCase(),
  'in base64': Buffer.from(SECRET).toString('base64'),
  'in base64 for URLs': Buffer.from(SECRET).toString('base64url'),
  'in Basic credentials': `Basic ${Buffer.from(`user:${SECRET}`).toString('base64')}`,
  'in Basic credentials with a longer name': `Basic ${Buffer.from(`user1:${SECRET}`).toString('base64')}`,
  'in base64 within a URL': encodeURIComponent(Buffer.from(`ab${SECRET}`).toString('base64')),
}

const exchange: Recording[number] = {
  ...{ connection: 'a', runId: 'r', connector: 'x', endpoint: 'e', attempt: 1, ms: 1, code: null },
  request: { method: 'POST', url: 'https://api.x.example/list?b=2&a=1', headers: { accept: '*/*' }, body: '{}' },
  reply: { status: 200, headers: {}, body: '{"id":9007199254740993,"ok":"sk/ca"}' },
}

describe('a secret that survived in a recording is found', () => {
  it.each(Object.entries(FORMS))('%s', (_form, text) => {
    const { request, reply } = exchange
    if (reply === undefined) throw new TypeError()
    const leaks: readonly Recording[number][] = [
      { ...exchange, request: { ...request, url: `https://api.x.example/?z=1&k=${text}` } },
      { ...exchange, request: { ...request, headers: { 'x-key': text } } },
      { ...exchange, request: { ...request, body: text } },
      { ...exchange, reply: { ...reply, headers: { location: `/in?t=${text}`, 'set-cookie': `sid=${text}` } } },
      { ...exchange, reply: { ...reply, body: `before ${text} after` } },
      { ...exchange, code: text },
    ]
    expect(() => demandScrubbed([exchange], [SECRET])).not.toThrow()
    for (const leak of leaks)
      expect(() => demandScrubbed([exchange, leak], [SECRET])).toThrow(/^secret 1 of 1 stands in/)
  })

  it('split over the lines of a header', () => {
    const headers = { 'x-key': `${SECRET.slice(0, 9)}, ${SECRET.slice(9)}` }
    const leak = { ...exchange, request: { ...exchange.request, headers } }
    expect(() => demandScrubbed([leak], [SECRET])).toThrow(/the request's headers/)
  })

  it('only if there is something to look for', () => {
    expect(() => demandScrubbed([exchange], [])).toThrow(expect.objectContaining({ code: 'SECRETS_UNSEARCHABLE' }))
    expect(() => demandScrubbed([exchange], [SECRET, 'short'])).toThrow(/^secret 2 of 2 is too short/)
  })
})

const config = z.strictObject({ apiKey: secret(), baseUrl: z.url() })
type Config = z.output<typeof config>

function plainVendor(auth: (kit: AuthKit<Config>) => Authenticator<Config> = (a) => a.bearer((c) => c.apiKey)) {
  const spec = connector({
    ...{ id: 'plain', title: 'Plain', docs: 'https://plain.example', config, auth },
    http: { baseUrl: (c) => c.baseUrl },
    billing: () => ({
      ...{ provider: 'Plain', service: 'Plain', category: 'Other', subcategory: 'Other (Other)' },
      ...{ timeZone: 'UTC', currency: 'USD', currencySource: 'documented' },
    }),
  })
  const get = spec.endpoint(
    {
      name: 'list',
      partitions: (p) => p.days('day', { timeZone: 'UTC' }),
      response: z.object({ list: z.array(z.unknown()) }),
    },
    ({ window, config: c }) => ({ path: '/list', form: { day: window.date, key: reveal(c.apiKey) } }),
  )
  const list = get.stream(
    { name: 'list', records: (body) => body.list, record: z.object({ id: id() }) },
    { primaryKey: ['id'] },
  )
  return spec.plugin({ streams: [list], check: get })
}

/** What a sync of two days brings: raw records as text, and codes of failures. */
async function synced(plugin: ReturnType<typeof plainVendor>, baseUrl: string) {
  const host = container.createChildContainer()
  host.register(RANDOM, { useValue: { next: () => 0, hex: (bytes: number) => '0'.repeat(bytes * 2) } })
  await using runtime = createRuntime({ connectors: [plugin], container: host })
  const destination = new MemoryLedger()
  const range = { from: '2026-11-01', to: '2026-11-03' }
  const connection = {
    connector: 'plain',
    config: { apiKey: SECRET, baseUrl },
    streams: { list: { enabled: true, ...range } },
  }
  const [report] = await runtime.sync({ connections: { main: connection }, destination })
  return {
    rows: destination.rows().map(({ raw }) => encodeJson(raw)),
    codes: report?.failures.map(({ error }) => error.code),
  }
}

interface Reply {
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
}

/** Syncs from a vendor on loopback with every exchange kept, and again from what was kept. */
async function twice(reply: Reply, plugin = plainVendor()) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? ''))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const lines = ['{"outlayRecording":1}']
  const keep = (message: unknown): void => void lines.push(JSON.stringify(message))
  subscribe(EXCHANGE_CHANNEL, keep)
  const first = await synced(plugin, origin)
  unsubscribe(EXCHANGE_CHANNEL, keep)
  server.closeAllConnections()
  server.close()
  const recording = readRecording(lines.join('\n'))
  demandScrubbed(recording, [SECRET])
  const replay = replayRecording(recording, nock)
  const second = await synced(plugin, origin)
  return { first, second, left: replay.left().length, recording }
}

const json = { 'content-type': 'application/json' }
const NUMBERS = '{"id":"1","big":9007199254740993,"long":1e400,"minus":-0,"cents":1.10,"tiny":1E-30}'

describe('a reply is the same when it is played back', () => {
  it.each<readonly [string, Reply]>([
    ['with numbers that no double holds', { headers: json, body: `{"list":[${NUMBERS}]}` }],
    ['gzipped', { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync('{"list":[{"id":"1","t":"é"}]}') }],
    [
      'in another charset',
      {
        headers: { 'content-type': 'application/json; charset=GBK' },
        body: Buffer.from('7b226c697374223a5b7b226964223a22d6d0227d5d7d', 'hex'),
      },
    ],
    [
      'in UTF-16',
      {
        headers: { 'content-type': 'application/json;charset=utf-16le' },
        body: Buffer.from('{"list":[{"id":"é"}]}', 'utf16le'),
      },
    ],
    ['with a mark at its beginning', { headers: json, body: '\ufeff{"list":[{"id":"1"}]}' }],
  ])('%s', async (_form, reply) => {
    const { first, second, left } = await twice(reply)
    expect([first.rows.length, first.codes]).toEqual([2, []])
    expect(second).toEqual(first)
    expect(left).toBe(0)
  })

  it('with every digit as the vendor wrote it', async () => {
    const { second } = await twice({ headers: json, body: `{"list":[${NUMBERS}]}` })
    for (const digits of ['9007199254740993', '1e400', '-0', '1.10']) expect(second.rows[0]).toContain(digits)
  })

  it.each<readonly [string, Reply]>([
    ['empty', { headers: json }],
    ['a 204', { status: 204 }],
    ['a 304', { status: 304 }],
    ['a refusal', { status: 403, headers: json, body: `{"error":"not with ${SECRET}"}` }],
    ['HTML', { headers: { 'content-type': 'text/html' }, body: '<title>down</title>' }],
    ['cut off', { headers: json, body: '{"list":[{"id":"1"' }],
    ['binary', { headers: { 'content-type': 'application/zip' }, body: Buffer.from('504b0304ff00fe80', 'hex') }],
  ])('that is none: %s', async (_form, reply) => {
    const { first, second } = await twice(reply)
    expect(first.rows).toEqual([])
    expect(first.codes?.length).toBeGreaterThan(0)
    expect(second).toEqual(first)
  })
})

it('an id that differs in its last digit only is another one', async () => {
  const about = (last: number): Recording[number] => ({
    ...exchange,
    request: { ...exchange.request, body: `{"id":900719925474099${last}}` },
    reply: { status: 200, headers: {}, body: `reply ${last}` },
  })
  replayRecording([about(2), about(3)], nock)
  const ask = async (last: number): Promise<string> =>
    (await fetch(exchange.request.url, { method: 'POST', body: `{"id":900719925474099${last}}` })).text()
  expect([await ask(3), await ask(2)]).toEqual(['reply 3', 'reply 2'])
})

it('a signature is in no recording, though no secret tells what it is', async () => {
  const signature = 'b7e23ec29af22b0b4e41da31e868d57226121c84'
  for (const auth of [
    (a: AuthKit<Config>) => a.query(() => ({ sign: signature })),
    (a: AuthKit<Config>) => a.sign('own', () => ({ 'x-own': `v1=${signature}` })),
  ]) {
    const body = `{"list":[{"id":"1","echo":"you signed ${signature}"}]}`
    const { recording } = await twice({ headers: json, body }, plainVendor(auth))
    expect(recording).toHaveLength(2)
    demandScrubbed(recording, [signature])
  }
})
