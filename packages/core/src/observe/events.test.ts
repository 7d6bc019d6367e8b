import 'reflect-metadata'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { container as root } from 'tsyringe'
import { afterEach, describe, expect, it } from 'vitest'
import { EVENT_CHANNEL } from '../contract/channels.js'
import type { RunEvent } from '../contract/observer.js'
import * as tokens from '../contract/tokens.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { acme, mintingAcme } from '../testing/acme.js'
import { checkAcme } from '../testing/check-acme.js'
import { testHost } from '../testing/host.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { scriptedTransport, wireReply } from '../testing/scripted-transport.js'
import { syncHost } from '../testing/sync-host.js'

const typesOf = (events: readonly RunEvent[]): readonly string[] => events.map(({ type }) => type)
const only = <Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type) =>
  events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type)

const oneDay = { from: '2026-11-01', to: '2026-11-02' }

describe('every event', () => {
  it('names its connection and its run', async () => {
    const host = syncHost()
    host.vendor.instead = (url) => (url.pathname === '/charges' ? wireReply({ status: 503 }) : undefined)
    const report = await host.sync({ charges: {}, events: {}, balance: {} }, oneDay)
    expect(new Set(typesOf(host.events))).toEqual(
      new Set([
        ...['run_started', 'window_started', 'request_started', 'attempt_sent', 'attempt_finished', 'retry', 'waiting'],
        ...['request_finished', 'page_fetched', 'window_read', 'window_committed', 'window_failed', 'run_finished'],
      ]),
    )
    const contexts = host.events.map(({ connection, runId }) => ({ connection, runId }))
    expect(new Set(contexts.map((context) => JSON.stringify(context)))).toEqual(
      new Set([JSON.stringify({ connection: 'main', runId: report.runId })]),
    )
  })

  it('is a copy: an observer that changes it changes nothing', async () => {
    const host = testHost(scriptedTransport(() => ({ body: { code: 0, items: [] } })))
    const vandal = (event: RunEvent): void => {
      const { window } = event as { window?: { start: string } }
      if (window !== undefined) window.start = 'vandalised'
    }
    host.container.register(tokens.OBSERVER, { useValue: { notify: vandal } })
    const ledger = new MemoryLedger()
    const runtime = createRuntime({ connectors: [acme()], container: host.container })
    const connections = {
      main: { connector: 'acme', config: { apiKey: 'sk-canary' }, streams: { balance: { enabled: false } } },
    }
    await runtime.sync({ connections, destination: ledger, ...oneDay })
    expect(ledger.states().map(({ start }) => start)).toEqual(['2026-11-01T00:00:00Z'])
  })

  it('stays readable where a secret is spelt like a word of ours', async () => {
    const { check, events } = checkAcme(() => ({ body: { code: 0, balance: 1 } }))
    await check({ config: { apiKey: 'attempt', secondKey: 'balance' } })
    expect(typesOf(events)).toContain('attempt_sent')
    expect(only(events, 'request_started')[0]?.endpoint).toBe('[redacted]')
  })
})

