// The packages whose READMEs are pages of the site.
import { existsSync, readdirSync } from 'node:fs'

const packages = new URL('../../packages/', import.meta.url)
const folders = readdirSync(packages).filter((name) => existsSync(new URL(`${name}/README.md`, packages)))

/** Connectors, by their folders. */
export const connectors = folders
  .filter((folder) => folder.startsWith('connector-'))
  .map((folder) => ({ folder, id: folder.replace('connector-', '') }))

const CALLED = {
  cli: { page: 'command-line', text: 'The command line' },
  core: { page: 'core', text: 'Contract and runtime' },
  'destination-duckdb': { page: 'ledger', text: 'The DuckDB ledger' },
  focus: { page: 'focus', text: 'FOCUS' },
  testkit: { page: 'testkit', text: 'The testkit' },
}

/** The others, and what their pages are called: by their folders, where nothing says better. */
export const others = folders
  .filter((folder) => !folder.startsWith('connector-'))
  .map((folder) => ({ folder, page: folder, text: folder, ...CALLED[folder] }))

/** Files of the repository that have a page, by path. */
export const pages = new Map([
  ['README.md', '/'],
  ['docs/benchmarks.md', '/benchmarks'],
  ['docs/decisions/README.md', '/decisions/'],
  ...connectors.map(({ folder, id }) => [`packages/${folder}/README.md`, `/reference/connectors/${id}`]),
  ...others.map(({ folder, page }) => [`packages/${folder}/README.md`, `/reference/${page}`]),
])
