import type { BoundPartition } from '../contract/definition.js'
import { OutlayError } from '../contract/errors.js'
import type { Window } from '../contract/window.js'
import type { Connection } from './connection.js'
import { connectorError } from './connector-error.js'
import { observation, planWindows } from './plan-windows.js'

/** A connection that answered. */
export interface CheckReport {
  readonly connection: string
  readonly connector: string
  /** The origin that answered. */
  readonly origin: string
  readonly endpoint: string
  /** Where the credentials went, in words. */
  readonly auth: string
  /** How long the call took, milliseconds. */
  readonly ms: number
}

/** One call, the first page of the connector's check endpoint and its newest readable window. Throws what the call throws. */
export async function checkConnection(connection: Connection, signal: AbortSignal): Promise<CheckReport> {
  const { connector, clock } = connection
  const began = clock.now()
  const { partition, window } = newest(connection)
  try {
    await callOnce(connection, partition, window, signal)
  } catch (error) {
    throw signal.aborted ? error : connectorError(connection, connector.check.name, error)
  }
  const auth = connector.auth?.authenticator.describe(connector.auth.config) ?? 'no credentials'
  return {
    connection: connection.name,
    connector: connector.id,
    origin: connector.baseUrl.origin,
    endpoint: connector.check.name,
    auth,
    ms: clock.now() - began,
  }
}

async function callOnce(
  connection: Connection,
  partition: BoundPartition,
  window: Window,
  signal: AbortSignal,
): Promise<void> {
  const { connector, clock } = connection
  const endpoint = connector.check
  const walk = partition.walk(window, { now: () => clock.now() })
  const send = connection.pipeline
  if (walk.kind === 'pages') {
    const { first } = walk
    const validate = first.read
    await send({ endpoint: endpoint.name, request: first.request(), authenticated: true, signal, validate })
  } else {
    const pages = walk.read((request) =>
      send({ endpoint: endpoint.name, request, authenticated: true, signal, validate: (body) => body }),
    )
    for await (const _first of pages) break // and the generator ends, too
  }
}

function newest({ connector, clock }: Connection) {
  const endpoint = connector.check
  const now = clock.now()
  const [partition] = endpoint.partitions
  if (partition === undefined) throw nothingToCheck(endpoint.name)
  if (endpoint.calendar === undefined) return { partition, window: observation(now) }
  const ready = planWindows({ ...endpoint, partitions: [partition] }, endpoint.calendar, {}, [], now).filter(
    ({ reach }) => reach === 'ready',
  )
  const last = ready.at(-1)
  if (last === undefined) throw nothingToCheck(endpoint.name)
  return { partition, window: last.task.window }
}

function nothingToCheck(endpoint: string): OutlayError {
  return new OutlayError({
    code: 'CHECK_IMPOSSIBLE',
    category: 'config',
    message: `${endpoint} has nothing that could be asked for now`,
    hint: 'Check the config.',
  })
}
