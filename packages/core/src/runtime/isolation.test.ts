import 'reflect-metadata'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../contract/observer.js'
import type { EncodedRequest } from '../contract/request.js'
import type { BudgetStore, Transport, WireReply } from '../contract/services.js'
import { BUDGET_STORE } from '../contract/tokens.js'
import { acme } from '../testing/acme.js'
import { type TestHost, testHost } from '../testing/host.js'
import { MemoryLedger } from '../testing/memory-ledger.js'
import { wireReply } from '../testing/scripted-transport.js'
import { createRuntime, type Runtime } from './create-runtime.js'
import { memoryBudgetStore } from './system-services.js'

/** Mints tokens, and keeps 10 seconds between two calls with one credential. */
const plugin = acme({
  auth: (a) =>
    a.oauth2ClientCredentials({
      tokenRequest: (c) => ({ path: '/token', json: { key: c.apiKey } }),
      readToken: (reply) => ({ accessToken: (reply as { token: string }).token, expiresInSeconds: 3_600 }),
    }),
  limits: (l) => [l.interval({ every: '10s', key: (c) => c.apiKey })],
})

/** One connection: its account tells its requests apart, its key its tokens. */
interface Tenant {
  readonly name: string
  readonly apiKey: string
  readonly account: string
}

const DAYS = { from: '2026-11-01', to: '2026-11-05' }

/** A vendor who answers each request after a while of its own, and remembers for whom and when it did what. */
class SlowVendor implements Transport {
  readonly minted: { readonly key: string; readonly token: string }[] = []
  readonly calls: { readonly account: string; readonly token: string; readonly at: number }[] = []
  #seed: number

  constructor(
    seed: number,
    private readonly now: () => number,
  ) {
    this.#seed = seed
  }

  async send(request: EncodedRequest): Promise<WireReply> {
    const reply = wireReply({ body: this.#answer(request) })
    await this.#while()
    return reply
  }

  async #while(): Promise<void> {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0
    for (let turns = (this.#seed >>> 16) % 7; turns > 0; turns -= 1) await new Promise(setImmediate)
  }

  #answer({ url, headers, body }: EncodedRequest): object {
    const { pathname, searchParams } = new URL(url)
    if (pathname === '/token') {
      const { key } = JSON.parse(new TextDecoder().decode(body))
      const token = `token-${this.minted.length + 1}-for-${key}`
      this.minted.push({ key, token })
      return { code: 0, token }
    }
    if (pathname === '/balance') return { code: 0, balance: '7.50' }
    const account = searchParams.get('account') ?? ''
    const token = headers.authorization?.slice('Bearer '.length) ?? ''
    this.calls.push({ account, token, at: this.now() })
    return { code: 0, items: [{ sku: `of-${account}`, cost: `${account}.${searchParams.get('date')?.slice(-2)}` }] }
  }
}

/** A runtime with a host of its own, and what its connections did. */
interface Bench extends TestHost {
  readonly vendor: SlowVendor
  readonly runtime: Runtime
  /** The keys under which limits are kept. */
  readonly budgets: ReadonlySet<string>
  readonly ledger: MemoryLedger
}

function bench(seed: number): Bench {
  let vendor: SlowVendor | undefined
  const host = testHost({ send: (request) => (vendor as SlowVendor).send(request) })
  vendor = new SlowVendor(seed, () => host.clock.now())
  const budgets = new Set<string>()
  const store = memoryBudgetStore()
  const watching: BudgetStore = {
    update: (key, step) => {
      budgets.add(key)
      return store.update(key, step)
    },
  }
  host.container.register(BUDGET_STORE, { useValue: watching })
  const runtime = createRuntime({ connectors: [plugin], container: host.container })
  return { ...host, vendor, runtime, budgets, ledger: new MemoryLedger() }
}

/** Checks all connections at once, which mints their tokens, then syncs all at once. */
async function sync({ runtime, ledger }: Bench, tenants: readonly Tenant[]): Promise<void> {
  await Promise.all(tenants.map(({ name, apiKey }) => runtime.check(name, { connector: 'acme', config: { apiKey } })))
  const connections = Object.fromEntries(
    tenants.map(({ name, apiKey, account }) => {
      const streams = { balance: { enabled: false } }
      return [name, { connector: 'acme', config: { apiKey, accounts: [account] }, streams }]
    }),
  )
  const reports = await runtime.sync({ connections, destination: ledger, ...DAYS })
  expect(reports.map(({ failures }) => failures)).toEqual(tenants.map(() => []))
}

/** What one connection did, without times: they depend on who else moves the clock. */
function traceOf(host: Bench, { name }: Tenant) {
  const lines = host.logs.filter(({ fields }) => fields.connection === name)
  const events = host.events.filter(({ connection }) => connection === name)
  return {
    logs: lines
      .map(({ level, message, fields: { ms: _ms, ...fields } }) => JSON.stringify([level, message, fields]))
      .sort(),
    events: events
      .filter(({ type }) => type !== 'waiting')
      .map(timeless)
      .sort(),
    rows: host.ledger.lines().filter((line) => line.startsWith(`${name} `)),
  }
}

function timeless(event: RunEvent): string {
  const dropped = ['ms', 'until', 'request', 'expiresAt']
  return JSON.stringify(event, (key, value) => (dropped.includes(key) ? undefined : value))
}

async function aloneTrace(tenant: Tenant) {
  const alone = bench(0)
  await sync(alone, [tenant])
  return traceOf(alone, tenant)
}

/** Tokens of a connection's calls were minted with its own key, and are used by no other connection. */
function expectOwnTokens({ vendor }: Bench, tenants: readonly Tenant[]): void {
  const used = tenants.map(({ apiKey, account }) => {
    const tokens = new Set(vendor.calls.filter((call) => call.account === account).map(({ token }) => token))
    for (const token of tokens) expect(vendor.minted).toContainEqual({ key: apiKey, token })
    return [...tokens]
  })
  expect(new Set(used.flat()).size).toBe(used.flat().length)
  expect(used.map((tokens) => tokens.length)).toEqual(tenants.map(() => 1))
  expect(vendor.minted).toHaveLength(tenants.length)
}

/** Nobody's log line or event holds anything of another's. */
function expectNothingOf(other: Tenant, { logs, events }: Pick<TestHost, 'logs' | 'events'>, own: Tenant): void {
  const shown = JSON.stringify([
    logs.filter(({ fields }) => fields.connection === own.name),
    events.filter(({ connection }) => connection === own.name),
  ])
  if (other.name !== own.name) expect(shown).not.toContain(other.name)
  expect(shown).not.toContain(`\\"account\\":\\"${other.account}\\"`)
  for (const secret of [own.apiKey, other.apiKey, 'token-']) expect(shown).not.toContain(secret)
}

/** The shortest time between two calls, milliseconds. */
function closest(calls: readonly { readonly at: number }[]): number {
  const times = calls.map(({ at }) => at).sort((a, b) => a - b)
  return Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))
}

