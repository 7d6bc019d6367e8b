import { encodeJson } from '@outlay/core'
import type { CommandContext } from '../command-context.js'
import type { ExitCode } from '../exit-code.js'
import { recordHeader, recordLine } from '../output/record-csv.js'
import { type ReadingFlags, readingOf } from '../reading-of.js'
import { openSingle } from '../session.js'
import { streamOf } from '../stream-of.js'

/** Flags of `outlay read`. Dates are days of the stream's own zone or instants with a zone; `from` inclusive, `to` exclusive. */
export interface ReadOptions extends ReadingFlags {
  readonly format: 'jsonl' | 'csv'
}

/** `outlay read`: the records of one stream on standard output, at the pace of whoever reads them. Knows no state. */
export async function read(
  context: CommandContext,
  name: string,
  stream: string,
  options: ReadOptions,
): Promise<ExitCode> {
  const session = await openSingle(context, name)
  const { runtime, settings } = session
  try {
    const { fields } = streamOf(settings.bound, stream).info
    const records = runtime.readById(settings.connector, stream, readingOf(session, stream, options, context.signal))
    if (options.format === 'csv') await context.out.write(recordHeader(fields))
    for await (const record of records) {
      await context.out.write(options.format === 'csv' ? recordLine(fields, record) : `${encodeJson(record)}\n`)
    }
  } finally {
    await runtime.close()
  }
  return 0
}
