import pLimit from 'p-limit'
import type { BoundEndpoint, TimedRow } from '../contract/definition.js'
import type { QuarantinedRow } from '../contract/destination.js'
import { ConfigError, DataError, OutlayError } from '../contract/errors.js'
import type { TimeRange } from '../contract/window.js'
import { suggestion } from '../define/parse-config.js'
import { COMPLETED, type Ended, endedBy, tellRun } from '../observe/tell-run.js'
import { ByteGate } from './byte-gate.js'
import type { Connection } from './connection.js'
import { ParentFailed, ParentLists } from './parent-lists.js'
import { observation, planWindows } from './plan-windows.js'
import { readWindow, type WindowContent, type WindowTask, windowRef } from './read-window.js'
import { type Asked, timeRange } from './time-range.js'

/** Bytes of replies in memory, over all windows under way; see {@link ByteGate}. */
export const MAX_BYTES_AHEAD = 64 * 1024 * 1024

/** Windows under way at once: where requests are counted one, so that hardly a page is paid for and lost. */
export function windowsAtOnce({ maxRequests, concurrency }: Connection): number {
  return maxRequests === undefined ? concurrency.windows : 1
}

/** What one reading wants. */
export interface ReadRequest extends Asked {
  readonly signal: AbortSignal
}

/**
 * Reads one stream in declared order: partition by partition, oldest window first. Neither reads nor writes state.
 * After the last record it throws a DataError when records were quarantined: none is left out in silence.
 */
export async function* readStream(
  connection: Connection,
  stream: string,
  request: ReadRequest,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const endpoint = endpointOf(connection, stream)
  const now = connection.clock.now()
  const range = endpoint.calendar && timeRange(request, endpoint.calendar, now)
  const finished = tellRun(connection, 'read')
  const counts = { windows: 0, rows: 0, quarantined: 0 }
  let ended: Ended = { outcome: 'stopped', code: null } // unless the reader takes all there is
  let misfit: QuarantinedRow | undefined
  try {
    const tasks = tasksOf(connection, await listed(connection, endpoint, request.signal), request, now)
    for await (const content of readAhead(connection, tasks, request.signal)) {
      const own = content.streams.find(({ name }) => name === stream)
      counts.windows += 1
      counts.quarantined += own?.quarantined.length ?? 0
      misfit ??= own?.quarantined[0]
      for (const row of own?.rows ?? []) {
        request.signal.throwIfAborted()
        if (!isWithin(row, range)) continue
        counts.rows += 1
        yield row.row.record
      }
    }
    if (misfit !== undefined) throw quarantineError(stream, counts.quarantined, misfit)
    ended = COMPLETED
  } catch (error) {
    ended = endedBy(error, request.signal)
    throw error
  } finally {
    finished(counts, ended)
  }
}

/** What is said of records that do not fit: how many, and why the first of them does not. */
export function quarantineError(stream: string, count: number, first: QuarantinedRow): DataError {
  return new DataError({
    code: 'RECORDS_QUARANTINED',
    stops: 'window',
    message: `${count} record${count === 1 ? '' : 's'} of ${stream} did not fit: ${first.reasons.join('; ')}`,
    hint: 'The ledger keeps them aside with the reasons; the vendor may have changed its API.',
  })
}

/** The endpoint with the partitions that its parents list. */
async function listed(connection: Connection, endpoint: BoundEndpoint, outer: AbortSignal): Promise<BoundEndpoint> {
  const limit = pLimit(windowsAtOnce(connection))
  const gate = new ByteGate(MAX_BYTES_AHEAD)
  let started = 0
  const parents = new ParentLists(connection, outer, (task, signal) =>
    limit(async () => {
      signal.throwIfAborted()
      started += 1
      const index = started
      gate.open(index)
      return readWindow(connection, task, { gate, index }, signal).finally(() => gate.close(index))
    }),
  )
  try {
    return await parents.resolve(endpoint)
  } catch (error) {
    throw error instanceof ParentFailed ? error.error : error
  }
}

function tasksOf(
  connection: Connection,
  endpoint: BoundEndpoint,
  request: ReadRequest,
  now: number,
): readonly WindowTask[] {
  const { calendar } = endpoint
  if (calendar === undefined) {
    return endpoint.partitions.map((partition) => ({ endpoint, partition, window: observation(now) }))
  }
  return planWindows(endpoint, calendar, request, [], now).flatMap(({ task, reach }) => {
    if (reach === 'unreachable')
      connection.notify({ type: 'window_unreachable', window: windowRef(connection.name, task) })
    return reach === 'ready' ? [task] : []
  })
}

/** Windows in order, read ahead in parallel; a slow consumer holds them back by the byte gate. */
async function* readAhead(
  connection: Connection,
  tasks: readonly WindowTask[],
  outer: AbortSignal,
): AsyncGenerator<WindowContent> {
  const gate = new ByteGate(MAX_BYTES_AHEAD)
  const windows = windowsAtOnce(connection)
  const limit = pLimit(windows)
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const reading = new Map<number, Promise<WindowContent>>()
  let started = 0
  const startNext = (): void => {
    const index = started
    const task = tasks[index]
    if (task === undefined) return
    started += 1
    gate.open(index)
    const content = limit(() => readWindow(connection, task, { gate, index }, signal))
    content.catch((error: unknown) => {
      if (signal.aborted) return
      const { code, category, message } = OutlayError.from(error) // thrown when its turn comes
      connection.notify({ type: 'window_failed', window: windowRef(connection.name, task), code, category, message })
    })
    reading.set(index, content)
  }
  try {
    for (let ahead = 0; ahead < Math.min(windows, tasks.length); ahead += 1) startNext()
    for (let index = 0; index < tasks.length; index += 1) {
      signal.throwIfAborted()
      const content = await reading.get(index)
      reading.delete(index) // what was handed over must not be held here as well
      if (content !== undefined) yield content
      gate.close(index)
      startNext()
    }
  } finally {
    stop.abort(new DOMException('the reader has gone', 'AbortError'))
  }
}

function endpointOf(connection: Connection, stream: string): BoundEndpoint {
  const { endpoints } = connection.connector
  const found = endpoints.find(({ streams }) => streams.some(({ info }) => info.name === stream))
  if (found !== undefined) return found
  const names = endpoints.flatMap(({ streams }) => streams.map(({ info }) => info.name))
  throw new ConfigError({
    message: `${connection.connector.id} has no stream "${stream}"${suggestion(stream, names)}`,
    hint: `Its streams: ${names.join(', ')}.`,
  })
}

function isWithin({ timeMs }: TimedRow, range: TimeRange | undefined): boolean {
  return timeMs === undefined || range === undefined || (timeMs >= range.from && timeMs < range.to)
}
