import type { BoundEndpoint, BoundPartition, FinishedRows, PageContent } from '../contract/definition.js'
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
  readonly streams: readonly ({ readonly name: string } & FinishedRows)[]
  /** Figures that the vendor states and that differ from what arrived. */
  readonly differences: readonly string[]
  /** How many pages the reading that counts took. */
  readonly pages: number
}

/** A list that moves while its pages are read is read again, this often in all. */
const MAX_WALKS = 3

/** Reads one window whole. Nothing of it is visible to anyone before this returns. */
export async function readWindow(
  connection: Connection,
  task: WindowTask,
  gate: { readonly gate: ByteGate; readonly index: number },
  signal: AbortSignal,
): Promise<WindowContent> {
  const ref = windowRef(connection.name, task)
  connection.notify({ type: 'window_started', window: ref })
  try {
    for (let walks = 1; ; walks += 1) {
      const beganAt = connection.clock.now()
      gate.gate.open(gate.index)
      const { pages, unsteady } = await readPages(connection, task, gate, signal)
      if (unsteady !== undefined && walks < MAX_WALKS) continue
      const differences = [...(unsteady === undefined ? [] : [unsteady]), ...pages.flatMap((page) => page.differences)]
      for (const detail of differences) connection.notify({ type: 'difference', window: ref, detail })
      return { beganAt, streams: finish(task, pages), differences, pages: pages.length }
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

async function readPages(
  connection: Connection,
  task: WindowTask,
  { gate, index }: { readonly gate: ByteGate; readonly index: number },
  signal: AbortSignal,
): Promise<{ readonly pages: readonly PageContent[]; readonly unsteady: string | undefined }> {
  const walk = task.partition.walk(task.window, { now: () => connection.clock.now() })
  const told = <Page extends PageContent>(page: Page): Page => {
    connection.notify({ type: 'page_fetched', window: windowRef(connection.name, task), records: page.records })
    return page
  }
  const call = async <T>(request: HttpRequest, read: (body: JsonValue) => T, signal: AbortSignal): Promise<T> => {
    await gate.pass(index, signal)
    const validate = (body: JsonValue, bytes: number): T => {
      gate.add(index, bytes)
      return read(body)
    }
    return connection.pipeline({ endpoint: task.endpoint.name, request, authenticated: true, signal, validate })
  }
  if (walk.kind === 'pages') {
    const fetch: FetchPage = async (step, signal) => told(await call(step.request(), step.read, signal))
    return walkPages(walk.first, fetch, signal)
  }
  const pages: PageContent[] = []
  for await (const page of walk.read((request) => call(request, (body) => body, signal))) pages.push(told(page))
  return { pages, unsteady: undefined }
}

function finish(task: WindowTask, pages: readonly PageContent[]): WindowContent['streams'] {
  return task.endpoint.streams.map((stream) => {
    const { name } = stream.info
    const entries = pages.flatMap((page) => page.entries.get(name) ?? [])
    return { name, ...stream.finish(entries, task.window) }
  })
}
