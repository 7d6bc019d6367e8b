import type { BoundEndpoint } from '../contract/definition.js'
import type { WindowState } from '../contract/destination.js'
import { OutlayError } from '../contract/errors.js'
import { partitionText } from '../partitions/partition-text.js'
import type { Connection } from './connection.js'
import { leastDuration } from './least-duration.js'
import { knownPartitions } from './parent-lists.js'
import type { ConnectionPlan, EndpointPlan } from './plan-report.js'
import { planWindows } from './plan-windows.js'
import { refuseChanges } from './refuse-changes.js'
import { type Standing, standingOf } from './standing.js'
import type { SyncRequest } from './sync-run.js'
import { isTooSoon } from './sync-snapshot.js'

/** What of a sync a plan depends on. */
export type PlanRequest = Pick<SyncRequest, 'asked' | 'finalOnly'>

/** An endpoint that a run has to do with; `lists`: it is read for the partitions of others. */
interface Part {
  readonly endpoint: BoundEndpoint
  readonly lists: boolean
}

/** A window or observation, and what is known of it. */
interface Standpoint {
  readonly standing: Standing
  readonly state: WindowState | undefined
}

/** Says what a sync would do now. Sends nothing and writes nothing. */
export function planConnection(
  connection: Connection,
  request: PlanRequest,
  known: readonly WindowState[],
): ConnectionPlan {
  const { name, connector } = connection
  const endpoints: EndpointPlan[] = []
  const failures: ConnectionPlan['failures'][number][] = []
  for (const part of partsOf(connector.endpoints)) {
    const { name: endpoint } = part.endpoint
    try {
      const states = known.filter((state) => state.endpoint === endpoint)
      endpoints.push(planEndpoint(connection, request, part, states))
    } catch (error) {
      failures.push({ endpoint, error: OutlayError.from(error) })
    }
  }
  const requests = endpoints.reduce((sum, plan) => sum + plan.requests, 0)
  return {
    connection: name,
    connector: connector.id,
    endpoints,
    requests,
    leastMs: leastMs(connection, endpoints),
    failures,
  }
}

/** What is read for its lists comes first, once for all that wait for it. */
function partsOf(endpoints: readonly BoundEndpoint[]): readonly Part[] {
  const parents = new Set(endpoints.flatMap(({ below }) => below?.parents.map(({ endpoint }) => endpoint) ?? []))
  return [
    ...[...parents].map((endpoint) => ({ endpoint, lists: true })),
    ...endpoints.map((endpoint) => ({ endpoint, lists: false })),
  ]
}

function planEndpoint(
  connection: Connection,
  request: PlanRequest,
  part: Part,
  states: readonly WindowState[],
): EndpointPlan {
  const { below, calendar, name, streams } = part.endpoint
  if (calendar !== undefined) refuseChanges(connection.name, part.endpoint, calendar, states)
  const known = new Set(states.map(({ partition }) => partition))
  const endpoint = below === undefined ? part.endpoint : { ...part.endpoint, partitions: knownPartitions(below, known) }
  const all = standpoints(connection, request, { ...part, endpoint }, states)
  const count = (standing: Standing): number => all.filter((one) => one.standing === standing).length
  const due = all.filter(({ standing }) => standing === 'due').map(({ state }) => state)
  const pages = pagesOf(due, states)
  const requests = pages.known + pages.estimated + pages.unknown
  return {
    endpoint: name,
    kind: calendar === undefined ? 'snapshot' : 'windowed',
    streams: part.lists ? [] : streams.map(({ info }) => info.name),
    parents: [...new Set(below?.parents.map((parent) => parent.endpoint.name))],
    partitions: below === undefined ? endpoint.partitions.length : null,
    windows: { due: count('due'), final: count('final'), later: count('later'), unreachable: count('unreachable') },
    pages,
    requests,
    leastMs: leastMs(connection, [{ endpoint: name, requests }]),
  }
}

function standpoints(
  { clock }: Connection,
  request: PlanRequest,
  { endpoint, lists }: Part,
  states: readonly WindowState[],
): readonly Standpoint[] {
  const now = clock.now()
  const { calendar } = endpoint
  if (calendar !== undefined) {
    const wanted = endpoint.streams.map(({ info }) => info.name)
    return planWindows(endpoint, calendar, request.asked(endpoint), states, now).map((window) => ({
      standing: standingOf(window, wanted, request.finalOnly, now),
      state: window.state,
    }))
  }
  const byPartition = new Map(states.map((state) => [state.partition, state]))
  return endpoint.partitions.map(({ key }) => {
    const state = byPartition.get(partitionText(key))
    return { standing: !lists && isTooSoon(state, endpoint.everyMs, now) ? 'later' : 'due', state }
  })
}

function pagesOf(due: readonly (WindowState | undefined)[], states: readonly WindowState[]): EndpointPlan['pages'] {
  const counted = states.filter(({ pages }) => pages > 0)
  const average = counted.reduce((sum, { pages }) => sum + pages, 0) / counted.length
  const known = due.reduce((sum, state) => sum + (state?.pages ?? 0), 0)
  const others = due.filter((state) => !state?.pages).length
  return counted.length === 0
    ? { known, estimated: 0, unknown: others }
    : { known, estimated: Math.ceil(others * average), unknown: 0 }
}

/** Budgets go on at the same time; what shares one adds up. */
function leastMs(
  { clock, limitsOf }: Connection,
  endpoints: readonly Pick<EndpointPlan, 'endpoint' | 'requests'>[],
): number {
  const budgets = new Map<string, { readonly limit: Parameters<typeof leastDuration>[0]; requests: number }>()
  for (const { endpoint, requests } of endpoints) {
    for (const { limit, key } of limitsOf(endpoint)) {
      const budget = budgets.get(key) ?? { limit, requests: 0 }
      budget.requests += requests
      budgets.set(key, budget)
    }
  }
  const now = clock.now()
  return Math.max(0, ...[...budgets.values()].map(({ limit, requests }) => leastDuration(limit, requests, now)))
}
