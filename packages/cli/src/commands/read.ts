import { encodeJson } from '@outlay/core'
import type { CommandContext } from '../command-context.js'
import { fewestRequests } from '../config/request-count.js'
import type { ExitCode } from '../exit-code.js'
import { recordHeader, recordLine } from '../output/record-csv.js'
import { openSession } from '../session.js'
import { streamOf } from '../stream-of.js'

/** Flags of `outlay read`. Dates are days of the stream's own zone or instants with a zone; `from` inclusive, `to` exclusive. */
export interface ReadOptions {
  readonly from?: string
  readonly to?: string
  readonly format: 'jsonl' | 'csv'
  readonly maxRequests?: number
}

/** `outlay read`: the records of one stream on standard output, at the pace of whoever reads them. Knows no state. */
export async function read(
  context: CommandContext,
  name: string,
  stream: string,
  options: ReadOptions,
): Promise<ExitCode> {
  const { connections, runtime } = await openSession(context, [name])
  try {
    for (const [connection, { connector, config, limits, streams, bound, maxRequests: own }] of connections) {
      const { fields } = streamOf(bound, stream).info
      const { from = streams?.[stream]?.from, to = streams?.[stream]?.to } = options
      const maxRequests = fewestRequests(own, options.maxRequests)
      const asked = { config, connection, limits, from, to, maxRequests, signal: context.signal }
      const records = runtime.readById(connector, stream, asked)
      if (options.format === 'csv') await context.out.write(recordHeader(fields))
      for await (const record of records) {
        await context.out.write(options.format === 'csv' ? recordLine(fields, record) : `${encodeJson(record)}\n`)
      }
    }
  } finally {
    await runtime.close()
  }
  return 0
}
