import 'reflect-metadata'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { EXCHANGE_CHANNEL, type HttpExchange } from '../contract/channels.js'
import { inBand } from '../contract/error-rules.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { testHost } from '../testing/host.js'
import { definitionOf } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'
import { SPEC } from '../testing/typed-connector.js'
import { connector } from './connector.js'

const config = { apiKey: 'sk-canary', user: 'u', accountIds: [] }
const message = (body: { readonly message?: string | undefined }) => body.message
const CLOSED = inBand({
  envelope: z.object({ code: z.number(), message: z.string().optional() }),
  ok: (body) => body.code === 0,
  code: (body) => body.code,
  message,
  classes: { 7: 'permission' },
})
const OPEN = inBand({
  envelope: z.object({ code: z.number().optional(), message: z.string().optional() }),
  ok: (body) => body.code === undefined,
  code: (body) => body.code,
  message,
  classes: { 7: 'quota_exhausted' },
})

/** A vendor with two calls: `account` needs the key, `prices` takes none and is refused in a way of its own. */
function shop() {
  const own = connector({ ...SPEC, id: 'shop', auth: (a) => a.bearer((c) => c.apiKey), errors: CLOSED })
  const response = z.looseObject({})
  const account = own.endpoint({ name: 'account', response }, () => ({ path: '/account' }))
  const prices = own.endpoint({ name: 'prices', response, authenticated: false, errors: OPEN }, () => ({
    path: '/prices',
  }))
  const shape = { records: (body: object) => [body], record: z.object({ price: z.string().optional() }) }
  const streams = [
    account.stream({ name: 'account', ...shape }, { primaryKey: [] }),
    prices.stream({ name: 'prices', ...shape }, { primaryKey: [] }),
  ] as const
  return { own, account, prices, streams, plugin: own.plugin({ streams, check: account }) }
}

/** Reads one stream to its end or its error. */
async function readAll(stream: 'account' | 'prices', reply: ScriptedReply) {
  const transport = scriptedTransport(() => reply)
  const { plugin } = shop()
  const runtime = createRuntime({ connectors: [plugin], container: testHost(transport).container })
  const rows: unknown[] = []
  try {
    for await (const row of runtime.read(plugin, stream, { config })) rows.push(row)
    return { rows, sent: transport.sent }
  } catch (error) {
    return { rows, error, sent: transport.sent }
  }
}

describe('an endpoint that says it is not authenticated', () => {
  it('is asked without credentials, and the others with them', async () => {
    const open = await readAll('prices', { body: { price: '1' } })
    expect(open.sent.map(({ headers }) => headers.authorization)).toEqual([undefined])
    const closed = await readAll('account', { body: { code: 0, price: '1' } })
    expect(closed.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-canary'])
  })

  it('shows what it answers to whoever records: it brings no credentials', async () => {
    const exchanges: HttpExchange[] = []
    const listen = (exchange: unknown): number => exchanges.push(exchange as HttpExchange)
    subscribe(EXCHANGE_CHANNEL, listen)
    await readAll('prices', { body: { price: 'one dollar' } })
    unsubscribe(EXCHANGE_CHANNEL, listen)
    expect(exchanges.map(({ reply }) => reply?.body)).toEqual(['{"price":"one dollar"}'])
  })

  it('cannot be what a check calls', () => {
    const { own, prices, streams } = shop()
    expect(() => definitionOf(own.plugin({ streams, check: prices }))).toThrow(
      'the connector "shop" is broken: its check names the endpoint "prices", which proves no credentials: it sends none',
    )
  })

  it('may be what a check calls where there are no credentials at all', () => {
    const own = connector(SPEC)
    const ping = own.endpoint({ name: 'ping', response: z.object({}), authenticated: false }, () => ({ path: '/' }))
    expect(definitionOf(own.plugin({ streams: [], check: ping })).id).toBe('x')
  })
})

describe('an endpoint with error rules of its own', () => {
  it('is judged by them, and the others by those of the connector', async () => {
    expect(await readAll('prices', { body: { price: '1' } })).toMatchObject({ rows: [{ price: '1' }] })
    expect((await readAll('account', { body: { price: '1' } })).error).toMatchObject({ code: 'REPLY_UNEXPECTED' })
    const refused = { body: { code: 7, message: 'no' } }
    expect((await readAll('prices', refused)).error).toMatchObject({ category: 'quota_exhausted' })
    expect((await readAll('account', refused)).error).toMatchObject({ category: 'permission' })
  })

  it('is held to its envelope', async () => {
    expect((await readAll('prices', { body: { code: 'seven' } })).error).toMatchObject({ code: 'REPLY_UNEXPECTED' })
    expect((await readAll('prices', { body: '[]' })).error).toMatchObject({ code: 'REPLY_UNEXPECTED' })
  })

  it('keeps them in a check', async () => {
    const own = connector({ ...SPEC, errors: CLOSED })
    const prices = own.endpoint({ name: 'prices', response: z.looseObject({}), errors: OPEN }, () => ({ path: '/' }))
    const plugin = own.plugin({ streams: [], check: prices })
    const host = testHost(scriptedTransport(() => ({ body: { price: '1' } })))
    const runtime = createRuntime({ connectors: [plugin], container: host.container })
    expect(await runtime.check('main', { connector: 'x', config })).toMatchObject({ endpoint: 'prices' })
  })
})

it('a stamp knows when the reading began, whatever the clock says by then', async () => {
  const own = connector(SPEC)
  const get = own.endpoint({ name: 'now', response: z.looseObject({}) }, () => ({ path: '/' }))
  const stream = get.stream(
    {
      name: 'now',
      records: (body) => [body],
      stamp: (_raw, { nowSeconds }) => ({ read: nowSeconds }),
      record: z.object({ read: z.number() }),
    },
    { primaryKey: [] },
  )
  const plugin = own.plugin({ streams: [stream], check: get })
  const host = testHost(
    scriptedTransport(() => {
      host.clock.advance(5_000)
      return { body: {} }
    }),
  )
  const began = Math.floor(host.clock.now() / 1000)
  const runtime = createRuntime({ connectors: [plugin], container: host.container })
  const rows: unknown[] = []
  for await (const row of runtime.read(plugin, 'now', { config })) rows.push(row)
  expect(rows).toEqual([{ read: began }])
})
