import { readFileSync } from 'node:fs'

/**
 * The ranges that a connector's package.json names: those of this package's own development, which is held to them by its
 * tests. Packing replaces what the workspace writes there; run in the workspace, they are what is installed.
 */
export function pinnedVersions(): Readonly<Record<string, string>> {
  const { devDependencies } = manifestAt(new URL('../package.json', import.meta.url))
  return Object.fromEntries(
    Object.entries(devDependencies).map(([name, range]) => [
      name,
      /^(catalog|workspace):/.test(range) ? installed(name) : range,
    ]),
  )
}

/** The version of this package. */
export function ownVersion(): string {
  return manifestAt(new URL('../package.json', import.meta.url)).version
}

function installed(name: string): string {
  // Where the workspace links it: not every package exports its package.json.
  const { version } = manifestAt(new URL(`../node_modules/${name}/package.json`, import.meta.url))
  return `^${version}`
}

interface Manifest {
  readonly version: string
  readonly devDependencies: Readonly<Record<string, string>>
}

function manifestAt(file: URL): Manifest {
  return JSON.parse(readFileSync(file, 'utf8'))
}
