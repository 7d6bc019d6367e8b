import { ConfigError } from '@outlay/core'
import type { ConnectionSection, OutlayConfig } from './outlay-config.js'
import { suggestion } from './suggestion.js'

/**
 * The sections of the connections that a command names, each once; all where it names none. The connector's name will do
 * where only one connection uses it. Throws a ConfigError for an unknown name.
 */
export function chooseConnections(config: OutlayConfig, names: readonly string[]): readonly ConnectionSection[] {
  const known = [...config.connections.keys()]
  const chosen = (names.length === 0 ? known : names).map((name) => {
    const found = config.connections.get(name) ?? onlyOneOf(config, name)
    if (found !== undefined) return found
    throw new ConfigError({
      message: `${config.file.name} has no connection "${name}"${suggestion(name, known)}`,
      hint: `Its connections: ${known.join(', ')}.`,
    })
  })
  return [...new Set(chosen)]
}

function onlyOneOf({ connections }: OutlayConfig, connector: string): ConnectionSection | undefined {
  const using = [...connections.values()].filter(({ connector: used }) => 'value' in used && used.value === connector)
  return using.length === 1 ? using[0] : undefined
}
