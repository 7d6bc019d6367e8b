import 'reflect-metadata'
import { container as root } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { StateStore, WindowState } from '../contract/destination.js'
import type { BudgetStore, TokenStore } from '../contract/services.js'
import * as tokens from '../contract/tokens.js'
import { connector } from '../define/connector.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { secret } from '../fields/secret.js'
import { createRuntime } from '../runtime/create-runtime.js'
import { memoryBudgetStore, memoryStateStore, memoryTokenStore } from '../runtime/system-services.js'
import { CountingTransport } from '../testing/counting-transport.js'
import { hourlyConnector } from '../testing/hourly-connector.js'
import { HourlyVendor } from '../testing/hourly-vendor.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { Crash, CrashPoints, numbered } from '../testing/numbered-services.js'
import { wireReply } from '../testing/scripted-transport.js'
import { virtualClock } from '../testing/virtual-clock.js'

const BEFORE = '2026-11-18T12:00:00Z'
const NOW = '2026-11-20T12:00:00Z'

/** What outlives a process. */
interface World {
  readonly ledger: MemoryLedger
  readonly stateStore: StateStore
  readonly tokenStore: TokenStore
  readonly budgetStore: BudgetStore
}

const CONNECTIONS = ['hourly', 'looping']

/** A world that holds what `ledger` and `states` do. */
async function worldOf(ledger: MemoryLedger, states: readonly WindowState[] = []): Promise<World> {
  const stateStore = memoryStateStore()
  await stateStore.save(states)
  return { ledger: ledger.copy(), stateStore, tokenStore: memoryTokenStore(), budgetStore: memoryBudgetStore() }
}

/** The state of all windows, wherever it is kept, as far as it does not depend on how often a run was begun. */
async function statesOf({ ledger, stateStore }: World): Promise<readonly string[]> {
  const stored = await Promise.all(CONNECTIONS.map((name) => stateStore.load(name)))
  const lines = [...ledger.states(), ...stored.flat()].map(({ connection, endpoint, partition, start, ...state }) =>
    JSON.stringify([connection, endpoint, partition, start, state.status, state.final, state.rows]),
  )
  return lines.sort()
}

/** Rows, charges and restatements: what must come out the same, line by line. */
function heldBy({ ledger }: World): readonly string[] {
  return [...ledger.lines(), ...ledger.restatements().map((restatement) => JSON.stringify(restatement))]
}

/** The invented vendor's events by a loop of the connector's own, with minted tokens and a limit. Each yield is a point. */
function loopingConnector(yielded: () => void) {
  const looping = connector({
    id: 'looping',
    title: 'Looping',
    docs: 'https://looping.example/docs',
    config: z.strictObject({ key: secret() }),
    http: { baseUrl: () => 'https://api.looping.example' },
    auth: (a) =>
      a.oauth2ClientCredentials({
        tokenRequest: (c) => ({ path: '/token', json: { key: c.key } }),
        readToken: () => ({ accessToken: 'minted-0123456789', expiresInSeconds: 600 }),
      }),
    limits: (l) => [l.window({ max: 1000, per: '1s' }), l.concurrent({ max: 2 })],
    billing: () => ({
      provider: 'Looping',
      service: 'Looping',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currencySource: 'documented',
      currency: 'CNY',
    }),
  })
  const response = z.object({ list: z.array(z.unknown()), next: z.int().nullish() })
  const events = looping.endpoint(
    { name: 'events', partitions: (p) => p.days('day', { timeZone: 'UTC', settlesAfter: '3d' }), response },
    {
      read: async function* ({ call, partition: { day } }) {
        const query = { account: 'L', start: day.startSeconds, end: day.endSeconds, size: 2 }
        for (let cursor: number | null | undefined = 0; typeof cursor === 'number'; ) {
          const body: z.output<typeof response> = await call({ path: '/events', query: { ...query, cursor } })
          yielded()
          yield body
          yielded()
          cursor = body.next
        }
      },
    },
  )
  const record = z.object({ id: id(), at: count(), cost: money('CNY') })
  const stream = events.stream({ name: 'events', records: (b) => b.list, record }, { primaryKey: ['id'] })
  return looping.plugin({ streams: [stream], check: events })
}

