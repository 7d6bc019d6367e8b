import type { Paginator } from '../contract/paginator.js'
import { type CountedOptions, counted } from './counted.js'

/** A page by what lies before it. */
export interface OffsetPage {
  /** Records before this page, from 0. */
  readonly offset: number
  /** Records of a full page. */
  readonly limit: number
}

/** See {@link PaginatorKit.offsetLimit}. */
export function offsetLimit<C, Body>(options: CountedOptions<C, Body>): Paginator<C, Body, OffsetPage> {
  return counted('offset-limit', options, {
    at: (index, size) => ({ offset: index * size, limit: size }),
    indexOf: ({ offset, limit }) => offset / limit,
    sizeOf: ({ limit }) => limit,
  })
}
