// The packages whose READMEs are pages of the site.
import { existsSync, readdirSync } from 'node:fs'
import { definitionOf } from '../../scripts/definition-of.mjs'

const packages = new URL('../../packages/', import.meta.url)
const folders = readdirSync(packages).filter((name) => existsSync(new URL(`${name}/README.md`, packages)))

/** Connectors, by their folders, with what they call themselves. */
export const connectors = await Promise.all(
  folders.filter((folder) => folder.startsWith('connector-')).map(connectorIn),
)

async function connectorIn(folder) {
  const { default: plugin } = await import(new URL(`${folder}/dist/index.js`, packages))
  const { id, title } = definitionOf(plugin)
  return { folder, id, title }
}

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