/** Of the process that runs. */
let current = new CrashPoints()

/** Made once: a process begins with its services, not with its program. */
const connectors = [hourlyConnector(), loopingConnector(() => current.pass())]

/** One process: a runtime whose every service is numbered, over a world that outlives it. */
async function run(world: World, now: string, points = new CrashPoints()): Promise<void> {
  current = points
  const clock = virtualClock(now)
  const vendor = new HourlyVendor(clock, 6)
  vendor.instead = ({ pathname }) => (pathname === '/token' ? wireReply({ body: '{}' }) : undefined)
  world.ledger.reopen()
  const host = root.createChildContainer()
  const provide = (token: symbol, service: object): unknown =>
    host.register(token, { useValue: numbered(service, points) })
  provide(tokens.CLOCK, clock)
  provide(tokens.TRANSPORT, new CountingTransport((request) => vendor.answer(request)))
  provide(tokens.RANDOM, { next: () => 0.5, hex: (bytes: number) => '0'.repeat(bytes * 2) })
  provide(tokens.LOGGER, { debug() {}, info() {}, warn() {}, error() {} })
  provide(tokens.OBSERVER, { notify() {} })
  provide(tokens.STATE_STORE, world.stateStore)
  provide(tokens.TOKEN_STORE, world.tokenStore)
  provide(tokens.BUDGET_STORE, world.budgetStore)
  const runtime = createRuntime({ connectors, container: host })
  const streams = { charges: {}, events: {}, event_costs: { enabled: true }, balance: {} }
  const reports = await runtime.sync({
    connections: {
      hourly: { connector: 'hourly', config: { key: 'k-0123456789', pageSize: 2 }, streams },
      looping: { connector: 'looping', config: { key: 'k-0123456789' } },
    },
    destination: numbered(world.ledger, points),
    from: '2026-11-16',
    to: '2026-11-18',
  })
  if (!points.dead) expect(reports.flatMap(({ failures }) => failures.map(({ error }) => error.message))).toEqual([])
}

/** A process that dies at a point; what it throws on the way out is its death and nothing else. */
async function runToDeath(world: World, now: string, dieAt: number): Promise<void> {
  await run(world, now, new CrashPoints(dieAt)).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error
  })
}

/** How much of `expected` is not in `found`, each line as often as it stands there. */
function missing(expected: readonly string[], found: readonly string[]): number {
  const left = new Map<string, number>()
  for (const line of found) left.set(line, (left.get(line) ?? 0) + 1)
  return expected.filter((line) => {
    const times = left.get(line) ?? 0
    left.set(line, times - 1)
    return times <= 0
  }).length
}

describe('a process that dies at any call into any service, before or after it, and at any yield', () => {
  it.each([
    ['an empty ledger', true, false],
    ['a ledger whose windows are restated', true, true],
    ['an empty destination without state, beside a state store', false, false],
    ['a destination without state, whose windows are restated', false, true],
  ])(
    'over %s loses and doubles nothing once it is started again',
    async (name, keepsState, restated) => {
      const before = await worldOf(new MemoryLedger(keepsState))
      if (restated) await run(before, BEFORE)
      const states = (await Promise.all(CONNECTIONS.map((name) => before.stateStore.load(name)))).flat()
      const world = (): Promise<World> => worldOf(before.ledger, states)
      const whole = await world()
      const points = new CrashPoints()
      await run(whole, NOW, points)
      expect(whole.ledger.restatements().length > 0).toBe(restated)
      const [held, ended] = [heldBy(whole), await statesOf(whole)]
      let [lost, doubled] = [0, 0]
      for (let at = 1; at <= points.passed; at += 1) {
        const broken = await world()
        await runToDeath(broken, NOW, at)
        await run(broken, NOW)
        lost += missing(held, heldBy(broken))
        doubled += missing(heldBy(broken), held)
        expect(await statesOf(broken), `died at point ${at}`).toEqual(ended)
      }
      process.stdout.write(`crash anywhere, over ${name}: ${points.passed} points, ${lost} lost, ${doubled} doubled\n`)
      expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 })
      expect(points.passed).toBeGreaterThanOrEqual(500)
    },
    600_000,
  )
})
