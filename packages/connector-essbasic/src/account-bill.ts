import { count } from '@outlay/core'
import * as z from 'zod'

/** The accounts that a sub-organisation's package has, at the moment of asking. Counts only: the vendor states no money. */
export const accountBill = z.object({
  AppId: z.string(),
  /** The sub-organisation that was asked for; null where the whole application was. */
  ProxyOrganizationOpenId: z.string().nullable(),
  /** In use now. */
  BoundAccountsNumber: count(),
  /** Left to bind. */
  RemainAvailableAccountsNumber: count(),
  /** Lapsed. */
  InvalidAccountsNumber: count(),
  TotalBuyAccountsNumber: count(),
  TotalGiftAccountsNumber: count(),
})
