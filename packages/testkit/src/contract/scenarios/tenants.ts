import { type JsonValue, reveal } from '@outlay/core'
import { sentText } from '../../simulator/sent-text.js'
import type { SimulatedVendor } from '../../simulator/simulated-vendor.js'
import { learnVendor, type Simulation } from '../../simulator/simulation.js'
import { spellingsOf } from '../../simulator/spellings.js'
import { virtualClock } from '../../simulator/virtual-clock.js'
import { type Bench, enabledStreams } from '../bench.js'
import { demandStream, demandSuccess, demandWalks } from '../books.js'
import { MemoryLedger } from '../memory-ledger.js'
import { type Heard, openRuntime } from '../open-runtime.js'
import type { Scenario } from '../test-functions.js'
import { transportTo } from '../trial.js'
import { demand } from '../violation.js'

/** Two customers of one vendor in one process. */
export function tenantScenarios(bench: Bench): readonly Scenario[] {
  const known = new Map<string, Promise<Customer>>()
  const customer: CustomerOf = (name) => {
    const one = known.get(name) ?? learnCustomer(bench, name)
    known.set(name, one)
    return one
  }
  return [
    { rule: 'base-url', title: 'baseUrl of the config moves every request', run: async () => void moved(bench, 'b') },
    {
      rule: 'two-tenants',
      title: 'two connections at once get their own data by their own credentials',
      run: () => areApart(bench, customer, ['a', 'b']),
    },
    {
      rule: 'two-tenants',
      title: 'whichever connection comes first',
      run: () => areApart(bench, customer, ['b', 'a']),
    },
  ]
}

/** The same connector for another customer: another address, other secrets. */
function moved(bench: Bench, tenant: string): unknown {
  const { connector } = bench.simulation
  const secrets = connector.secrets.map(reveal)
  const base = new URL(connector.baseUrl)
  base.port = tenant === 'a' ? '8441' : '8442'
  const config = { ...others(bench.options.config, secrets, tenant), baseUrl: base.href.replace(/\/$/, '') }
  const bound = bench.definition.bind(config)
  demand(
    bound.baseUrl.origin === base.origin,
    'the config has no baseUrl that counts: nobody can test against a simulator, or use the vendor of another region',
    base.origin,
    bound.baseUrl.origin,
  )
  return config
}

function others(config: unknown, secrets: readonly string[], tenant: string): object {
  const other = (value: unknown): unknown => {
    if (typeof value === 'string') return secrets.includes(value) ? `${value}-${tenant.repeat(8)}` : value
    if (Array.isArray(value)) return value.map(other)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, other(member)]))
  }
  return other(config) as object
}

/** A documented reply may link to the next page by its whole address. */
function movedSamples({ definition, simulation, options }: Bench, config: unknown): Bench['options']['samples'] {
  const [from, to] = [simulation.connector.baseUrl.origin, definition.bind(config).baseUrl.origin]
  return Object.fromEntries(Object.entries(options.samples).map(([name, text]) => [name, text.replaceAll(from, to)]))
}

interface Tenant {
  readonly name: string
  readonly config: unknown
  readonly vendor: SimulatedVendor
  readonly secrets: readonly string[]
}

/** A customer's config, and the vendor as it is learned with it: the same in every order. */
interface Customer {
  readonly config: unknown
  readonly simulation: Simulation
}

type CustomerOf = (name: string) => Promise<Customer>

async function learnCustomer(bench: Bench, name: string): Promise<Customer> {
  const config = moved(bench, name)
  const samples = movedSamples(bench, config)
  return { config, simulation: await learnVendor(bench.plugin, { ...bench.options, now: bench.now, config, samples }) }
}

async function areApart(bench: Bench, customer: CustomerOf, names: readonly string[]): Promise<void> {
  const clock = virtualClock(bench.now)
  const tenants: Tenant[] = []
  for (const name of names) {
    const { config, simulation } = await customer(name)
    const vendor = simulation.vendor(clock, { salt: name === 'a' ? 1_000_000 : 2_000_000 })
    tenants.push({ name, config, vendor, secrets: simulation.connector.secrets.map(reveal) })
  }
  const ledger = new MemoryLedger()
  const heard: Heard = { logs: [], events: [] }
  const transports = new Map(tenants.map(({ vendor }) => [vendor.connector.baseUrl.origin, transportTo(vendor)]))
  const transport = {
    send: async (...[request, options]: Parameters<ReturnType<typeof transportTo>['send']>) => {
      const own = transports.get(new URL(request.url).origin)
      demand(own !== undefined, 'a request goes to neither of the two tenants: an address is kept from somebody else')
      return own.send(request, options)
    },
  }
  const runtime = openRuntime(bench.plugin, { clock, transport }, heard)
  const connections = Object.fromEntries(
    tenants.map(({ name, config }) => [name, { connector: bench.definition.id, config, streams: bench.streams }]),
  )
  for (const report of await runtime.sync({ connections, destination: ledger }))
    demandSuccess(report, 'of two connections at once')
  for (const tenant of tenants) await demandOwn(bench, tenant, tenants, ledger)
}

async function demandOwn(
  bench: Bench,
  { name, vendor }: Tenant,
  all: readonly Tenant[],
  ledger: MemoryLedger,
): Promise<void> {
  await demandWalks(vendor)
  for (const other of all.filter((one) => one.name !== name)) {
    const leaked = other.secrets
      .flatMap(spellingsOf)
      .find((text) => vendor.received.some(({ request }) => sentText(request).includes(text)))
    demand(
      leaked === undefined,
      "a request of one customer carries another customer's credentials: it reads the wrong account",
    )
  }
  const booked = await vendor.books()
  for (const stream of enabledStreams(bench)) {
    const raws: readonly JsonValue[] = [
      ...ledger.rows(name).filter((row) => row.stream.name === stream),
      ...ledger.quarantined(name).filter((row) => row.stream.name === stream),
    ].map(({ raw }) => raw)
    demandStream(bench, stream, booked, raws)
  }
}
