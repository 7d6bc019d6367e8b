import 'reflect-metadata'
import { type DependencyContainer, container as root } from 'tsyringe'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../contract/observer.js'
import * as tokens from '../contract/tokens.js'
import { acme, mintingAcme } from '../testing/acme.js'
import { fixedRandom } from '../testing/host.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { definitionOf } from '../testing/open-acme.js'
import { scriptedTransport } from '../testing/scripted-transport.js'
import { virtualClock } from '../testing/virtual-clock.js'
import { createRuntime } from './create-runtime.js'

/** The defaults that were made, by the name of the function that makes them. */
const made = vi.hoisted((): string[] => [])

/** A module whose functions work as ever, and say that they were called. */
function watched<M extends object>(module: M): M {
  const functions = Object.entries(module).map(([name, value]) => [
    name,
    typeof value !== 'function'
      ? value
      : (...args: readonly unknown[]) => {
          made.push(name)
          return value(...args)
        },
  ])
  return Object.fromEntries(functions)
}
vi.mock('../http/undici-transport.js', async (original) => watched(await original<object>()))
vi.mock('./winston-logger.js', async (original) => watched(await original<object>()))
vi.mock('./system-services.js', async (original) => watched(await original<object>()))
beforeEach(() => void made.splice(0))

/** What a host registers of its own, by token; the stores are not core's. */
function ownServices() {
  const kept = new Map<string, unknown>()
  const store = {
    load: async (key: string) => kept.get(key),
    save: async (key: string, value: unknown) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  }
  const events: RunEvent[] = []
  const services: Readonly<Record<Exclude<keyof typeof tokens, 'CONNECTOR'>, unknown>> = {
    TRANSPORT: scriptedTransport(() => ({ body: { code: 0, balance: '7.50', items: [] } })),
    LOGGER: { debug() {}, info() {}, warn() {}, error() {} },
    CLOCK: virtualClock(),
    RANDOM: fixedRandom(),
    STATE_STORE: { load: async () => [], save: async () => {} },
    BUDGET_STORE: {
      update: async (key: string, step: (state: unknown) => { readonly state: unknown; readonly result: unknown }) => {
        const { state, result } = step(kept.get(key))
        kept.set(key, state)
        return result
      },
    },
    TOKEN_STORE: store,
    OBSERVER: { notify: (event: RunEvent) => events.push(event) },
  }
  return { services, events }
}

type Own = ReturnType<typeof ownServices>['services']

/** A container with the host's own services but for one, and a connector. */
function hostWithout(services: Own, left?: keyof Own): DependencyContainer {
  const container = root.createChildContainer()
  container.register(tokens.CONNECTOR, { useValue: definitionOf(mintingAcme()) })
  for (const [name, token] of Object.entries(tokens)) {
    if (name !== left && name !== 'CONNECTOR') container.register(token, { useValue: services[name as keyof Own] })
  }
  return container
}

/** Everything that a runtime can do: check, read, and a sync that needs the state store. */
async function useAll(container: DependencyContainer): Promise<void> {
  const runtime = createRuntime({ container })
  const connection = { connector: 'acme', config: { apiKey: 'sk-canary' } }
  await runtime.check('main', connection)
  for await (const _row of runtime.readById('acme', 'usage', { ...connection, from: '2026-11-01', to: '2026-11-02' }));
  await runtime.sync({ connections: { main: connection }, destination: new MemoryLedger(false), from: '2026-11-01' })
  await runtime.close()
}

describe('a host that brings every service', () => {
  it('has none of the defaults made: no Agent, no logger, no store', async () => {
    const { services, events } = ownServices()
    expect([...Object.keys(services), 'CONNECTOR'].sort()).toEqual(Object.keys(tokens).sort())
    await useAll(hostWithout(services))
    expect(made).toEqual([])
    expect(
      events.filter(({ type }) => type === 'run_finished').map((event) => 'outcome' in event && event.outcome),
    ).toEqual(Array(3).fill('completed'))
  })
})

describe('a host that brings all but one service', () => {
  const defaults: Readonly<Partial<Record<keyof Own, string>>> = {
    LOGGER: 'winstonLogger',
    CLOCK: 'systemClock',
    RANDOM: 'cryptoRandom',
    STATE_STORE: 'memoryStateStore',
    BUDGET_STORE: 'memoryBudgetStore',
    TOKEN_STORE: 'memoryTokenStore',
  }
  it.each(Object.entries(defaults))('lacks %s, and has %s made once and nothing else', async (token, maker) => {
    await useAll(hostWithout(ownServices().services, token as keyof Own))
    expect(made).toEqual([maker])
  })

  it('lacks TRANSPORT, and has an Agent only once something is to be sent', async () => {
    const container = hostWithout(ownServices().services, 'TRANSPORT')
    await createRuntime({ container }).close()
    expect(made).toEqual([])
    const runtime = createRuntime({ container })
    const nowhere = { apiKey: 'sk-canary', baseUrl: 'http://127.0.0.1:1' }
    await expect(runtime.check('main', { connector: 'acme', config: nowhere })).rejects.toMatchObject({
      code: 'NETWORK_UNREACHABLE',
    })
    await runtime.close()
    expect(made).toEqual(['undiciTransport'])
  })

  it('lacks OBSERVER, and is told nothing', async () => {
    const { services, events } = ownServices()
    await useAll(hostWithout(services, 'OBSERVER'))
    expect([made, events]).toEqual([[], []])
  })
})

describe('a runtime without a host', () => {
  it('makes each default once, whatever it does', async () => {
    const runtime = createRuntime({ connectors: [acme()] })
    const nowhere = { connector: 'acme', config: { apiKey: 'sk-canary', baseUrl: 'http://127.0.0.1:1' } }
    await runtime.check('main', nowhere, AbortSignal.abort()).catch(() => {})
    await runtime.check('main', nowhere, AbortSignal.abort()).catch(() => {})
    await runtime.close()
    expect([...made].sort()).toEqual([
      ...['cryptoRandom', 'memoryBudgetStore', 'memoryStateStore', 'memoryTokenStore'],
      ...['systemClock', 'undiciTransport', 'winstonLogger'],
    ])
  })
})
