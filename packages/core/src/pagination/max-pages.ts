/** A walk over more pages than this is ended with an error. */
export const MAX_PAGES = 100_000
