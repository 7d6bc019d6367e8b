import 'reflect-metadata'
import { container as root } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import * as tokens from '../contract/tokens.js'
import { acme, mintingAcme } from '../testing/acme.js'
import { testHost } from '../testing/host.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { definitionOf } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'
import { createRuntime, type Runtime } from './create-runtime.js'

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

describe('an observer', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('observer')
      },
    ],
    ['rejects', () => Promise.reject(new Error('observer'))],
  ])('that %s breaks no run: it is logged', async (_how, notify) => {
    const host = testHost(answering())
    host.container.register(tokens.OBSERVER, { useValue: { notify } })
    const runtime = createRuntime({ connectors: [acme()], container: host.container })
    await rowsOf(runtime.readById('acme', 'usage', { config, from: '2026-11-01', to: '2026-11-02' }))
    const warnings = host.logs.filter(({ level }) => level === 'warn')
    expect(warnings.length).toBeGreaterThan(1)
    expect(warnings.map(({ message, fields }) => [message, fields.connection, fields.error])).toEqual(
      warnings.map(() => ['the observer failed', 'acme', { name: 'Error', message: 'observer' }]),
    )
  })
})

describe('the global container', () => {
  it('is left as it was, with and without a container of the host', async () => {
    const all = Object.values(tokens)
    expect(all).toHaveLength(9)
    await createRuntime({ connectors: [acme()] }).close()
    await check(createRuntime({ connectors: [acme()], container: testHost(answering()).container }))
    expect(all.filter((token) => root.isRegistered(token))).toEqual([])
  })

  it('is not asked for services by a runtime without a container', async () => {
    const transport = answering()
    root.register(tokens.TRANSPORT, { useValue: transport })
    root.register(tokens.CONNECTOR, { useValue: definitionOf(acme({ id: 'global' })) })
    root.register(tokens.OBSERVER, {
      useValue: {
        notify: () => {
          throw new Error('global')
        },
      },
    })
    try {
      const runtime = createRuntime({ connectors: [acme()] })
      expect(runtime.connectors.map(({ id }) => id)).toEqual(['acme'])
      await runtime.close()
      expect(transport.closed).toBe(0)
    } finally {
      root.reset()
    }
  })

  it("leaves the host's container as it was, too", () => {
    const { container } = testHost(answering())
    createRuntime({ connectors: [acme()], container })
    const untouched = [tokens.CONNECTOR, tokens.STATE_STORE, tokens.BUDGET_STORE, tokens.TOKEN_STORE]
    expect(untouched.filter((token) => container.isRegistered(token, true))).toEqual([])
  })
})

describe('two runtimes', () => {
  it('in one process share neither budgets nor tokens nor connectors', async () => {
    const slow = acme({ limits: (l) => [l.interval({ every: '10s', key: (c) => c.apiKey })] })
    const hosts = [testHost(answering()), testHost(answering())]
    for (const { container } of hosts) await check(createRuntime({ connectors: [slow], container }))
    expect(hosts.map(({ clock }) => clock.sleeps)).toEqual([[], []])

    const transport = answering()
    for (const host of [testHost(transport), testHost(transport)]) {
      await check(createRuntime({ connectors: [mintingAcme()], container: host.container }))
    }
    expect(transport.sent.filter(({ url }) => url.endsWith('/token'))).toHaveLength(2)

    createRuntime({ connectors: [acme({ id: 'mine' })] })
    expect(createRuntime({ connectors: [acme()] }).connectors.map(({ id }) => id)).toEqual(['acme'])
  })

  it('close each for itself', async () => {
    const [one, two] = [createRuntime(), createRuntime()]
    await one.close()
    await one.close()
    await two[Symbol.asyncDispose]()
  })
})

describe('connections of one runtime', () => {
  const slow = () => acme({ limits: (l) => [l.interval({ every: '10s', key: (c) => c.apiKey })] })

  it('with the same credential share its budget', async () => {
    const host = testHost(answering())
    const runtime = createRuntime({ connectors: [slow()], container: host.container })
    await check(runtime, 'one')
    await check(runtime, 'two')
    expect(host.clock.sleeps).toEqual([10_000])
  })

  it('with different credentials, or hosts, have budgets of their own', async () => {
    const host = testHost(answering())
    const runtime = createRuntime({ connectors: [slow()], container: host.container })
    await check(runtime, 'one')
    await check(runtime, 'one', 'sk-other')
    const elsewhere = { apiKey: 'sk-canary', baseUrl: 'https://eu.acme.example' }
    await runtime.check('one', { connector: 'acme', config: elsewhere })
    expect(host.clock.sleeps).toEqual([])
  })
})

describe("a user's own limits", () => {
  const slow = () => acme({ limits: (l) => [l.interval({ every: '10s', key: (c) => c.apiKey })] })
  const connection = { connector: 'acme', config: { apiKey: 'sk-canary' } }
  const sleepsOf = async (use: (runtime: Runtime) => Promise<unknown>): Promise<readonly number[]> => {
    const host = testHost(answering())
    const runtime = createRuntime({ connectors: [slow()], container: host.container })
    await use(runtime)
    await use(runtime)
    return host.clock.sleeps
  }

  it('hold for checks, readings and syncs', async () => {
    expect(await sleepsOf((r) => r.check('one', connection))).toEqual([10_000])
    const limits = { interval: { every: '3s' } }
    expect(await sleepsOf((r) => r.check('one', { ...connection, limits }))).toEqual([3_000])
    const read = async (r: Runtime) => {
      for await (const _row of r.readById('acme', 'balance', { config: connection.config, limits }));
    }
    expect(await sleepsOf(read)).toEqual([3_000])
    const off = { ...connection, limits: { interval: 'off' as const }, streams: { usage: { enabled: false } } }
    expect(await sleepsOf((r) => r.sync({ connections: { one: off }, destination: new MemoryLedger() }))).toEqual([])
    expect(
      await sleepsOf((r) => r.check('one', { ...off, limits: { interval: 'off', window: { max: 1, per: '5s' } } })),
    ).toEqual([5_100])
  })

  it('that are none are an error of the connection, before anything is sent', async () => {
    const transport = answering()
    const runtime = createRuntime({ connectors: [slow()], container: testHost(transport).container })
    const wrong = { ...connection, limits: { intervall: { every: '3s' } } }
    await expect(runtime.check('one', wrong)).rejects.toMatchObject({
      category: 'config',
      message: 'one: limits: acme has no limit "intervall" (did you mean "interval"?)',
    })
    expect(transport.sent).toEqual([])
  })

  it('that differ between connections with one credential hold each for its own requests, over one budget', async () => {
    const host = testHost(answering())
    const windowed = acme({ limits: (l) => [l.window({ max: 4, per: '1m', key: (c) => c.apiKey })] })
    const runtime = createRuntime({ connectors: [windowed], container: host.container })
    const strict = { ...connection, limits: { window: { max: 2 } } }
    const began = host.clock.now()
    for (let times = 0; times < 2; times += 1) await runtime.check('loose', connection)
    await runtime.check('strict', strict)
    expect(host.clock.now() - began).toBe(61_200)
    for (let times = 0; times < 3; times += 1) await runtime.check('loose', connection)
    expect(host.clock.now() - began).toBe(61_200)
    await runtime.check('loose', connection)
    expect(host.clock.now() - began).toBe(122_400)
  })
})
