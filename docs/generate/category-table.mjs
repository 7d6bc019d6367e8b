import { markdownTable } from '../../scripts/markdown-table.mjs'
import { code } from './cells.mjs'

/** The page of what `billing` may say of a service, out of core's own list. */
export function categoryPage(categories) {
  return [
    '# Service categories',
    "What `category` and `subcategory` of a [connector](../write-a-connector.md)'s `billing` may be: the values of FOCUS 1.4, written from `SERVICE_CATEGORIES` of `@outlay/core`. Any other pair does not compile. Take what the vendor sells, not what you buy it for; where nothing fits, `Other` with `Other (Other)`, or the category with its own `Other (…)`.",
    markdownTable(
      ['category', 'subcategories'],
      Object.entries(categories).map(([category, own]) => [code(category), own.map(code).join(', ')]),
    ),
    '',
  ].join('\n\n')
}
