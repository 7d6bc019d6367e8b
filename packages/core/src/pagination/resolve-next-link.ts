import { pagingError } from './paging-error.js'

/**
 * The address of the next page, out of a link that a reply gives: absolute, without a fragment. `sent` is the URL that
 * was answered. A link is untrusted input: throws a VendorError for one that leaves the origin, carries a user name, is
 * no http address, or leads to the page that it stands on. The error names nothing of it but its origin.
 */
export function resolveNextLink(link: string, sent: string): string {
  if (!URL.canParse(link, sent)) throw refused('the next page is at an address that is none')
  const [target, own] = [new URL(link, sent), new URL(sent)]
  // `javascript:`, `data:`, `file:` and the like have no origin to be named.
  if (target.protocol !== 'https:' && target.protocol !== 'http:') throw refused('the next page is at no http address')
  if (target.origin !== own.origin) {
    throw refused(`the next page is on ${target.origin}; credentials stay on ${own.origin}`)
  }
  if (target.username !== '' || target.password !== '') throw refused('the next page has a user name in its address')
  target.hash = ''
  own.hash = ''
  if (target.href === own.href) throw refused('the next page is the page itself')
  return target.href
}

function refused(problem: string): Error {
  return pagingError(
    'NEXT_PAGE_REFUSED',
    `paging was stopped: ${problem}`,
    'Nothing was sent there. Report this; if the vendor has moved, set baseUrl to its new address.',
  )
}
