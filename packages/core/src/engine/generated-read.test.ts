import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { GeneratedRead } from '../contract/endpoint.js'
import { VendorError } from '../contract/errors.js'
import { connector } from '../define/connector.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { reveal, type Secret, secret } from '../fields/secret.js'
import { wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const KEY = 'canary-4711-secret'
const asked = { from: '2026-11-18', to: '2026-11-19', config: { key: KEY } }

interface Body {
  list: unknown[]
  next?: string | null | undefined
}
type Read = GeneratedRead<{ key: Secret }, object, Body>['read']

const byLinks: Read = async function* ({ call }) {
  for (let next: string | null | undefined = 'a'; next; ) {
    const body: Body = await call({ path: `/${next}` })
    yield body
    next = body.next
  }
}

/** A connector whose loop is its own. */
function plugin(read: Read) {
  const own = connector({
    id: 'own',
    title: 'Own',
    docs: 'https://own.example',
    config: z.strictObject({ key: secret() }),
    http: { baseUrl: () => 'https://own.example' },
    auth: (a) => a.header('x-key', (c) => c.key),
    limits: (l) => [l.interval({ every: '10s' })],
    billing: () => ({
      provider: 'Own',
      service: 'Own',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const usage = own.endpoint(
    {
      name: 'usage',
      partitions: (p) => p.days('day', { timeZone: 'UTC' }),
      response: z.object({ list: z.array(z.unknown()), next: z.string().nullish() }),
    },
    { read },
  )
  const stream = usage.stream(
    { name: 'usage', records: (b) => b.list, record: z.object({ id: id(), cost: money('USD') }) },
    { primaryKey: ['id'] },
  )
  return own.plugin({ streams: [stream], check: usage })
}

/** A host of it; `replies` by path, several for one path in order. */
function hostOf(read: Read, replies: Readonly<Record<string, readonly object[]>> = {}) {
  const host = syncHost({ plugin: plugin(read), now: '2026-11-20T12:00:00Z' })
  const asked: string[] = []
  host.vendor.instead = (url) => {
    asked.push(url.pathname)
    const times = asked.filter((path) => path === url.pathname).length
    const of = replies[url.pathname] ?? []
    return wireReply(of[Math.min(times, of.length) - 1] ?? { status: 404 })
  }
  return { ...host, asked }
}

const page = (ids: readonly number[], next?: string) => ({
  body: { list: ids.map((number) => ({ id: String(number), cost: '1.5' })), next },
})

describe('an endpoint with a loop of its own', () => {
  it('is read, committed and final like any other', async () => {
    const host = hostOf(byLinks, { '/a': [page([1, 2], 'b')], '/b': [page([3])] })
    const report = await host.sync({ usage: {} }, asked)
    expect(report).toMatchObject({ rows: 3, windows: { committed: 1 } })
    expect(host.ledger.states()).toMatchObject([{ final: true, rows: 3 }])
    expect((await host.sync({ usage: {} }, asked)).windows).toMatchObject({ committed: 0, final: 1 })
    expect(host.asked).toEqual(['/a', '/b'])
  })

  it('keeps credentials, retry and limits', async () => {
    const host = hostOf(byLinks, { '/a': [{ status: 503 }, { status: 503 }, page([1], 'b')], '/b': [page([2])] })
    await host.sync({ usage: {} }, asked)
    expect(host.ledger.rows()).toHaveLength(2)
    expect(host.asked).toEqual(['/a', '/a', '/a', '/b'])
    expect(host.transport.requests.every(({ headers }) => headers['x-key'] === KEY)).toBe(true)
    expect(host.clock.now() - Date.parse('2026-11-20T12:00:00Z')).toBeGreaterThanOrEqual(30_000)
  })

  it('keeps validation: a reply that is none fails the window, a record that is none is kept aside', async () => {
    const host = hostOf(byLinks, { '/a': [{ body: { lists: [] } }] })
    const report = await host.sync({ usage: {} }, asked)
    expect(report.failures).toMatchObject([{ error: { code: 'REPLY_UNEXPECTED', category: 'vendor_bug' } }])
    const other = hostOf(byLinks, {
      '/a': [
        {
          body: {
            list: [
              { id: 1, cost: 'much' },
              { id: 2, cost: 3 },
            ],
          },
        },
      ],
    })
    expect(await other.sync({ usage: {} }, asked)).toMatchObject({ rows: 1, quarantined: 1 })
  })

  it.each([
    ['an error', (key: string) => new TypeError(`cannot use ${key}`)],
    [
      'a VendorError',
      (key: string) =>
        new VendorError({
          code: 'OWN_REFUSED',
          category: 'permission',
          message: `refused ${key}`,
          hint: `is ${encodeURIComponent(key)} right?`,
          vendor: { code: '7', message: `bad ${key}`, requestId: Buffer.from(key).toString('base64') },
          cause: new Error(`inner ${key}`, { cause: { key } }),
        }),
    ],
  ])('shows no secret in %s that it throws', async (_what, make) => {
    const read: Read = async function* ({ config, call }) {
      yield await call({ path: '/a' })
      throw make(reveal(config.key))
    }
    const host = hostOf(read, { '/a': [page([1])] })
    const { failures } = await host.sync({ usage: {} }, asked)
    const [failure] = failures
    expect(failure?.error.message).toContain('[redacted]')
    const { error } = failure ?? {}
    const shown = [error?.message, error?.stack, error?.hint, JSON.stringify(error?.vendor), String(error?.cause)]
    const cause = error?.cause instanceof Error ? [error.cause.stack, JSON.stringify(error.cause.cause)] : []
    const texts = [...shown, ...cause, JSON.stringify(host.events), JSON.stringify(host.ledger.states())].join('\n')
    for (const form of [KEY, Buffer.from(KEY).toString('base64')]) expect(texts).not.toContain(form)
    expect(host.ledger.rows()).toEqual([])
  })

  it('that calls at once from several places keeps the limit', async () => {
    const read: Read = async function* ({ call }) {
      yield* await Promise.all(['/a', '/b', '/c'].map((path) => call({ path })))
    }
    const host = hostOf(read, { '/a': [page([1])], '/b': [page([2])], '/c': [page([3])] })
    await host.sync({ usage: {} }, asked)
    expect(host.ledger.rows().map(({ key }) => key)).toEqual(['["1"]', '["2"]', '["3"]'])
    expect(host.clock.now() - Date.parse('2026-11-20T12:00:00Z')).toBeGreaterThanOrEqual(20_000)
  })

  it('ends with the check that asked only for its first page', async () => {
    let ended = false
    const read: Read = async function* ({ call }) {
      try {
        for (;;) yield await call({ path: '/a' })
      } finally {
        ended = true
      }
    }
    const host = hostOf(read, { '/a': [page([1])] })
    const report = await host.runtime.check('main', { connector: 'own', config: { key: KEY } })
    expect(report).toMatchObject({ origin: 'https://own.example', endpoint: 'usage' })
    expect([host.asked, ended]).toEqual([['/a'], true])
  })
})
