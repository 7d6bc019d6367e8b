import type {
  BoundEndpoint,
  BoundPartition,
  FinishedRows,
  PageContent,
  PageResult,
  PageStep,
} from '../contract/definition.js'
import { OutlayError } from '../contract/errors.js'
import type { WindowRef } from '../contract/observer.js'
import type { Window } from '../contract/window.js'
import type { ByteGate } from './byte-gate.js'
import type { Connection } from './connection.js'
import { walkPages } from './walk-pages.js'

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
      const { pages, unsteady } = await readPages(connection, task, gate, signal)
      if (unsteady !== undefined && walks < MAX_WALKS) continue
      const differences = [...(unsteady === undefined ? [] : [unsteady]), ...pages.flatMap((page) => page.differences)]
      for (const detail of differences) connection.notify({ type: 'difference', window: ref, detail })
      return { beganAt, streams: finish(task, pages), differences }
    }
  } catch (error) {
    throw OutlayError.isInstance(error) || signal.aborted ? error : pluginFailed(connection, task, error)
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

/** A partition key as canonical JSON: the same key gives the same text. */
export function partitionText(key: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))))
}

async function readPages(
  connection: Connection,
  task: WindowTask,
  { gate, index }: { readonly gate: ByteGate; readonly index: number },
  signal: AbortSignal,
): Promise<{ readonly pages: readonly PageContent[]; readonly unsteady: string | undefined }> {
  const walk = task.partition.walk(task.window, { now: () => connection.clock.now() })
  const endpoint = task.endpoint.name
  const ref = windowRef(connection.name, task)
  if (walk.kind === 'generated') {
    const pages: PageContent[] = []
    const call = connection.pipeline
    const generated = walk.read((request) =>
      call({ endpoint, request, authenticated: true, signal, validate: (body) => body }),
    )
    for await (const page of generated) {
      pages.push(page)
      connection.notify({ type: 'page_fetched', window: ref, records: page.records })
    }
    return { pages, unsteady: undefined }
  }
  const fetch = async (step: PageStep): Promise<PageResult> => {
    await gate.pass(index)
    const page = await connection.pipeline({
      endpoint,
      request: step.request(),
      authenticated: true,
      signal,
      validate: (body, bytes) => {
        gate.add(index, bytes)
        return step.read(body)
      },
    })
    connection.notify({ type: 'page_fetched', window: ref, records: page.records })
    return page
  }
  return walkPages(walk.first, fetch, signal)
}

function finish(task: WindowTask, pages: readonly PageContent[]): WindowContent['streams'] {
  return task.endpoint.streams.map((stream) => {
    const { name } = stream.info
    const entries = pages.flatMap((page) => page.entries.get(name) ?? [])
    return { name, ...stream.finish(entries, task.window) }
  })
}

function pluginFailed(connection: Connection, task: WindowTask, cause: unknown): OutlayError {
  const said = cause instanceof Error ? cause.message : 'an unknown error'
  return new OutlayError({
    code: 'PLUGIN_FAILED',
    category: 'bug',
    message: `the connector "${connection.connector.id}" failed in its endpoint "${task.endpoint.name}": ${said}`,
    hint: 'Report this to the author of the connector.',
    cause,
  })
}
