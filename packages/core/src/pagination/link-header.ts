import type { Paginator } from '../contract/paginator.js'
import { byUrl, type UrlPage } from './next-url.js'
import { brokenLink, type Link, parseLinks } from './parse-links.js'

/** See {@link PaginatorKit.linkHeader}. */
export function linkHeader<C, Body>({ rel = 'next' }: { readonly rel?: string } = {}): Paginator<C, Body, UrlPage> {
  const wanted = rel.toLowerCase()
  return byUrl('link-header', ({ reply }) => {
    const links = parseLinks(reply.headers.link ?? '').filter((link) => relationsOf(link).includes(wanted))
    const [first, ...others] = links
    if (first === undefined) return undefined
    if (others.some(({ target }) => target !== first.target)) throw brokenLink('it gives two different next pages')
    // Another context than the reply's own (RFC 8288 §3.2): the link is a statement about some other list.
    if (links.some(({ parameters }) => parameters.has('anchor'))) throw brokenLink('its next page has an anchor')
    if (first.target === '') throw brokenLink('its next page has no address')
    return first.target
  })
}

/** RFC 8288 §3.3: several words in one parameter, whatever their case. A link without any is broken, not another one's. */
function relationsOf({ parameters }: Link): readonly string[] {
  const words = (parameters.get('rel') ?? '').toLowerCase().replaceAll('\t', ' ').split(' ')
  if (words.every((word) => word === '')) throw brokenLink('it has a link without a relation')
  return words
}
