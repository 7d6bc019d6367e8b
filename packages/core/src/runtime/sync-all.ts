import pLimit from 'p-limit'
import type { BoundEndpoint } from '../contract/definition.js'
import { ConfigError } from '../contract/errors.js'
import { suggestion } from '../define/parse-config.js'
import type { Connection } from '../engine/connection.js'
import { LedgerWriter } from '../engine/ledger-writer.js'
import type { Mutex } from '../engine/mutex.js'
import { syncConnection } from '../engine/sync-connection.js'
import type { SyncReport } from '../engine/sync-report.js'
import type { Asked } from '../engine/time-range.js'
import type { Composition } from './composition-root.js'
import type { StreamOptions, SyncOptions } from './create-runtime.js'

/** Syncs every connection into one destination. All configs are checked before the first request. */
export async function syncAll(
  options: SyncOptions,
  composition: Composition,
  mutex: Mutex,
): Promise<readonly SyncReport[]> {
  const runId = composition.random.hex(8)
  const { destination, signal = new AbortController().signal, concurrency = 4 } = options
  const opened = Object.entries(options.connections).map(([name, { connector, config, streams = {} }]) => {
    const connection = composition.connect(name, connector, config)
    return { connection: withStreams(connection, streams), streams }
  })
  const limit = pLimit(concurrency)
  return Promise.all(
    opened.map(({ connection, streams }) =>
      limit(async () => {
        const context = { runId, connection: connection.info }
        await mutex.run(async () => destination.prepare?.(connection.info))
        const writer = new LedgerWriter(destination, composition.stateStore, context, mutex)
        return syncConnection(connection, writer, {
          runId,
          asked: (endpoint) => askedOf(endpoint, streams, options),
          onDrift: (stream) => streams[stream]?.onDrift ?? 'quarantine',
          finalOnly: options.finalOnly ?? false,
          signal,
        })
      }),
    ),
  )
}

/** The connection with only the streams that are on. Throws a ConfigError for a stream that it does not have. */
function withStreams(connection: Connection, chosen: Readonly<Record<string, StreamOptions>>): Connection {
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

/** A command's own from and to, else the widest that the endpoint's streams ask for. */
function askedOf(
  endpoint: BoundEndpoint,
  streams: Readonly<Record<string, StreamOptions>>,
  options: SyncOptions,
): Asked {
  const own = endpoint.streams.map(({ info }) => streams[info.name] ?? {})
  const froms = own.map(({ from }) => from)
  const tos = own.map(({ to }) => to)
  const from = options.from ?? (froms.includes(undefined) ? undefined : [...froms].sort()[0])
  const to = options.to ?? (tos.includes(undefined) ? undefined : [...tos].sort().at(-1))
  // A lasting `to` in the config ends the reading; only a command's own asks for what is not ready yet.
  return { from, to, early: options.to !== undefined }
}
