import type { BoundEndpoint } from '../contract/definition.js'
import { OutlayError } from '../contract/errors.js'
import { COMPLETED, endedBy, tellRun } from '../observe/tell-run.js'
import type { Connection } from './connection.js'
import { connectorError } from './connector-error.js'
import { observation, planWindows } from './plan-windows.js'
import type { WindowTask } from './read-window.js'

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

/** One call, the first page of the connector's check endpoint, or of its parent, and its newest readable window. Throws what the call throws. */
export async function checkConnection(connection: Connection, signal: AbortSignal): Promise<CheckReport> {
  const { connector, clock } = connection
  const began = clock.now()
  const finished = tellRun(connection, 'check')
  const task = newest(connection)
  const { name } = task.endpoint
  try {
    await callOnce(connection, task, signal)
  } catch (thrown) {
    const error = signal.aborted ? thrown : connectorError(connection, name, thrown)
    finished(NOTHING, endedBy(error, signal))
    throw error
  }
  finished(NOTHING, COMPLETED)
  const auth = connector.auth?.authenticator.describe(connector.auth.config) ?? 'no credentials'
  return {
    connection: connection.name,
    connector: connector.id,
    origin: connector.baseUrl.origin,
    endpoint: name,
    auth,
    ms: clock.now() - began,
  }
}

/** A check keeps nothing. */
const NOTHING = { windows: 0, rows: 0, quarantined: 0 }

async function callOnce(
  connection: Connection,
  { endpoint, partition, window }: WindowTask,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = connection
  const walk = partition.walk(window, { now: () => clock.now() })
  const send = connection.pipeline
  const { name, authenticated, errors } = endpoint
  const call = { endpoint: name, authenticated, errors, signal }
  if (walk.kind === 'pages') {
    const { first } = walk
    const page = await send({ ...call, request: first.request(), validate: first.read })
    page.content()
  } else {
    const pages = walk.read((request) => send({ ...call, request, validate: (body) => body }))
    for await (const _first of pages) break // and the generator ends, too
  }
}

function newest({ connector, clock }: Connection): WindowTask {
  const endpoint = rootOf(connector.check)
  const now = clock.now()
  const [partition] = endpoint.partitions
  if (partition === undefined) throw nothingToCheck(endpoint.name)
  if (endpoint.calendar === undefined) return { endpoint, partition, window: observation(now) }
  const ready = planWindows({ ...endpoint, partitions: [partition] }, endpoint.calendar, {}, [], now).filter(
    ({ reach }) => reach === 'ready',
  )
  const last = ready.at(-1)
  if (last === undefined) throw nothingToCheck(endpoint.name)
  return last.task
}

/** What can be asked without knowing what another endpoint lists. */
function rootOf(endpoint: BoundEndpoint): BoundEndpoint {
  return endpoint.below?.parents[0]?.endpoint ?? endpoint
}

function nothingToCheck(endpoint: string): OutlayError {
  return new OutlayError({
    code: 'CHECK_IMPOSSIBLE',
    category: 'config',
    message: `${endpoint} has nothing that could be asked for now`,
    hint: 'Check the config.',
  })
}
