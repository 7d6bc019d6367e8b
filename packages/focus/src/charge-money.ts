import type { Charge, Money } from '@outlay/core'

/** What a charge costs; undefined for one without a price, whose units are told instead. */
export function chargeMoney({
  billed,
  effective = billed,
  status,
}: Charge): { readonly billed: Money; readonly effective: Money } | undefined {
  return billed === null || effective === null || status === 'unpriced' ? undefined : { billed, effective }
}
