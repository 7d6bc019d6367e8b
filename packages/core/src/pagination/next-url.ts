import type { PageTurn, Paginator } from '../contract/paginator.js'
import { resolveNextLink } from './resolve-next-link.js'

/** A page that the one before it links to. */
export interface UrlPage {
  /** Absolute, on the origin of `baseUrl`: the whole `path` of the next request. Undefined for the first page. */
  readonly url: string | undefined
}

/** See {@link PaginatorKit.nextUrl}. */
export function nextUrl<C, Body>({
  next,
}: {
  readonly next: (body: Body) => string | null | undefined
}): Paginator<C, Body, UrlPage> {
  return byUrl('next-url', ({ body }) => next(body) || undefined)
}

/** Pages whose replies link to the next one. */
export function byUrl<C, Body>(
  kind: string,
  linkOf: (turn: PageTurn<C, Body, UrlPage>) => string | undefined,
): Paginator<C, Body, UrlPage> {
  return {
    kind,
    first: () => ({ url: undefined }),
    next: (turn) => {
      const link = linkOf(turn)
      return link === undefined ? undefined : { url: resolveNextLink(link, turn.reply.url) }
    },
  }
}
