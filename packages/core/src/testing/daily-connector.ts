import * as z from 'zod'
import type { StreamMeaning } from '../contract/stream.js'
import { connector } from '../define/connector.js'
import type { Duration } from '../fields/duration.js'

interface Options<N extends string, R extends object> {
  readonly stream: N
  readonly record: z.ZodType<R>
  readonly meaning: StreamMeaning<{ readonly key: string }, R>
  /** Default: at once. */
  readonly settlesAfter?: Duration
}

/** A connector with one stream of days in UTC, whose reply is `{ "list": [records] }`. For tests of what records come to. */
export function dailyConnector<const N extends string, R extends object>(options: Options<N, R>) {
  const daily = connector({
    id: 'daily',
    title: 'Daily',
    docs: 'https://daily.example/docs',
    config: z.strictObject({ key: z.string() }),
    http: { baseUrl: () => 'https://api.daily.example' },
    billing: () => ({
      provider: 'Daily',
      service: 'Daily',
      category: 'Other',
      subcategory: 'Other (Other)',
      timeZone: 'UTC',
      currencySource: 'documented',
      currency: 'CNY',
    }),
  })
  const { stream: name, record, meaning, settlesAfter = '0s' } = options
  const get = daily.endpoint(
    {
      name: 'list',
      partitions: (p) => p.days('day', { timeZone: 'UTC', settlesAfter }),
      response: z.object({ list: z.array(z.unknown()) }),
    },
    () => ({ path: '/list' }),
  )
  const stream = get.stream({ name, records: (body) => body.list, record }, meaning)
  return daily.plugin({ streams: [stream], check: get })
}
