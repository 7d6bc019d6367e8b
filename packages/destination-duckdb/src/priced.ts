/**
 * SQL for "this charge has a price": the same rule by which the FOCUS export writes a row. Everything else is counted in
 * units, never as zero cost.
 */
export const PRICED = "(billed is not null and effective is not null and status <> 'unpriced')"
