import type { StateStore, WindowState } from '../contract/destination.js'
import { OutlayError } from '../contract/errors.js'
import type { Connection } from '../engine/connection.js'
import { type PlanRequest, planConnection } from '../engine/plan-connection.js'
import type { ConnectionPlan } from '../engine/plan-report.js'
import type { Composition } from './composition-root.js'
import type { PlanOptions } from './create-runtime.js'
import { askedOf, withStreams } from './sync-all.js'

/** Plans every connection. All configs are checked first; only state is read. */
export async function planAll(options: PlanOptions, composition: Composition): Promise<readonly ConnectionPlan[]> {
  const opened = Object.entries(options.connections).map(([name, { connector, config, streams = {} }]) => {
    const connection = withStreams(
      composition.connect({ name, connectorId: connector, config, runId: 'plan' }),
      streams,
    )
    const asked: PlanRequest['asked'] = (endpoint) => askedOf(endpoint, streams, options, composition.clock.now())
    return { connection, request: { asked, finalOnly: options.finalOnly ?? false } }
  })
  const plans: ConnectionPlan[] = []
  for (const { connection, request } of opened) {
    plans.push(await planOne(connection, request, options.destination, composition.stateStore))
  }
  return plans
}

async function planOne(
  connection: Connection,
  request: PlanRequest,
  destination: PlanOptions['destination'],
  store: StateStore,
): Promise<ConnectionPlan> {
  const { name, connector } = connection
  let known: readonly WindowState[]
  try {
    known = await (destination?.loadState?.(name) ?? store.load(name))
  } catch (error) {
    const failures = [{ endpoint: undefined, error: OutlayError.from(error) }]
    return { connection: name, connector: connector.id, endpoints: [], requests: 0, leastMs: 0, failures }
  }
  return planConnection(connection, request, known)
}
