import { type Charge, type Money, utcSeconds } from '@outlay/core'
import type { Config } from './config.js'

/** Spend of one account or ad object on one China day. */
interface Delivery {
  readonly account_id: string
  /** `YYYY-MM-DD` in China. */
  readonly date: string
  /** Null where the vendor names none. */
  readonly cost: Money | null
}

type Particulars = Required<Pick<Charge, 'description' | 'status' | 'attributes' | 'resource'>>

/**
 * The charge of a day's delivery. The period is the whole China day even while it lasts, so that the key of a charge never
 * changes; every stream names the account as sub-account, so that overlapping ones can be ranked.
 */
export function chargeDelivery({ account_id, date, cost }: Delivery, { agencyId }: Config, own: Particulars): Charge {
  return {
    billed: cost,
    period: chinaDay(date),
    sku: 'ad-delivery-daily',
    // No quantity: the vendor states money and no measure of use.
    accountId: agencyId ?? account_id,
    subAccountId: account_id,
    ...own,
  }
}

const DAY_MS = 86_400_000

/** China keeps UTC+8 all year round. */
function chinaDay(date: string): Charge['period'] {
  const start = Date.parse(`${date}T00:00:00+08:00`)
  return { start: utcSeconds(start), end: utcSeconds(start + DAY_MS) }
}
