import { type ConfigFile, configProblem } from './config-file.js'
import type { Located, LocatedMap } from './located.js'
import { suggestion } from './suggestion.js'

/** The members of a map that may have these keys only. Throws a ConfigError for anything else, naming the nearest key. */
export function members(file: ConfigFile, node: Located, known: readonly string[]): ReadonlyMap<string, Located> {
  const { entries } = mapOf(file, node)
  for (const [key, value] of entries) {
    if (known.includes(key)) continue
    throw configProblem(file, value, `unknown key${suggestion(key, known)}`, `Known here: ${known.join(', ')}.`)
  }
  return entries
}

/** A map with keys of the user's own. An empty place counts as an empty map. Throws a ConfigError for anything else. */
export function mapOf(file: ConfigFile, node: Located): LocatedMap {
  if (node.kind === 'map') return node
  if (node.kind === 'scalar' && node.value === null) return { ...node, kind: 'map', entries: new Map() }
  throw configProblem(file, node, 'expected keys with values')
}

/** A member that must be there. Throws a ConfigError that names it. */
export function required(
  file: ConfigFile,
  parent: Located,
  entries: ReadonlyMap<string, Located>,
  key: string,
): Located {
  const found = entries.get(key)
  if (found !== undefined) return found
  throw configProblem(file, parent, `"${key}" is missing`)
}
