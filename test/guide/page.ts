import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const docs = join(root, 'docs')

/** A fenced block of a page. */
export interface Block {
  readonly language: string
  /** What stands behind the language, in brackets or not: a file's name, mostly. */
  readonly label: string | undefined
  readonly text: string
  /** Where it begins, for messages. */
  readonly line: number
}

export interface Page {
  /** Within `docs/`; of a README, within the repository. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
}

/** The pages of the guide that are written by hand. */
export function pages(): readonly Page[] {
  const folders = ['start', 'guide', 'recipes', 'decisions'].flatMap((folder) =>
    readdirSync(join(docs, folder)).map((file) => `${folder}/${file}`),
  )
  const beside = readdirSync(docs).filter((file) => file.endsWith('.md'))
  return [...beside, ...folders].map(page)
}

export function page(path: string): Page {
  return pageOf(path, readFileSync(join(docs, path), 'utf8'))
}

/** What is read beside the guide: READMEs of the repository, of its packages and of its examples. */
export function readmes(): readonly Page[] {
  const folders = ['packages', 'examples', 'examples/connectors'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`),
  )
  const there = folders.filter((path) => existsSync(join(root, path)))
  return ['README.md', 'CONTRIBUTING.md', ...there].map(readme)
}

export function readme(path: string): Page {
  return pageOf(path, readFileSync(join(root, path), 'utf8'))
}

function pageOf(path: string, text: string): Page {
  const blocks = [...text.matchAll(/^```(\S*)(?: \[?(.+?)\]?)?\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: label, 3: code = '', index }) => ({
      language,
      label,
      text: code,
      line: text.slice(0, index).split('\n').length,
    }),
  )
  return { path, text, blocks }
}

/** The blocks in one language. */
export function blocksIn({ blocks }: Page, language: string): readonly Block[] {
  return blocks.filter((block) => block.language === language)
}

/** The block with a label. */
export function labelled({ path, blocks }: Page, label: string): string {
  const found = blocks.filter((block) => block.label === label)
  if (found.length !== 1) throw new Error(`${path} has ${found.length} blocks labelled ${label}`)
  return found[0]?.text ?? ''
}
