import pLimit from 'p-limit'
import type { BoundEndpoint } from '../contract/definition.js'
import { ConfigError } from '../contract/errors.js'
import { suggestion } from '../define/parse-config.js'
import { concurrencyOf } from '../engine/concurrency.js'
import type { Connection } from '../engine/connection.js'
import { LedgerWriter } from '../engine/ledger-writer.js'
import type { Mutex } from '../engine/mutex.js'
import { syncConnection } from '../engine/sync-connection.js'
import type { SyncReport } from '../engine/sync-report.js'
import type { SyncRequest } from '../engine/sync-run.js'
import { type Asked, timeRange } from '../engine/time-range.js'
import { toldSync } from '../observe/tell-run.js'
import type { Composition } from './composition-root.js'
import type { StreamOptions, SyncOptions } from './create-runtime.js'

/** Syncs every connection into one destination. All configs are checked, and the destination is prepared for all, before the first request. */
export async function syncAll(
  options: SyncOptions,
  composition: Composition,
  mutex: Mutex,
  runId: string,
): Promise<readonly SyncReport[]> {
  const { destination, signal = new AbortController().signal } = options
  const concurrency = concurrencyOf(options.concurrency)
  const opened = Object.entries(options.connections).map(([name, { connector, config, streams = {}, ...own }]) => {
    const { limits, onDifference = 'report' } = own
    const maxRequests = smaller(options.maxRequests, own.maxRequests)
    const wanted = { connectorId: connector, config, limits, runId, concurrency, maxRequests }
    const connection = composition.connect({ name, ...wanted })
    return { connection: withStreams(connection, streams), streams, onDifference }
  })
  for (const { connection } of opened) await mutex.run(async () => destination.prepare?.(connection.info))
  const limit = pLimit(concurrency.connections)
  const outcomes = await Promise.allSettled(
    opened.map(({ connection, streams, onDifference }) =>
      limit(async () => {
        const context = { runId, connection: connection.info }
        const writer = new LedgerWriter(destination, composition.stateStore, context, mutex)
        const request: SyncRequest = {
          runId,
          asked: (endpoint) => askedOf(endpoint, streams, options, composition.clock.now()),
          onDrift: (stream) => streams[stream]?.onDrift ?? 'quarantine',
          onDifference,
          finalOnly: options.finalOnly ?? false,
          signal,
        }
        return toldSync(connection, signal, (told) => syncConnection(told, writer, request))
      }),
    ),
  )
  // All have ended before an error leaves: the host may close the destination then.
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

/** The connection with only the streams that are on. Throws a ConfigError for a stream that it does not have. */
export function withStreams(connection: Connection, chosen: Readonly<Record<string, StreamOptions>>): Connection {
  const all = connection.connector.endpoints.flatMap(({ streams }) => streams)
  const names = all.map(({ info }) => info.name)
  const unknown = Object.keys(chosen).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new ConfigError({
      message: `${connection.name}: ${connection.connector.id} has no stream "${unknown}"${suggestion(unknown, names)}`,
      hint: `Its streams: ${names.join(', ')}.`,
    })
  }
  const isOn = (name: string, optional: boolean): boolean => chosen[name]?.enabled ?? !optional
  const endpoints = connection.connector.endpoints
    .map((endpoint) => ({
      ...endpoint,
      streams: endpoint.streams.filter(({ info, optional }) => isOn(info.name, optional)),
    }))
    .filter(({ streams }) => streams.length > 0)
  const streams = endpoints.flatMap((endpoint) => endpoint.streams.map(({ info }) => info))
  return { ...connection, connector: { ...connection.connector, endpoints }, info: { ...connection.info, streams } }
}

/** A command's own from and to, else the widest that the endpoint's streams ask for; who asks for nothing asks for the default. */
export function askedOf(
  endpoint: BoundEndpoint,
  streams: Readonly<Record<string, StreamOptions>>,
  options: Pick<Asked, 'from' | 'to'>,
  now: number,
): Asked {
  // A lasting `to` in the config ends the reading; only a command's own asks for what is not ready yet.
  // Likewise a lasting `from`: what was read before and may still change is read again, unless a command names its own.
  const [early, strict] = [options.to !== undefined, options.from !== undefined]
  const own = endpoint.streams.map(({ info }): Asked => {
    const { from, to } = streams[info.name] ?? {}
    return { from: options.from ?? from, to: options.to ?? to, early, strict }
  })
  const { calendar } = endpoint
  if (calendar === undefined || own.length < 2) return own[0] ?? {}
  const ranges = own.map((asked) => ({ asked, range: timeRange(asked, calendar, now) }))
  const first = ranges.reduce((a, b) => (b.range.from < a.range.from ? b : a))
  const last = ranges.reduce((a, b) => (b.range.to > a.range.to ? b : a))
  return { from: first.asked.from, to: last.asked.to, early, strict }
}