const usageBudgets = (host: Bench): number => [...host.budgets].filter((key) => key.startsWith('acme:usage:')).length
const atSeeds = (check: (seed: number) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(fc.nat(), check), { numRuns: 15 })

const ONE: Tenant = { name: 'tenant-one', apiKey: 'sk-canary-one', account: '1' }
const TWO: Tenant = { name: 'tenant-two', apiKey: 'sk-canary-two', account: '2' }

describe('two connections interleaved in one process', { timeout: 60_000 }, () => {
  it('under one name in two runtimes share nothing', async () => {
    const [one, two] = [ONE, { ...TWO, name: ONE.name }]
    const alone = [await aloneTrace(one), await aloneTrace(two)]
    await atSeeds(async (seed) => {
      const benches = [bench(seed), bench(seed + 1)] as const
      await Promise.all([sync(benches[0], [one]), sync(benches[1], [two])])
      expect([traceOf(benches[0], one), traceOf(benches[1], two)]).toEqual(alone)
      expectOwnTokens(benches[0], [one])
      expectOwnTokens(benches[1], [two])
      expectNothingOf(two, benches[0], one)
      expectNothingOf(one, benches[1], two)
      for (const { vendor } of benches) expect(closest(vendor.calls)).toBeGreaterThanOrEqual(10_000)
    })
  })

  it('under two names in one runtime share nothing', async () => {
    const alone = [await aloneTrace(ONE), await aloneTrace(TWO)]
    await atSeeds(async (seed) => {
      const both = bench(seed)
      await sync(both, [ONE, TWO])
      expect([traceOf(both, ONE), traceOf(both, TWO)]).toEqual(alone)
      expectOwnTokens(both, [ONE, TWO])
      expectNothingOf(TWO, both, ONE)
      expectNothingOf(ONE, both, TWO)
      // Each keeps its own distance, and none to the other's calls.
      for (const { account } of [ONE, TWO])
        expect(closest(both.vendor.calls.filter((call) => call.account === account))).toBeGreaterThanOrEqual(10_000)
      expect(closest(both.vendor.calls)).toBeLessThan(10_000)
      expect(usageBudgets(both)).toBe(2)
    })
  })

  it('with one credential share its limits, and nothing else', async () => {
    const same = { ...TWO, apiKey: ONE.apiKey }
    const alone = [await aloneTrace(ONE), await aloneTrace(same)]
    await atSeeds(async (seed) => {
      const both = bench(seed)
      await sync(both, [ONE, same])
      expect([traceOf(both, ONE), traceOf(both, same)]).toEqual(alone)
      expectOwnTokens(both, [ONE, same])
      expectNothingOf(same, both, ONE)
      expectNothingOf(ONE, both, same)
      expect(closest(both.vendor.calls)).toBeGreaterThanOrEqual(10_000)
      expect(usageBudgets(both)).toBe(1)
    })
  })
})
