import type { ReadOptions } from '@outlay/core/runtime'
import { fewestRequests } from './config/request-count.js'
import type { SingleSession } from './session.js'

/** Flags that say what is read of a stream. */
export interface ReadingFlags {
  readonly from?: string
  readonly to?: string
  readonly maxRequests?: number
}

/** How a stream is read: as the flags say, else as its section in the config file does. */
export function readingOf(
  { connection, settings }: SingleSession,
  stream: string,
  flags: ReadingFlags,
  signal: AbortSignal,
): ReadOptions<unknown> {
  const { config, limits, streams, maxRequests } = settings
  const { from = streams?.[stream]?.from, to = streams?.[stream]?.to } = flags
  return { config, connection, limits, from, to, maxRequests: fewestRequests(maxRequests, flags.maxRequests), signal }
}
