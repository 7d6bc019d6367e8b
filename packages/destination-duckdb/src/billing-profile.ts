import type { BillingProfile } from '@outlay/core'
import * as z from 'zod'

/** The billing profile that a connection was prepared with, out of its JSON. Throws for anything else. */
export function parseBilling(json: string | null | undefined): BillingProfile {
  return PROFILE.parse(JSON.parse(json ?? 'null'))
}

/** Loose: members that a newer core knows stay. */
const PROFILE: z.ZodType<BillingProfile> = z.looseObject({
  provider: z.string(),
  service: z.string(),
  category: z.string(),
  subcategory: z.string(),
  timeZone: z.string(),
  dayBoundary: z.string().exactOptional(),
  accountName: z.string().optional(),
  currencySource: z.enum(['documented', 'configured', 'assumed']),
  currency: z.string(),
})
