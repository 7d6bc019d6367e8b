import { connector, id, type Limit, type LimitKit, money, type Plugin, secret } from '@outlay/core'
import * as z from 'zod'

const config = z.strictObject({ apiKey: secret(), baseUrl: z.url().default('https://api.limited.example') })

type Limits = (kit: LimitKit<z.output<typeof config>>) => readonly Limit<z.output<typeof config>>[]

/** A connector whose vendor lets only so many requests through. */
export function limitedShop(limits: Limits): Plugin {
  const limited = connector({
    id: 'limited',
    title: 'Limited',
    docs: 'https://limited.example/docs',
    config,
    http: { baseUrl: (c) => c.baseUrl },
    auth: (a) => a.bearer((c) => c.apiKey),
    limits,
    billing: () => ({
      provider: 'Limited',
      service: 'Limited',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currency: 'USD',
      currencySource: 'documented',
    }),
  })
  const get = limited.endpoint(
    {
      name: 'lines',
      partitions: (p) => p.days('day', { timeZone: 'UTC' }),
      paginate: (p) => p.cursor({ next: (body) => body.next }),
      response: z.object({ lines: z.array(z.unknown()), next: z.string().nullish() }),
    },
    ({ window, page }) => ({ path: '/lines', query: { day: window.date, cursor: page.cursor } }),
  )
  const lines = get.stream(
    { name: 'lines', records: (body) => body.lines, record: z.object({ id: id(), cost: money('USD') }) },
    { primaryKey: ['id'] },
  )
  return limited.plugin({ streams: [lines], check: get })
}

/** What its page documents. */
export const LIMITED = {
  config: { apiKey: 'canary-0123456789' },
  samples: { lines: '{"lines":[{"id":"a-1","cost":1.5},{"id":"a-2","cost":2.5}],"next":"c1"}' },
}
