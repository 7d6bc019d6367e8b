import { type ConfigFile, configProblem } from './config-file.js'
import type { Located } from './located.js'
import { mapOf, members, required } from './members.js'
import type { ConnectionSection, OutlayConfig } from './outlay-config.js'

/** Reads the outline of a config file: its version, its sections and their keys. Throws a ConfigError for the first fault. */
export function readSections(file: ConfigFile, root: Located): OutlayConfig {
  if (root.kind === 'scalar' && root.value === null) throw configProblem(file, root, 'the config file is empty')
  checkVersion(file, root)
  const sections = members(file, root, ['version', 'destination', 'connections'])
  const destination = sections.get('destination')
  if (destination !== undefined) members(file, destination, ['type', 'path'])
  const place = required(file, root, sections, 'connections')
  const { entries } = mapOf(file, place)
  if (entries.size === 0) throw configProblem(file, place, 'there is no connection')
  const connections = [...entries].map(([name, node]): [string, ConnectionSection] => [name, section(file, name, node)])
  return { file, destination, connections: new Map(connections) }
}

/** First of all: a file of another version may have other keys. */
function checkVersion(file: ConfigFile, root: Located): void {
  const version = required(file, root, mapOf(file, root).entries, 'version')
  if (version.kind === 'scalar' && version.value === 1) return
  throw configProblem(
    file,
    version,
    'this outlay reads version 1 of the config file only',
    'Write "version: 1", or install the outlay that the file is made for.',
  )
}

/** Names stand in file names and row ids. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u

function section(file: ConfigFile, name: string, place: Located): ConnectionSection {
  if (!NAME.test(name)) {
    throw configProblem(file, place, 'the name of a connection has letters, digits, "-", "_" and "." only')
  }
  const keys = members(file, place, ['connector', 'config', 'limits', 'streams', 'onDifference', 'maxRequests'])
  const config = keys.get('config')
  if (config !== undefined) mapOf(file, config)
  const limits = entriesOf(file, keys.get('limits'))
  const streams = entriesOf(file, keys.get('streams'))
  for (const stream of streams.values()) members(file, stream, ['enabled', 'from', 'to', 'onDrift'])
  const connector = required(file, place, keys, 'connector')
  const [onDifference, maxRequests] = [keys.get('onDifference'), keys.get('maxRequests')]
  return { name, place, connector, config, limits, streams, onDifference, maxRequests }
}

function entriesOf(file: ConfigFile, node: Located | undefined): ReadonlyMap<string, Located> {
  return node === undefined ? new Map() : mapOf(file, node).entries
}