describe('a request', () => {
  const failing = [
    { status: 503, body: 'four' },
    { status: 200, body: { code: 'busy', message: 'slow down' } },
    { body: { code: 0, balance: '7.50' } },
  ]

  it('is told attempt by attempt, with status, bytes and time, and why it was tried again', async () => {
    const { check, events, clock } = checkAcme((_request, number) => {
      clock.advance(25)
      return failing[number] ?? {}
    })
    await check()
    const place = { connection: 'main', runId: 'abababababababab', endpoint: 'balance', request: 1 }
    const to = { method: 'GET', origin: 'https://api.acme.example' }
    const sent = { type: 'attempt_sent', ...place, ...to }
    const finished = { type: 'attempt_finished', ...place, ...to, ms: 25 }
    const retry = { type: 'retry', ...place }
    const waiting = expect.objectContaining({ type: 'waiting', ...place, reason: 'retry' })
    const held = expect.objectContaining({ type: 'waiting', ...place, reason: 'limit', ms: 1_000 })
    expect(events.slice(1, -1)).toEqual([
      { type: 'request_started', ...place },
      { ...sent, attempt: 1 },
      { ...finished, attempt: 1, status: 503, bytes: 4, code: 'HTTP 503', category: 'transient' },
      { ...retry, attempt: 2, code: 'HTTP 503', category: 'transient' },
      waiting,
      { ...sent, attempt: 2 },
      { ...finished, attempt: 2, status: 200, bytes: 37, code: 'busy', category: 'rate_limited' },
      { ...retry, attempt: 3, code: 'busy', category: 'rate_limited' },
      waiting,
      held, // whom the vendor throttles, all of its requests wait
      { ...sent, attempt: 3 },
      { ...finished, attempt: 3, status: 200, bytes: 27, code: null, category: null },
      { type: 'request_finished', ...place, attempts: 3, ms: 2_575, code: null },
    ])
  })

  it('that gets no reply has no status', async () => {
    const { failure, events } = checkAcme(() => {
      throw Object.assign(new Error(), { code: 'ECONNRESET' })
    })
    await failure()
    expect(only(events, 'attempt_finished').map(({ status, bytes, code }) => [status, bytes, code])).toEqual(
      Array(4).fill([null, 0, 'NETWORK_RESET']),
    )
    expect(only(events, 'request_finished')).toMatchObject([{ attempts: 4, code: 'NETWORK_RESET' }])
  })

  it('that is aborted says so, and that its run was stopped', async () => {
    const stop = new AbortController()
    const { failure, events } = checkAcme(() => {
      stop.abort(new Error('the user left'))
      throw stop.signal.reason
    })
    await failure({ signal: stop.signal })
    expect(only(events, 'attempt_finished')).toMatchObject([{ code: 'ABORTED', status: null }])
    expect(only(events, 'request_finished')).toMatchObject([{ code: 'ABORTED', attempts: 1 }])
    expect(only(events, 'run_finished')).toMatchObject([{ outcome: 'stopped', code: null }])
  })

  it('shows no path, query, header or body, in no event', async () => {
    const host = checkAcme(() => ({ body: { code: 0, balance: 'body-canary' }, headers: { 'x-canary': 'canary' } }), {
      query: { q: 'query-canary' },
      auth: (a) => a.sign('own', () => ({ 'x-own': 'header-canary' })),
    })
    await host.check({ config: { baseUrl: 'https://api.acme.example/path-canary' } })
    expect(JSON.stringify(host.transport.sent)).toMatch(/path-canary.*query-canary.*header-canary/)
    expect(JSON.stringify(host.events)).not.toContain('canary')
  })

  it('counts from 1 in each run, and knows its window', async () => {
    const host = syncHost()
    await host.sync({ charges: {} }, { from: '2026-11-01', to: '2026-11-03' })
    const started = only(host.events, 'request_started')
    expect(started.map(({ request }) => request).sort((a, b) => a - b)).toEqual(
      started.map((_event, index) => index + 1),
    )
    expect(new Set(started.map(({ window }) => window?.start.slice(0, 10)))).toEqual(
      new Set(['2026-11-01', '2026-11-02']),
    )
  })
})

describe('a page', () => {
  it('is told with its records, bytes and time; a window with the sums of its pages', async () => {
    const host = syncHost()
    host.vendor.instead = () => {
      host.clock.advance(10)
      return undefined
    }
    await host.sync({ events: {} }, { ...oneDay, config: { pageSize: 7 } })
    const pages = only(host.events, 'page_fetched')
    const bytes = only(host.events, 'attempt_finished').map((event) => event.bytes)
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.map((page) => page.bytes)).toEqual(bytes)
    expect(pages.map(({ ms }) => ms)).toEqual(pages.map(() => 10))
    expect(only(host.events, 'window_read')).toMatchObject([
      {
        rows: pages.reduce((sum, { records }) => sum + records, 0),
        bytes: bytes.reduce((sum, one) => sum + one, 0),
        ms: 10 * pages.length,
        quarantined: 0,
      },
    ])
  })
})

