import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SPEC_VERSION } from '@outlay/core'
import * as z from 'zod'
import { otherVersion } from './other-version.js'

/** A connector that is installed, as its package.json says. None of its code has run. */
export interface InstalledConnector {
  /** What a config file calls it. */
  readonly connector: string
  readonly package: string
  /** As its package.json states it; `?` where that cannot be read. */
  readonly version: string
  /** The package's folder, absolute. */
  readonly folder: string
  /** Why it cannot be used, in words; absent where nothing speaks against it. */
  readonly problem?: string
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string().default('0.0.0'),
  keywords: z.array(z.unknown()).catch([]),
  outlay: z
    .object({ connector: z.string().optional(), specVersion: z.number().optional() })
    .optional()
    .catch(undefined),
})
type Manifest = z.output<typeof manifestSchema>

/**
 * The connectors that a config file in `folder` can name, in the order of Node's own search: packages that say so in the
 * member `outlay` of their package.json, that have the keyword `outlay-connector`, or that are called like one. What another
 * package of the same connector hides is among them, with its problem. Reads package.json files and runs nothing.
 */
export function discoverConnectors(folder: string): readonly InstalledConnector[] {
  const nearest = new Map<string, InstalledConnector>()
  for (const one of modulesAbove(folder).flatMap(packagesIn).flatMap(installed)) {
    if (!nearest.has(one.package)) nearest.set(one.package, one)
  }
  const all = [...nearest.values()]
  return all.map((one) => ({ ...one, ...problemOf(one, all) }))
}

/** The folders that Node looks for packages in, nearest first. */
function modulesAbove(folder: string): readonly string[] {
  const parent = dirname(folder)
  const above = parent === folder ? [] : modulesAbove(parent)
  return basename(folder) === 'node_modules' ? above : [join(folder, 'node_modules'), ...above]
}

function packagesIn(modules: string): readonly string[] {
  return entriesOf(modules).flatMap((name) =>
    name.startsWith('@')
      ? entriesOf(join(modules, name)).map((inner) => join(modules, name, inner))
      : [join(modules, name)],
  )
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort()
  } catch {
    return [] // most of the folders that Node would look in are not there
  }
}

/** The connector in a package's folder; none where its package.json says nothing of one. */
function installed(folder: string): readonly InstalledConnector[] {
  const manifest = manifestIn(folder)
  if (manifest === 'broken') return brokenConnector(folder)
  const connector = manifest && connectorOf(manifest)
  if (manifest === undefined || connector === undefined) return []
  const { name, version } = manifest
  return [{ connector, package: name, version, folder, ...versionProblem(manifest) }]
}

function manifestIn(folder: string): Manifest | 'broken' | undefined {
  const text = textOf(join(folder, 'package.json'))
  if (text === undefined) return undefined
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch {
    return 'broken'
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // no package
  }
}

/** A package whose package.json cannot be read may still be called like a connector. */
function brokenConnector(folder: string): readonly InstalledConnector[] {
  const scope = basename(dirname(folder))
  const name = scope.startsWith('@') ? `${scope}/${basename(folder)}` : basename(folder)
  const connector = CALLED.exec(name)?.[1]
  if (connector === undefined) return []
  return [{ connector, package: name, version: '?', folder, problem: 'its package.json cannot be read' }]
}

const CALLED = /^(?:@outlay\/|(?:@[^/]+\/)?outlay-)connector-(.+)$/

function connectorOf({ name, keywords, outlay }: Manifest): string | undefined {
  const called = CALLED.exec(name)?.[1]
  return outlay?.connector ?? called ?? (keywords.includes('outlay-connector') ? name : undefined)
}

function versionProblem({ outlay }: Manifest): Pick<InstalledConnector, 'problem'> {
  const { specVersion = SPEC_VERSION } = outlay ?? {}
  return specVersion === SPEC_VERSION ? {} : { problem: otherVersion(specVersion) }
}

function problemOf(one: InstalledConnector, all: readonly InstalledConnector[]): Pick<InstalledConnector, 'problem'> {
  const others = all.filter((other) => other.connector === one.connector && other !== one).map((other) => other.package)
  if (one.problem !== undefined || others.length === 0) return {}
  return { problem: `${others.join(' and ')} ${others.length === 1 ? 'claims' : 'claim'} the same name` }
}
