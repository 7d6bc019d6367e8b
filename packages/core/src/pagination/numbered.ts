import type { Paginator } from '../contract/paginator.js'
import { type CountedOptions, counted } from './counted.js'

/** A page by its number. */
export interface NumberedPage {
  /** From 1 or from 0, as the paginator counts. */
  readonly number: number
  /** Records of a full page. */
  readonly size: number
}

/** Pages by their number, counted from `base`. See {@link PaginatorKit.pageNumber}. */
export function numbered<C, Body>(
  kind: string,
  base: number,
  options: CountedOptions<C, Body>,
): Paginator<C, Body, NumberedPage> {
  return counted(kind, options, {
    at: (index, size) => ({ number: base + index, size }),
    indexOf: ({ number }) => number - base,
    sizeOf: ({ size }) => size,
  })
}
