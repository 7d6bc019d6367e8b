// READMEs become pages of the site: their links to files of the repository become links to pages, or to the repository.
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const REPOSITORY = 'https://github.com/outlay/outlay/blob/main/'

/** A README's text as a page: every relative link leads somewhere. Throws where a link leads to no file. */
export function asPage(markdown, folder, pages) {
  return markdown.replace(/\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)/g, (_link, path, anchor = '') => {
    const file = resolve(folder, path)
    if (!existsSync(file)) throw new Error(`${relative(root, folder)}/README.md links to ${path}, which does not exist`)
    const page = pages.get(relative(root, file))
    return `](${page ?? REPOSITORY + relative(root, file)}${anchor})`
  })
}
