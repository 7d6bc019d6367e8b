import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { resolve } from 'node:path'
import { EXCHANGE_CHANNEL, type HttpExchange, type Runtime } from '@outlay/core/runtime'
import type { CommandContext } from '../command-context.js'
import { fewestRequests } from '../config/request-count.js'
import type { ExitCode } from '../exit-code.js'
import { writeFile } from '../output/write-file.js'
import { type OpenConnection, openSession } from '../session.js'
import { streamOf, streamsOf } from '../stream-of.js'

/** Flags of `outlay record`. Dates as of `outlay read`. */
export interface RecordOptions {
  readonly out: string
  readonly from?: string
  readonly to?: string
  /** For each stream. */
  readonly maxRequests?: number
}

/** The first line of a recording; exchanges follow, one a line, as `HttpExchange` has them. */
const HEADER = `${JSON.stringify({ outlayRecording: 1 })}\n`

/**
 * `outlay record`: reads streams and keeps the exchanges with the vendor, scrubbed, one a line. What was exchanged before a
 * failure is kept as well: a refusal is a fixture, too.
 */
export async function record(
  context: CommandContext,
  name: string,
  streams: readonly string[],
  options: RecordOptions,
): Promise<ExitCode> {
  const { config, connections, runtime } = await openSession(context, [name])
  const exchanges: string[] = []
  const keep = (message: unknown): void => {
    const exchange = message as HttpExchange // so the channel is documented
    const isWhole = exchange.code !== 'ABORTED' // nobody waited for the reply of another
    if (isWhole && connections.has(exchange.connection)) exchanges.push(`${JSON.stringify(exchange)}\n`)
  }
  const ended: { error?: unknown; count: number } = { count: 0 }
  const taken = function* (): Generator<string> {
    const lines = exchanges.splice(0)
    ended.count += lines.length
    yield* lines
  }
  const lines = async function* (records: AsyncIterable<unknown>): AsyncGenerator<string> {
    yield HEADER
    try {
      for await (const _record of records) yield* taken()
    } catch (error) {
      ended.error = error
    }
    yield* taken()
  }
  subscribe(EXCHANGE_CHANNEL, keep)
  try {
    const spared = [resolve(config.file.folder, config.file.name)]
    for (const [connection, settings] of connections) {
      const records = readAll(context, runtime, connection, settings, streamsToRead(settings, streams), options)
      await writeFile(resolve(context.io.cwd, options.out), lines(records), spared)
    }
  } finally {
    unsubscribe(EXCHANGE_CHANNEL, keep)
    await runtime.close()
  }
  context.say(
    `${name}: exchanges in ${options.out}: ${ended.count}, without credentials; look them over before you share them`,
  )
  if ('error' in ended) throw ended.error
  return 0
}

/** The records of streams, one after the other. */
async function* readAll(
  { signal }: CommandContext,
  runtime: Runtime,
  connection: string,
  { connector, config, limits, maxRequests: own }: OpenConnection,
  streams: readonly string[],
  { from, to, maxRequests }: RecordOptions,
): AsyncGenerator<unknown> {
  const asked = { config, connection, limits, from, to, signal, maxRequests: fewestRequests(own, maxRequests) }
  for (const stream of streams) yield* runtime.readById(connector, stream, asked)
}

/** The streams that are named, else all that are on. Throws a ConfigError for one that the connector does not have. */
function streamsToRead({ bound, streams }: OpenConnection, named: readonly string[]): readonly string[] {
  const isOn = (name: string, optional: boolean): boolean => streams?.[name]?.enabled ?? !optional
  const chosen =
    named.length > 0
      ? named.map((name) => streamOf(bound, name))
      : streamsOf(bound).filter(({ info, optional }) => isOn(info.name, optional))
  return chosen.map(({ info }) => info.name)
}
