// Writes the reference, builds the site into docs/.vitepress/dist, and fails where a link leads nowhere or a page would
// load anything from another host.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { generate } from './generate/generate.mjs'
import { outsideLoads } from './outside-loads.mjs'

const docs = fileURLToPath(new URL('.', import.meta.url))
await generate()
await build(docs) // throws for a dead link

const site = join(docs, '.vitepress/dist')
const files = readdirSync(site, { recursive: true }).filter((file) => /\.(?:html|css)$/.test(file))
const loads = files.flatMap((file) =>
  outsideLoads(readFileSync(join(site, file), 'utf8')).map((url) => `${file}: ${url}`),
)
if (loads.length > 0) {
  console.error(`The site must load nothing from elsewhere:\n${loads.join('\n')}`)
  process.exit(1)
}
console.log(`The guide: ${files.filter((file) => file.endsWith('.html')).length} pages in ${site}`)
