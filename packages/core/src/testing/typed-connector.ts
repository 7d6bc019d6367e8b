import * as z from 'zod'
import type { BillingProfile } from '../contract/charge.js'
import type { ServiceClass } from '../contract/service-categories.js'
import { connector } from '../define/connector.js'
import { count } from '../fields/count.js'
import { id } from '../fields/id.js'
import { money } from '../fields/money.js'
import { secret } from '../fields/secret.js'

// What type tests build on. Nothing here is ever run.

export const CONFIG = z.strictObject({ apiKey: secret(), user: z.string(), accountIds: z.array(id()) })
export const RESPONSE = z.object({ list: z.array(z.unknown()), total: z.number(), next: z.string().nullish() })
export const RECORD = z.object({ account: id(), date: z.iso.date(), n: count(), cost: money('CNY') })
export type Row = z.output<typeof RECORD>

/** All of a connector but for what a test is about. */
export const SPEC = {
  id: 'x',
  title: 'X',
  docs: 'https://x.example',
  config: CONFIG,
  http: { baseUrl: () => 'https://x.example' },
  billing: (): BillingProfile & ServiceClass => ({
    provider: 'X',
    service: 'X',
    category: 'Other',
    subcategory: 'Other (Other)',
    timeZone: 'UTC',
    currency: 'USD',
    currencySource: 'assumed',
  }),
}

export const x = connector(SPEC)
export const usageGet = x.endpoint({ name: 'usage', response: RESPONSE }, () => ({ path: '/usage' }))
const usage = usageGet.stream({ name: 'usage', records: (b) => b.list, record: RECORD }, { primaryKey: ['n'] })
const other = usageGet.stream({ name: 'other', records: (b) => b.list, record: RECORD }, { primaryKey: ['n'] })
export const plugin = x.plugin({ streams: [usage, other], check: usageGet })