describe('a run', () => {
  it('of a sync ends with what was committed', async () => {
    const host = syncHost()
    const report = await host.sync({ charges: {} }, { from: '2026-11-01', to: '2026-11-04' })
    expect(host.events[0]).toMatchObject({ type: 'run_started', kind: 'sync', connector: 'hourly' })
    expect(host.events.at(-1)).toMatchObject({
      type: 'run_finished',
      kind: 'sync',
      outcome: 'completed',
      code: null,
      windows: 3,
      rows: report.rows,
    })
  })

  it('of a sync that fails somewhere ends with the first code, of one that is stopped with what it had committed', async () => {
    const host = syncHost()
    host.vendor.instead = (url) =>
      url.searchParams.get('start') === String(Date.parse('2026-11-02') / 1000) ? wireReply({ status: 401 }) : undefined
    await host.sync({ charges: {} }, { from: '2026-11-01', to: '2026-11-03' })
    expect(host.events.at(-1)).toMatchObject({ outcome: 'failed', code: 'VENDOR_AUTH' })

    const stopped = syncHost()
    const stop = new AbortController()
    stopped.ledger.before = (call) => {
      if (call === 'commit') stop.abort()
    }
    const asked = { from: '2026-11-01', to: '2026-11-20', signal: stop.signal }
    await stopped.sync({ charges: {} }, asked).catch(() => {})
    const committed = only(stopped.events, 'window_committed')
    expect(committed.length).toBeGreaterThan(0)
    expect(stopped.events.at(-1)).toMatchObject({
      type: 'run_finished',
      outcome: 'stopped',
      windows: committed.length,
      rows: committed.reduce((sum, { rows }) => sum + rows, 0),
    })
  })

  it('of a reading that its reader leaves is stopped; of one that fails, failed, with its window', async () => {
    const host = syncHost()
    const config = { key: 'k-0123456789' }
    for await (const _row of host.runtime.readById('hourly', 'charges', { config, ...oneDay })) break
    expect(host.events.at(-1)).toMatchObject({ type: 'run_finished', kind: 'read', outcome: 'stopped', rows: 1 })

    host.vendor.instead = () => wireReply({ status: 403 })
    const rows = host.runtime.readById('hourly', 'charges', { config, ...oneDay })
    await expect(rows.next()).rejects.toMatchObject({ code: 'VENDOR_PERMISSION' })
    expect(only(host.events, 'window_failed')).toMatchObject([{ code: 'VENDOR_PERMISSION', category: 'permission' }])
    expect(host.events.at(-1)).toMatchObject({ outcome: 'failed', code: 'VENDOR_PERMISSION' })
  })

  it('of a check that fails says why', async () => {
    const { failure, events } = checkAcme(() => ({ body: { code: 'denied', message: 'no' } }))
    await failure()
    expect(events.at(-1)).toMatchObject({ kind: 'check', outcome: 'failed', code: 'VENDOR_PERMISSION' })
  })

  it('has an id of its own, but that the connections of one sync share theirs', async () => {
    let drawn = 0
    const draw = (): string => {
      drawn += 1
      return `run-${drawn}`
    }
    const host = testHost(
      scriptedTransport(() => ({ body: { code: 0, balance: 1 } })),
      { next: () => 0.5, hex: draw },
    )
    const runtime = createRuntime({ connectors: [acme()], container: host.container })
    const connection = {
      connector: 'acme',
      config: { apiKey: 'sk-canary' },
      streams: { usage: { enabled: false } },
    }
    await runtime.check('one', connection)
    await runtime.sync({ connections: { one: connection, two: connection }, destination: new MemoryLedger() })
    expect(only(host.events, 'run_started').map(({ connection, runId }) => [connection, runId])).toEqual([
      ['one', 'run-1'],
      ['one', 'run-3'], // the second id is the limiter's
      ['two', 'run-3'],
    ])
  })
})

