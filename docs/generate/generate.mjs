// Writes docs/reference: a page a connector, the packages' READMEs, and core's doors out of their TSDoc.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SERVICE_CATEGORIES } from '../../packages/core/dist/index.js'
import { definitionOf } from '../../scripts/definition-of.mjs'
import { categoryPage } from './category-table.mjs'
import { connectorTables } from './connector-tables.mjs'
import { connectors, others, pages } from './packages.mjs'
import { asPage } from './site-link.mjs'

const docs = fileURLToPath(new URL('..', import.meta.url))
const packages = join(docs, '../packages')
const reference = join(docs, 'reference')

/** Everything that is made of code. Needs the workspace's build. */
export async function generate() {
  rmSync(reference, { recursive: true, force: true })
  for (const { folder, id } of connectors) write(`connectors/${id}.md`, await connectorPage(folder))
  for (const { folder, page } of others) write(`${page}.md`, readmeOf(folder))
  write('service-categories.md', categoryPage(SERVICE_CATEGORIES))
  writeApi()
}

async function connectorPage(folder) {
  const dist = join(packages, folder, 'dist')
  const { default: plugin } = await import(join(dist, 'index.js'))
  const definition = definitionOf(plugin)
  const { baseUrl: _loopback, ...config } = await smallestConfig(dist)
  return `${readmeOf(folder)}\n${connectorTables(definition, definition.bind(config))}\n`
}

/** Every simulator hands out the smallest config that works against it. */
async function smallestConfig(dist) {
  const simulator = await import(join(dist, 'simulator/index.js'))
  const [start] = Object.entries(simulator).flatMap(([name, value]) => (name.startsWith('start') ? [value] : []))
  const vendor = await start()
  await vendor.close()
  return vendor.config
}

function readmeOf(folder) {
  const path = join(packages, folder)
  return asPage(readFileSync(join(path, 'README.md'), 'utf8'), path, pages)
}

/** TypeDoc names modules after their files; readers import doors. */
const doors = {
  index: '@outlay/core',
  runtime: '@outlay/core/runtime',
  opentelemetry: '@outlay/core/opentelemetry',
}

function writeApi() {
  execFileSync(join(docs, 'node_modules/.bin/typedoc'), ['--options', 'typedoc.json'], {
    cwd: docs,
    stdio: ['ignore', 2, 2],
  })
  rmSync(join(reference, 'api/index.md')) // a list of three modules; the site's own lists name the doors
  for (const [file, door] of Object.entries(doors)) {
    const page = join(reference, 'api', file, 'index.md')
    writeFileSync(page, readFileSync(page, 'utf8').replace(/^# .+$/m, `# ${door}`))
  }
}

function write(path, text) {
  const file = join(reference, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
