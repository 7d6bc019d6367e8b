// The packages whose READMEs are pages of the site.
import { readdirSync } from 'node:fs'

const packages = new URL('../../packages/', import.meta.url)

/** Connectors, by their folders. */
export const connectors = readdirSync(packages)
  .filter((name) => name.startsWith('connector-'))
  .map((folder) => ({ folder, id: folder.replace('connector-', '') }))

/** The others, and what their pages are called. */
export const others = [
  { folder: 'cli', page: 'command-line', text: 'The command line' },
  { folder: 'core', page: 'core', text: 'Contract and runtime' },
  { folder: 'destination-duckdb', page: 'ledger', text: 'The DuckDB ledger' },
  { folder: 'focus', page: 'focus', text: 'FOCUS' },
]

/** Files of the repository that have a page, by path. */
export const pages = new Map([
  ['README.md', '/'],
  ['docs/benchmarks.md', '/benchmarks'],
  ['docs/decisions/README.md', '/decisions/'],
  ...connectors.map(({ folder, id }) => [`packages/${folder}/README.md`, `/reference/connectors/${id}`]),
  ...others.map(({ folder, page }) => [`packages/${folder}/README.md`, `/reference/${page}`]),
])
