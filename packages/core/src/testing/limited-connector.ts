import * as z from 'zod'
import { inBand } from '../contract/error-rules.js'
import type { Limit } from '../contract/limit.js'
import { connector } from '../define/connector.js'
import { id } from '../fields/id.js'
import { secret } from '../fields/secret.js'
import type { LimitKit } from '../limits/limit-kit.js'

const config = z.strictObject({ apiKey: secret(), list: z.string().default('a') })

/** What a test declares as its limits. */
export type DeclaredLimits = (kit: LimitKit<z.output<typeof config>>) => readonly Limit<z.output<typeof config>>[]

/** A connector of one long list, for tests of its limits: `items`, by page. */
export function limitedConnector(limits?: DeclaredLimits) {
  const spec = connector({
    id: 'paged',
    title: 'Paged',
    docs: 'https://paged.example/api',
    config,
    http: { baseUrl: () => 'https://paged.example' },
    ...(limits && { limits }),
    errors: inBand({
      envelope: z.object({ code: z.union([z.number(), z.string()]) }),
      ok: ({ code }) => code === 0,
      code: ({ code }) => code,
      message: () => '',
      classes: { busy: 'rate_limited' },
    }),
    billing: () => ({
      provider: 'Paged',
      service: 'Paged',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const itemsGet = spec.endpoint(
    {
      name: 'items',
      paginate: (p) => p.pageNumber({ size: 1, totalPages: ({ total }) => total }),
      response: z.object({ total: z.int(), items: z.array(z.unknown()) }),
    },
    ({ config: { list }, page }) => ({ path: '/items', query: { list, page: page.number } }),
  )
  const items = itemsGet.stream(
    { name: 'items', records: (body) => body.items, record: z.object({ id: id() }) },
    { primaryKey: ['id'] },
  )
  return spec.plugin({ streams: [items], check: itemsGet })
}
