import { ConfigError } from '@outlay/core'
import type { ConnectionSection, OutlayConfig } from './outlay-config.js'
import { suggestion } from './suggestion.js'

/** The sections of the connections that a command names, each once; all where it names none. Throws a ConfigError for an unknown name. */
export function chooseConnections(config: OutlayConfig, names: readonly string[]): readonly ConnectionSection[] {
  const known = [...config.connections.keys()]
  return [...new Set(names.length === 0 ? known : names)].map((name) => {
    const found = config.connections.get(name)
    if (found !== undefined) return found
    throw new ConfigError({
      message: `${config.file.name} has no connection "${name}"${suggestion(name, known)}`,
      hint: `Its connections: ${known.join(', ')}.`,
    })
  })
}
