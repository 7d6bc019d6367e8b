/** A marker in a primary key, see {@link ordinal}. */
export interface Ordinal {
  readonly kind: 'ordinal'
}

/**
 * The last part of a primary key for rows without an id: counts the rows of one window that are equal in the key's other
 * fields, from 0, after sorting them by content. Identical rows are kept apart, never merged.
 */
export function ordinal(): Ordinal {
  return { kind: 'ordinal' }
}
