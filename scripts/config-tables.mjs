// Writes the config table of every connector's README, between its two markers, from the connector's own schema.
// node scripts/config-tables.mjs          writes them
// node scripts/config-tables.mjs --check  only says which are out of date, and exits 1
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { configTable } from './config-table.mjs'

const BEGIN = '<!-- config: written by `npm run docs:config` from the schema -->'
const END = '<!-- /config -->'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const root = new URL('../packages/', import.meta.url)
const stale = []
for (const name of readdirSync(root).filter((folder) => folder.startsWith('connector-'))) {
  const readme = new URL(`${name}/README.md`, root)
  const text = readFileSync(readme, 'utf8')
  const { default: plugin } = await import(new URL(`${name}/dist/index.js`, root))
  const written = withTable(name, text, configTable(plugin))
  if (written === text) continue
  stale.push(name)
  if (!values.check) writeFileSync(readme, written)
}
console.log(
  stale.length === 0
    ? 'config tables: up to date'
    : `config tables: ${stale.join(', ')}${values.check ? ' out of date: npm run docs:config' : ' written'}`,
)
if (values.check && stale.length > 0) process.exitCode = 1

function withTable(name, text, table) {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin < 0 || end < begin) throw new Error(`${name}/README.md lacks the markers ${BEGIN} and ${END}`)
  return `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`
}
