import { ConfigError } from '@outlay/core'
import { suggestion } from './config/suggestion.js'
import type { BoundConnection } from './config-of-connection.js'

type Stream = BoundConnection['endpoints'][number]['streams'][number]

/** Every stream of a connection, in its connector's order. */
export function streamsOf({ endpoints }: BoundConnection): readonly Stream[] {
  return endpoints.flatMap(({ streams }) => streams)
}

/** The stream of that name. Throws a ConfigError that lists the others. */
export function streamOf(bound: BoundConnection, name: string): Stream {
  const streams = streamsOf(bound)
  const found = streams.find(({ info }) => info.name === name)
  if (found !== undefined) return found
  const names = streams.map(({ info }) => info.name)
  throw new ConfigError({
    message: `${bound.id} has no stream "${name}"${suggestion(name, names)}`,
    hint: `Its streams: ${names.join(', ')}.`,
  })
}
