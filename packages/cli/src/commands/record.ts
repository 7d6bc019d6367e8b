import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { resolve } from 'node:path'
import { EXCHANGE_CHANNEL, type HttpExchange } from '@outlay/core/runtime'
import type { CommandContext } from '../command-context.js'
import type { ExitCode } from '../exit-code.js'
import { sparedFiles } from '../output/spared-files.js'
import { writeFile } from '../output/write-file.js'
import { type ReadingFlags, readingOf } from '../reading-of.js'
import { type OpenConnection, openSingle } from '../session.js'
import { streamOf, streamsOf } from '../stream-of.js'

/** Flags of `outlay record`. Dates as of `outlay read`; `maxRequests` is for each stream. */
export interface RecordOptions extends ReadingFlags {
  readonly out: string
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
  named: readonly string[],
  options: RecordOptions,
): Promise<ExitCode> {
  const session = await openSingle(context, name)
  const { config, runtime, connection, settings } = session
  const exchanges: string[] = []
  const keep = (message: unknown): void => {
    const exchange = message as HttpExchange // so the channel is documented
    const isWhole = exchange.code !== 'ABORTED' // nobody waited for the reply of another
    if (isWhole && exchange.connection === connection) exchanges.push(`${JSON.stringify(exchange)}\n`)
  }
  const ended: { error?: unknown; count: number } = { count: 0 }
  const taken = function* (): Generator<string> {
    const lines = exchanges.splice(0)
    ended.count += lines.length
    yield* lines
  }
  const lines = async function* (streams: readonly string[]): AsyncGenerator<string> {
    yield HEADER
    try {
      for (const stream of streams) {
        const reading = readingOf(session, stream, options, context.signal)
        for await (const _record of runtime.readById(settings.connector, stream, reading)) yield* taken()
      }
    } catch (error) {
      ended.error = error
    }
    yield* taken()
  }
  subscribe(EXCHANGE_CHANNEL, keep)
  try {
    const path = resolve(context.io.cwd, options.out)
    await writeFile(path, lines(streamsToRead(settings, named)), sparedFiles(context, config))
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

/** The streams that are named, else all that are on. Throws a ConfigError for one that the connector does not have. */
function streamsToRead({ bound, streams }: OpenConnection, named: readonly string[]): readonly string[] {
  const isOn = (name: string, optional: boolean): boolean => streams?.[name]?.enabled ?? !optional
  const chosen =
    named.length > 0
      ? named.map((name) => streamOf(bound, name))
      : streamsOf(bound).filter(({ info, optional }) => isOn(info.name, optional))
  return chosen.map(({ info }) => info.name)
}