describe('a token', () => {
  it('that is minted is told once, without showing it', async () => {
    const host = testHost(scriptedTransport(() => ({ body: { code: 0, balance: 1 } })))
    const runtime = createRuntime({ connectors: [mintingAcme()], container: host.container })
    await runtime.check('main', { connector: 'acme', config: { apiKey: 'sk-canary' } })
    expect(only(host.events, 'token_refreshed')).toMatchObject([{ expiresAt: '2026-11-10T12:10:00.000Z' }])
    expect(only(host.events, 'attempt_sent').map(({ endpoint }) => endpoint)).toEqual(['(token)', 'balance'])
    expect(JSON.stringify(host.events)).not.toContain('minted')
  })

  it('of which nobody knows how long it lives breaks nothing', async () => {
    const host = checkAcme(() => ({ body: { code: 0, balance: 1 } }), {
      auth: (a) =>
        a.oauth2ClientCredentials({
          tokenRequest: () => ({ path: '/token' }),
          readToken: () => ({ accessToken: 'minted', expiresInSeconds: Number.NaN }),
        }),
    })
    await host.check()
    expect(new Set(only(host.events, 'token_refreshed').map((event) => event.expiresAt))).toEqual(
      new Set(['2026-11-10T12:05:00.000Z']), // five minutes, then another
    )
  })
})

describe(`the channel ${EVENT_CHANNEL}`, () => {
  const subscribed: ((message: unknown) => void)[] = []
  const listen = (subscriber: (message: unknown) => void): void => {
    subscribed.push(subscriber)
    subscribe(EVENT_CHANNEL, subscriber)
  }
  afterEach(() => {
    for (const subscriber of subscribed.splice(0)) unsubscribe(EVENT_CHANNEL, subscriber)
  })

  it('carries what the observer is told, with and without an observer', async () => {
    const heard: unknown[] = []
    listen((message) => heard.push(message))
    const vendor = checkAcme(() => ({ body: { code: 0, balance: 1 } }))
    await vendor.check()
    expect(heard).toEqual(vendor.events)

    const quiet = createRuntime({ connectors: [acme()], container: withoutObserver() })
    heard.length = 0
    await quiet.check('main', { connector: 'acme', config: { apiKey: 'sk-canary' } })
    expect(heard).toHaveLength(6)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('subscriber')
      },
    ],
    ['rejects', () => Promise.reject(new Error('subscriber'))],
  ])(
    'has a subscriber that %s: neither run nor process ends, the others hear all, and it is logged',
    async (_how, fails) => {
      const uncaught: unknown[] = []
      const catching = (error: unknown): number => uncaught.push(error)
      process.on('uncaughtException', catching).on('unhandledRejection', catching)
      const heard: unknown[] = []
      listen(() => fails())
      listen((message) => heard.push(message))
      const vendor = checkAcme(() => ({ body: { code: 0, balance: 1 } }))
      await vendor.check()
      await new Promise(setImmediate)
      process.off('uncaughtException', catching).off('unhandledRejection', catching)
      expect(uncaught).toEqual([])
      expect(heard).toHaveLength(vendor.events.length)
      const warnings = vendor.logs.filter(({ level }) => level === 'warn')
      expect(warnings).toHaveLength(vendor.events.length)
      expect(warnings[0]).toMatchObject({
        message: 'a subscriber of outlay:event failed',
        fields: { connection: 'main' },
      })
    },
  )
})

/** A host that wants to know nothing. */
function withoutObserver() {
  const container = root.createChildContainer()
  container.register(tokens.TRANSPORT, { useValue: scriptedTransport(() => ({ body: { code: 0, balance: 1 } })) })
  return container
}
