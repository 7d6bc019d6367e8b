import { setMaxListeners } from 'node:events'
import type {
  BoundEndpoint,
  BoundPartition,
  FinishedRows,
  PageContent,
  ReplyFacts,
  StreamEntry,
} from '../contract/definition.js'
import type { WindowRef } from '../contract/observer.js'
import type { HttpRequest } from '../contract/request.js'
import type { Window } from '../contract/window.js'
import type { JsonValue } from '../numbers/json-value.js'
import { partitionText } from '../partitions/partition-text.js'
import type { ByteGate } from './byte-gate.js'
import type { Connection } from './connection.js'
import { connectorError } from './connector-error.js'
import { type FetchPage, walkPages } from './walk-pages.js'

/** One window of one partition, to be read. */
export interface WindowTask {
  readonly endpoint: BoundEndpoint
  readonly partition: BoundPartition
  readonly window: Window
}

/** What a window held. */
export interface WindowContent {
  /** When its first request began, milliseconds: what finality is judged by. */
  readonly beganAt: number
  readonly streams: readonly FinishedStream[]
  /** Figures that the vendor states and that differ from what arrived. */
  readonly differences: readonly string[]
  /** How many pages the reading that counts took. */
  readonly pages: number
}

/** One stream's rows of a window. */
export interface FinishedStream extends FinishedRows {
  readonly name: string
  /** The last part of the rows' keys is an ordinal. */
  readonly ordinal: boolean
}

/** A list that moves while its pages are read is read again, this often in all. */
const MAX_WALKS = 3

/** Reads one window whole. Nothing of it is visible to anyone before this returns. `letsIn`: streams that take records without the fields that do not fit. */
export async function readWindow(
  connection: Connection,
  task: WindowTask,
  gate: { readonly gate: ByteGate; readonly index: number },
  signal: AbortSignal,
  letsIn: (stream: string) => boolean = () => false,
): Promise<WindowContent> {
  const ref = windowRef(connection.name, task)
  const startedAt = connection.clock.now()
  connection.notify({ type: 'window_started', window: ref })
  setMaxListeners(0, signal) // every window under way listens: Node takes more than ten for a leak
  try {
    for (let walks = 1; ; walks += 1) {
      const beganAt = connection.clock.now()
      gate.gate.open(gate.index)
      const { pages, unsteady, bytes } = await readPages(connection, task, gate, signal)
      if (unsteady !== undefined && walks < MAX_WALKS) continue
      const differences = [...(unsteady === undefined ? [] : [unsteady]), ...pages.flatMap((page) => page.differences)]
      for (const detail of differences) connection.notify({ type: 'difference', window: ref, detail })
      const content = { beganAt, streams: finish(task, pages, letsIn), differences, pages: pages.length }
      const ms = connection.clock.now() - startedAt
      connection.notify({ type: 'window_read', window: ref, ...countsOf(content), bytes, ms })
      return content
    }
  } catch (error) {
    if (signal.aborted) throw error
    throw connectorError(connection, task.endpoint.name, error)
  }
}

/** How a window is named in events and messages. */
export function windowRef(connection: string, { endpoint, partition, window }: WindowTask): WindowRef {
  return {
    connection,
    endpoint: endpoint.name,
    partition: partitionText(partition.key),
    start: window.start,
    end: window.end,
  }
}

/** The pages of one walk. */
interface ReadPages {
  readonly pages: readonly PageContent[]
  readonly unsteady: string | undefined
  readonly bytes: number
}

async function readPages(
  connection: Connection,
  task: WindowTask,
  gate: { readonly gate: ByteGate; readonly index: number },
  signal: AbortSignal,
): Promise<ReadPages> {
  const { clock, notify } = connection
  const window = windowRef(connection.name, task)
  const streams = new Set(task.endpoint.streams.map(({ info }) => info.name))
  const walk = task.partition.walk(task.window, { now: () => clock.now(), streams })
  const wanted = (): PageMeter => ({ wantedAt: clock.now(), bytes: 0 })
  let bytes = 0
  const told = <Page extends Pick<PageContent, 'records'>>(page: Page, meter: PageMeter): Page => {
    bytes += meter.bytes
    const ms = clock.now() - meter.wantedAt
    notify(() => ({ type: 'page_fetched', window, records: page.records, bytes: meter.bytes, ms }))
    return page
  }
  const call = pageCaller(connection, task.endpoint, window, gate)
  if (walk.kind === 'pages') {
    const fetch: FetchPage = async (step, signal) => {
      const meter = wanted()
      return told(await call(step.request(), step.read, meter, signal), meter)
    }
    return { ...(await walkPages(walk.first, fetch, connection.concurrency.pages, signal)), bytes }
  }
  const pages: PageContent[] = []
  let meter = wanted()
  for await (const page of walk.read((request) => call(request, (body) => body, meter, signal))) {
    pages.push(told(page, meter))
    meter = wanted()
  }
  return { pages, unsteady: undefined, bytes }
}

/** Sends a request of the window as soon as the gate lets it pass. */
function pageCaller(
  { pipeline }: Connection,
  { name: endpoint, authenticated, errors }: BoundEndpoint,
  window: WindowRef,
  { gate, index }: { readonly gate: ByteGate; readonly index: number },
) {
  return async <T>(
    request: HttpRequest,
    read: (body: JsonValue, reply: ReplyFacts) => T,
    meter: PageMeter,
    signal: AbortSignal,
  ): Promise<T> => {
    await gate.pass(index, signal)
    const validate = (body: JsonValue, reply: ReplyFacts): T => {
      gate.add(index, reply.bytes)
      meter.bytes += reply.bytes
      return read(body, reply)
    }
    return pipeline({ endpoint, window, request, authenticated, errors, signal, validate })
  }
}

/** What it takes to get one page. */
interface PageMeter {
  readonly wantedAt: number
  bytes: number
}

/** Records of a window over all of its streams. */
export function countsOf({ streams }: Pick<WindowContent, 'streams'>): {
  readonly rows: number
  readonly quarantined: number
} {
  return {
    rows: streams.reduce((sum, stream) => sum + stream.rows.length, 0),
    quarantined: streams.reduce((sum, stream) => sum + stream.quarantined.length, 0),
  }
}

function finish(
  task: WindowTask,
  pages: readonly PageContent[],
  letsIn: (stream: string) => boolean,
): WindowContent['streams'] {
  return task.endpoint.streams.map(({ info: { name }, ordinal, finish }) => {
    const entries: StreamEntry[] = []
    for (const page of pages) for (const entry of page.entries.get(name) ?? []) entries.push(entry)
    return { name, ordinal, ...finish(entries, task.window, letsIn(name)) }
  })
}
