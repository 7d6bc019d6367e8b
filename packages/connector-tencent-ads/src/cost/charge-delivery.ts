import type { Charge, Money } from '@outlay/core'
import { chinaDay } from '../china-time.js'
import type { Config } from '../config.js'

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

/**
 * How well a stream knows what an account has spent on a day: only the best that is there is charged. Reports are the
 * vendor's last word, costs by WeChat account come once a day, and today's cost is never seen again.
 */
export const spend = {
  dailyReport: { group: 'spend', rank: 1 },
  hourlyReport: { group: 'spend', rank: 2 },
  wechatDaily: { group: 'spend', rank: 3 },
  daily: { group: 'spend', rank: 4 },
  realtime: { group: 'spend', rank: 5 },
} as const
