import { count, decimal, id, money } from '@outlay/core'
import * as z from 'zod'
import { antiCaptcha } from './connection.js'
import { errorsIfAny } from './errors.js'
import { missing } from './missing.js'

/** getQueueStats: one queue's load and price, the same for everyone. It takes no key; the vendor renews it every 10 seconds. */
const getQueueStats = antiCaptcha.endpoint(
  {
    name: 'getQueueStats',
    every: '10s',
    authenticated: false,
    errors: errorsIfAny,
    partitions: (p) => p.each('queueId', (c) => (c.queueIds.length === 0 ? [null] : c.queueIds)),
    response: z.looseObject({}),
  },
  ({ partition }) => ({
    path: '/getQueueStats',
    json: { queueId: partition.queueId ?? missing('queue_stats', 'queueIds') },
  }),
)

/** What a task costs now and how long it takes, queue by queue: the only price that the vendor publishes. */
export const queueStats = getQueueStats.stream(
  {
    name: 'queue_stats',
    title: 'Price, speed and load of queues',
    optional: true,
    records: (body) => [body],
    stamp: (_raw, { partition, window }) => ({ observedAt: window.start, queueId: String(partition.queueId) }),
    record: z.object({
      observedAt: z.string(),
      queueId: id(),
      waiting: count(),
      load: decimal(),
      bid: money('USD'),
      speed: decimal(),
      total: count(),
    }),
  },
  { primaryKey: ['queueId'] },
)
