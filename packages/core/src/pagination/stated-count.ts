import { isExactNumber } from '../numbers/exact-number.js'
import { pagingError } from './paging-error.js'

/**
 * A count that a reply states; undefined where it states none. Throws a VendorError for anything that counts nothing:
 * negative, broken, too large, or text. `what` completes "the vendor states … {what}".
 */
export function statedCount(value: unknown, what: string): number | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  const stated = typeof value === 'number' || isExactNumber(value) ? `${value}` : 'something that is no number'
  throw pagingError(
    'PAGING_COUNT_INVALID',
    `the vendor states ${stated} ${what}`,
    'A connector whose vendor marks an unknown total that way must leave it undefined: report this to its author.',
  )
}
