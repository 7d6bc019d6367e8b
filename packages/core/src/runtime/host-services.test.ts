import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { Destination, WindowState } from '../contract/destination.js'
import type { StoredToken } from '../contract/services.js'
import * as tokens from '../contract/tokens.js'
import type { JsonValue } from '../numbers/json-value.js'
import { acme, mintingAcme } from '../testing/acme.js'
import { testHost } from '../testing/host.js'
import { definitionOf } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'
import { virtualClock } from '../testing/virtual-clock.js'
import { createRuntime, type Runtime } from './create-runtime.js'
import { memoryBudgetStore, memoryStateStore, memoryTokenStore } from './system-services.js'

const WELL: ScriptedReply = { body: { code: 0, balance: '7.50', items: [] } }
const config = { apiKey: 'sk-canary' }
const answering = () => scriptedTransport(() => WELL)

const check = (runtime: Runtime, name = 'main', apiKey = 'sk-canary') =>
  runtime.check(name, { connector: 'acme', config: { apiKey } })

async function rowsOf(rows: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const row of rows) all.push(row)
  return all
}

/** A destination that keeps no state, nor anything else. */
const forgetful: Destination = {
  kind: 'forgetful',
  open: async () => {},
  close: async () => {},
  begin: async () => ({
    clear: async () => {},
    write: async () => {},
    quarantine: async () => {},
    commit: async () => {},
    abort: async () => {},
  }),
}

describe("a service in the host's container", () => {
  it('CONNECTOR: is known to the runtime, also from a parent of the container', async () => {
    const { container } = testHost(answering())
    container.register(tokens.CONNECTOR, { useValue: definitionOf(acme({ id: 'one' })) })
    container.register(tokens.CONNECTOR, { useValue: definitionOf(acme({ id: 'two' })) })
    for (const host of [container, container.createChildContainer()]) {
      const runtime = createRuntime({ container: host, connectors: [acme()] })
      expect(runtime.connectors.map(({ id }) => id)).toEqual(['one', 'two', 'acme'])
      expect(await rowsOf(runtime.readById('two', 'balance', { config }))).toHaveLength(1)
    }
  })

  it('TRANSPORT: sends the requests, and stays open when the runtime closes', async () => {
    const transport = answering()
    const runtime = createRuntime({ connectors: [acme()], container: testHost(transport).container })
    await check(runtime)
    await runtime.close()
    expect(transport.sent.map(({ url }) => url)).toEqual(['https://api.acme.example/balance'])
    expect(transport.closed).toBe(0)
  })

  it('LOGGER: receives the lines, with connection and connector on each', async () => {
    const host = testHost(answering())
    await check(createRuntime({ connectors: [acme()], container: host.container }))
    expect(host.logs).toEqual([
      {
        level: 'debug',
        message: 'vendor answered',
        fields: { connection: 'main', connector: 'acme', endpoint: 'balance', path: '/balance', ms: 0 },
      },
    ])
  })

  it('CLOCK: says what time it is, and sleeps', async () => {
    const host = testHost(scriptedTransport((_request, number) => (number === 0 ? { status: 503 } : WELL)))
    const clock = virtualClock('2001-02-03T04:05:06Z')
    host.container.register(tokens.CLOCK, { useValue: clock })
    const report = await check(createRuntime({ connectors: [acme()], container: host.container }))
    expect(clock.sleeps).toEqual([500])
    expect(report.ms).toBe(500)
    expect(host.events).toContainEqual(expect.objectContaining({ until: '2001-02-03T04:05:06.500Z' }))
  })

  it('RANDOM: decides the jitter, and makes the nonces', async () => {
    const transport = scriptedTransport((_request, number) => (number === 0 ? { status: 503 } : WELL))
    const host = testHost(transport, { next: () => 0.25, hex: (bytes) => 'c'.repeat(bytes * 2) })
    const auth = acme({ auth: (a) => a.query(({ random }) => ({ nonce: random.hex(2) })) })
    await check(createRuntime({ connectors: [auth], container: host.container }))
    expect(host.clock.sleeps).toEqual([250])
    expect(transport.sent.at(-1)?.url).toContain('nonce=cccc')
  })

  it('STATE_STORE: is loaded and saved by syncs into a destination that keeps no state', async () => {
    const saved: WindowState[] = []
    const loaded: string[] = []
    const { container } = testHost(answering())
    const store = memoryStateStore()
    container.register(tokens.STATE_STORE, {
      useValue: {
        load: (connection: string) => {
          loaded.push(connection)
          return store.load(connection)
        },
        save: (entries: readonly WindowState[]) => {
          saved.push(...entries)
          return store.save(entries)
        },
      },
    })
    const runtime = createRuntime({ connectors: [acme()], container })
    const connections = { main: { connector: 'acme', config, streams: { balance: { enabled: false } } } }
    await runtime.sync({ connections, destination: forgetful, from: '2026-11-01', to: '2026-11-03' })
    expect(loaded).toEqual(['main'])
    expect(saved.map(({ start, final }) => [start, final])).toEqual([
      ['2026-11-01T00:00:00Z', true],
      ['2026-11-02T00:00:00Z', true],
    ])
  })

  it('BUDGET_STORE: keeps the budgets, under keys that hold no secret', async () => {
    const { container } = testHost(answering())
    const keys = new Set<string>()
    const store = memoryBudgetStore()
    container.register(tokens.BUDGET_STORE, {
      useValue: {
        update: <T>(key: string, step: (state: JsonValue | undefined) => { state: JsonValue; result: T }) => {
          keys.add(key)
          return store.update(key, step)
        },
      },
    })
    const limited = acme({
      limits: (l) => [l.window({ max: 9, per: '1m', key: (c) => c.apiKey }), l.interval({ every: '1s' })],
    })
    await check(createRuntime({ connectors: [limited], container }))
    expect([...keys]).toEqual([
      expect.stringMatching(/^acme:balance:interval:[0-9a-f]{32}$/),
      expect.stringMatching(/^acme:balance:window:[0-9a-f]{32}$/),
    ])
  })

  it('TOKEN_STORE: keeps minted tokens', async () => {
    const { container } = testHost(scriptedTransport(() => WELL))
    const saved: StoredToken[] = []
    const store = memoryTokenStore()
    container.register(tokens.TOKEN_STORE, {
      useValue: {
        ...store,
        save: (key: string, token: StoredToken) => {
          saved.push(token)
          return store.save(key, token)
        },
      },
    })
    await check(createRuntime({ connectors: [mintingAcme()], container }))
    const [issuedAt, expiresAt] = ['2026-11-10T12:00:00Z', '2026-11-10T12:10:00Z'].map(Date.parse)
    expect(saved).toEqual([{ accessToken: 'minted', issuedAt, expiresAt }])
  })

  it('OBSERVER: is told the events', async () => {
    const host = testHost(answering())
    const runtime = createRuntime({ connectors: [acme()], container: host.container })
    await rowsOf(runtime.readById('acme', 'usage', { config, from: '2026-11-01', to: '2026-11-02' }))
    expect(host.events.map(({ type }) => type)).toEqual([
      'run_started',
      'window_started',
      'request_started',
      'attempt_sent',
      'attempt_finished',
      'request_finished',
      'page_fetched',
      'window_read',
      'run_finished',
    ])
  })

  it('may be made by a factory or a class of the host', async () => {
    const transport = answering()
    const container = testHost(answering()).container.createChildContainer()
    container.register(tokens.TRANSPORT, { useFactory: () => transport })
    await check(createRuntime({ connectors: [acme()], container }))
    expect(transport.sent).toHaveLength(1)
  })
})
