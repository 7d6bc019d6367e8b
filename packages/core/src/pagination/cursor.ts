import type { PageTurn, Paginator } from '../contract/paginator.js'

/** A page that the one before it names. */
export interface CursorPage {
  /** As the vendor gave it. Undefined for the first page. */
  readonly cursor: string | undefined
}

/** A cursor as a reply gives it; null, undefined or '' for none. */
type Cursor = string | number | null | undefined

/** See {@link PaginatorKit.cursor}. */
export function cursor<C, Body>({ next }: { readonly next: (body: Body) => Cursor }): Paginator<C, Body, CursorPage> {
  return byCursor('cursor', ({ body }) => next(body))
}

/** See {@link PaginatorKit.cursorHeader}. */
export function cursorHeader<C, Body>({ header }: { readonly header: string }): Paginator<C, Body, CursorPage> {
  const name = header.toLowerCase()
  return byCursor('cursor-header', ({ reply }) => reply.headers[name]?.trim())
}

function byCursor<C, Body>(
  kind: string,
  cursorOf: (turn: PageTurn<C, Body, CursorPage>) => Cursor,
): Paginator<C, Body, CursorPage> {
  return {
    kind,
    first: () => ({ cursor: undefined }),
    next: (turn) => {
      const found = cursorOf(turn)
      return found === null || found === undefined || found === '' ? undefined : { cursor: String(found) }
    },
  }
}
