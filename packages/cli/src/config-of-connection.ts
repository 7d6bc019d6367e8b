import type { ConnectorDefinition } from '@outlay/core'
import { OutlayError, reveal, type Secret } from '@outlay/core'
import { type ConfigFile, configProblem } from './config/config-file.js'
import { locate, scalarsIn } from './config/located.js'
import type { ConnectionSection, ConnectionValues } from './config/outlay-config.js'
import { suggestion } from './config/suggestion.js'

/** A connector closed over one connection's config. */
export type BoundConnection = ReturnType<ConnectorDefinition['bind']>

/** Binds a connector to a connection's config. Throws a ConfigError with the place in the config file. */
export function bindConnection(
  file: ConfigFile,
  section: ConnectionSection,
  values: ConnectionValues,
  definition: ConnectorDefinition,
): BoundConnection {
  const names = definition.streams.map(({ name }) => name)
  for (const [name, place] of section.streams) {
    if (names.includes(name)) continue
    const problem = `${definition.id} has no such stream${suggestion(name, names)}`
    throw configProblem(file, place, problem, `Its streams: ${names.join(', ')}.`)
  }
  const configLine = () => locate(section.config ?? section.place, firstFault(definition, values.config)).line
  const bound = located(file, section, configLine, () => definition.bind(values.config))
  if (section.limits.size === 0) return bound
  // One by one first, so that a fault is told where it stands.
  for (const [name, { line }] of section.limits) {
    const only = { [name]: values.limits[name] ?? 'off' }
    located(
      file,
      section,
      () => line,
      () => definition.bind(values.config, only),
    )
  }
  return definition.bind(values.config, values.limits)
}

/** Config errors say where in the file they come from. */
function located<T>(file: ConfigFile, { place }: ConnectionSection, line: () => number, bind: () => T): T {
  try {
    return bind()
  } catch (error) {
    // A connector may bring a core of its own: the class does not tell, the mark does.
    if (!OutlayError.isInstance(error) || error.category !== 'config') throw error
    throw configProblem(file, { path: place.path, line: line() }, error.message, error.hint)
  }
}

/** Where the first fault of a config lies, as far as its schema says. */
function firstFault(definition: ConnectorDefinition, config: unknown): readonly PropertyKey[] {
  const issue = definition.config.safeParse(config).error?.issues[0]
  if (issue === undefined) return []
  return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path
}

/** A warning for every credential that stands in the config file itself. */
export function literalSecrets(
  file: ConfigFile,
  { config }: ConnectionSection,
  secrets: readonly Secret[],
): readonly string[] {
  if (config === undefined) return []
  const texts = secrets.map(reveal)
  const holds = (value: string): boolean =>
    texts.some((text) => value === text || (text.length >= 4 && value.includes(text)))
  return scalarsIn(config)
    .filter(({ value }) => value !== null && holds(String(value)))
    .map(
      ({ line, path }) =>
        `outlay: warning: ${file.name}:${line}: ${path} holds a secret; write "\${env:NAME}" or "\${file:path}" instead`,
    )
}
