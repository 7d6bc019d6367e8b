// Writes the reference, builds the site into docs/.vitepress/dist, and fails where a link leads nowhere or a page would
// load anything from another host.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vitepress'
import { deadAnchors } from './dead-anchors.mjs'
import { generate } from './generate/generate.mjs'
import { outsideLoads } from './outside-loads.mjs'

const docs = fileURLToPath(new URL('.', import.meta.url))
await generate()
await build(docs) // throws for a link to a page that does not exist

const site = join(docs, '.vitepress/dist')
const files = new Map(
  readdirSync(site, { recursive: true })
    .filter((file) => /\.(?:html|css)$/.test(file))
    .map((file) => [file, readFileSync(join(site, file), 'utf8')]),
)
const pages = new Map([...files].filter(([file]) => file.endsWith('.html')))
const problems = [
  ...deadAnchors(pages).map((link) => `no such heading: ${link}`),
  ...[...files].flatMap(([file, text]) => outsideLoads(text).map((url) => `loads from elsewhere: ${file}: ${url}`)),
]
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
console.log(`The guide: ${pages.size} pages in ${site}`)
