import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ConfigError } from '@outlay/core'
import { discoverConnectors } from './discover-connectors.js'

/** A connector's package and the file that it begins with. */
export interface ResolvedConnector {
  /** The package's name, or the path as the user wrote it. */
  readonly name: string
  /** Absolute. */
  readonly path: string
}

/**
 * Finds a connector as a module in `folder` would: `@outlay/connector-<name>`, then `outlay-connector-<name>`, then the
 * package whose package.json claims the name; what starts with `.` or `/` is a path, and with `@` a package. Throws a
 * ConfigError that names every place tried, or the packages that claim one name. Runs none of them.
 */
export function resolveConnector(name: string, folder: string): ResolvedConnector {
  const isPath = /^[./]/.test(name)
  if (!isPath && !/^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/.test(name)) {
    throw notFound(
      name,
      'a connector has a name of small letters, digits and "-", or a path that starts with "." or "/"',
    )
  }
  const tried = isPath || name.startsWith('@') ? [name] : [`@outlay/connector-${name}`, `outlay-connector-${name}`]
  for (const candidate of tried) {
    const path = resolveModule(candidate, folder)
    if (path !== undefined) return { name: candidate, path }
  }
  const claimant = isPath ? undefined : claiming(name, folder)
  const path = claimant && resolveModule(claimant, folder)
  if (claimant !== undefined && path !== undefined) return { name: claimant, path }
  const places = isPath ? `the path ${name}` : `${tried.join(', ')}, packages that claim the name, or a path`
  throw notFound(
    name,
    `tried ${places}, from the folder of the config file`,
    isPath ? undefined : `Install it: npm install ${tried[0]}`,
  )
}

/** The package that says of itself that it is this connector, or that is one and has this name. */
function claiming(name: string, folder: string): string | undefined {
  const installed = discoverConnectors(folder)
  const claimants = installed.filter(({ connector }) => connector === name)
  const [first, ...others] = claimants
  if (first === undefined) return installed.find((found) => found.package === name)?.package
  if (others.length === 0) return first.package
  const named = claimants.map((one) => `${one.package} (${one.folder})`)
  throw new ConfigError({
    code: 'CONNECTOR_AMBIGUOUS',
    message: `the connector "${name}" is claimed by ${named.join(' and ')}`,
    hint: 'Name the package itself in the config file, or remove one of them.',
  })
}

function notFound(
  name: string,
  detail: string,
  hint = 'Check the name of the connector in the config file.',
): ConfigError {
  return new ConfigError({ code: 'CONNECTOR_NOT_FOUND', message: `there is no connector "${name}": ${detail}`, hint })
}

function resolveModule(name: string, folder: string): string | undefined {
  const require = createRequire(join(folder, 'outlay.config.js'))
  try {
    return require.resolve(name)
  } catch {
    // Missing, or a package that only ES modules may import: CommonJS resolution does not look at its "import" entry.
    return (require.resolve.paths(name) ?? []).map((modules) => importEntry(join(modules, name))).find(Boolean)
  }
}

function importEntry(folder: string): string | undefined {
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) return undefined
  const exports = member(parsed(manifest), 'exports')
  const entry = conditional(member(exports, '.') ?? exports)
  return entry === undefined ? undefined : join(folder, entry)
}

function parsed(manifest: string): unknown {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8'))
  } catch (cause) {
    throw new ConfigError({
      code: 'CONNECTOR_INVALID',
      message: `${manifest} is no valid JSON`,
      hint: 'Install the package again.',
      cause,
    })
  }
}

function conditional(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  for (const condition of ['node', 'import', 'default']) {
    const found = member(target, condition)
    if (found !== undefined) return conditional(found)
  }
  return undefined
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined
}
