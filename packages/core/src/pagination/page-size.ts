import { ConfigError } from '../contract/errors.js'

/** Records a page, or a function of the config that gives them. */
export type PageSize<C> = number | ((config: C) => number)

/** The size for one config. Throws a ConfigError unless it is a whole number of at least 1: such a walk would not end. */
export function pageSize<C>(size: PageSize<C>, config: C): number {
  const records = typeof size === 'function' ? size(config) : size
  if (Number.isSafeInteger(records) && records >= 1) return records
  throw new ConfigError({
    message: `a page of ${records} records cannot be asked for: the page size must be a whole number of at least 1`,
  })
}
