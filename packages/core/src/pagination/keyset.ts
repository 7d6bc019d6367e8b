import type { Paginator } from '../contract/paginator.js'
import type { JsonValue } from '../numbers/json-value.js'
import { type PageSize, pageSize } from './page-size.js'
import { pagingError } from './paging-error.js'

/** A page of {@link PaginatorKit.keyset}. */
export interface KeysetPage<Key> {
  /** The key of the last record before this page; undefined for the first. */
  readonly after: Key | undefined
}

/** How the records of a list lead on. */
export interface KeysetOptions<C, Body, Item, Key extends JsonValue> {
  /** The key of a page's last record, by which the next page is asked for. Null or undefined end the walk with an error: without a key the rest cannot be reached. */
  readonly after: (last: Item, body: Body) => Key | null | undefined
  /** Records of a full page, where a shorter one is the last. Absent: the walk goes on to an empty page. */
  readonly size?: PageSize<C>
}

/** See {@link PaginatorKit.keyset}. */
export function keyset<C, Body, Item, Key extends JsonValue>(
  items: (body: Body) => readonly Item[],
  { after, size }: KeysetOptions<C, Body, Item, Key>,
): Paginator<C, Body, KeysetPage<Key>> {
  return {
    kind: 'keyset',
    items: (body) => items(body).length,
    first: () => ({ after: undefined }),
    next: ({ config, body }) => {
      const list = items(body)
      if (list.length < (size === undefined ? 1 : pageSize(size, config))) return undefined
      const key = after(list[list.length - 1] as Item, body) // there is one: the list is not empty
      if (key === null || key === undefined) throw pagingError('PAGING_KEY_MISSING', KEY_MISSING)
      return { after: key }
    },
  }
}

const KEY_MISSING = 'paging was stopped: the last record of a page has no key to go on by'
