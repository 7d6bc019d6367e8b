import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { connectors, others } from '../generate/packages.mjs'

const docs = new URL('../', import.meta.url)

/** The first heading of a page, without its code marks. */
function titleOf(page) {
  return /^# (.+)$/m.exec(readFileSync(new URL(page, docs), 'utf8'))?.[1].replaceAll('`', '') ?? page
}

/** Links to pages, called by their own titles. */
function links(names) {
  return names.map((name) => ({ text: titleOf(`${name}.md`), link: `/${name}` }))
}

function linksIn(folder, names) {
  return links(names.map((name) => `${folder}/${name}`))
}

const decisions = readdirSync(new URL('decisions/', docs))
  .filter((file) => /^\d/.test(file))
  .map((file) => file.replace('.md', ''))

/** These have a place of their own. */
const FOR_AUTHORS = ['testkit', 'create-outlay-connector']

const api = [
  { text: '@outlay/core', link: '/reference/api/index/' },
  { text: '@outlay/core/runtime', link: '/reference/api/runtime/' },
  { text: '@outlay/core/opentelemetry', link: '/reference/api/opentelemetry/' },
]

/** A block that is a file says which: ```ts [src/index.ts]. */
function nameFiles(markdown) {
  const { fence } = markdown.renderer.rules
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const [, file] = /\[([\w./-]+\.\w+|Dockerfile)\]/.exec(tokens[index].info) ?? []
    const block = fence(tokens, index, ...rest)
    return file === undefined ? block : `<p><code>${file}</code></p>${block}`
  }
}

export default defineConfig({
  lang: 'en',
  title: 'Outlay',
  description: "Spend and usage out of vendors' billing APIs, exactly, into one ledger.",
  srcDir: fileURLToPath(docs),
  srcExclude: ['node_modules/**'],
  outDir: fileURLToPath(new URL('.vitepress/dist', docs)),
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  ignoreDeadLinks: false,
  lastUpdated: false,
  metaChunk: true,
  markdown: { config: nameFiles },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/start/install-one-connector' },
      { text: 'Write a connector', link: '/write-a-connector' },
      { text: 'Guide', link: '/guide/state' },
      { text: 'Recipes', link: '/recipes/cron' },
      { text: 'Reference', link: '/reference/command-line' },
    ],
    sidebar: [
      {
        text: 'Five minutes',
        items: links(['start/install-one-connector', 'start/operate-it', 'start/embed-it', 'write-a-connector']),
      },
      {
        text: 'For authors',
        items: [
          ...links(['what-the-vendor-does']),
          { text: 'The testkit', link: '/reference/testkit' },
          { text: 'The scaffolder', link: '/reference/create-outlay-connector' },
          { text: 'Service categories', link: '/reference/service-categories' },
        ],
      },
      { text: 'Guide', items: linksIn('guide', ['state', 'errors', 'limits', 'drift', 'secrets']) },
      { text: 'Recipes', items: linksIn('recipes', ['cron', 'systemd-timer', 'github-actions', 'kubernetes']) },
      {
        text: 'Connectors',
        items: connectors.map(({ id, title }) => ({ text: title, link: `/reference/connectors/${id}` })),
      },
      {
        text: 'Reference',
        items: [
          ...others
            .filter(({ page }) => !FOR_AUTHORS.includes(page))
            .map(({ page, text }) => ({ text, link: `/reference/${page}` })),
          ...api,
        ],
      },
      {
        text: 'More',
        items: [
          { text: 'Benchmarks', link: '/benchmarks' },
          { text: 'Decisions', link: '/decisions/', collapsed: true, items: linksIn('decisions', decisions) },
        ],
      },
    ],
  },
})
