import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Limit } from '../contract/limit.js'
import { connector } from '../define/connector.js'
import type { LimitKit } from '../limits/limit-kit.js'
import { planHost } from '../testing/plan-host.js'
import { wireReply } from '../testing/scripted-transport.js'
import { SPEC } from '../testing/typed-connector.js'

describe('the least duration of a plan', () => {
  const LIST = z.object({ list: z.array(z.unknown()) })
  function limited(limits: (kit: LimitKit<{ readonly key: string }>) => readonly Limit<{ readonly key: string }>[]) {
    const own = connector({ ...SPEC, id: 'limited', config: z.strictObject({ key: z.string() }), limits })
    const days = (name: string) =>
      own.endpoint({ name, partitions: (p) => p.days('day', { timeZone: 'UTC' }), response: LIST }, () => ({
        path: '/',
      }))
    const [one, two] = [days('one'), days('two')]
    const stream = (name: string, endpoint: typeof one) =>
      endpoint.stream({ name, records: (b) => b.list, record: z.object({}) }, { primaryKey: [] })
    return planHost({ plugin: own.plugin({ streams: [stream('one', one), stream('two', two)], check: one }) })
  }
  const range = { from: '2026-10-11', to: '2026-11-20' } // 40 days

  it('is what the strictest of the declared limits allows', async () => {
    const paced = limited((l) => [l.interval({ every: '2s' }), l.window({ max: 10, per: '100s' })])
    const { endpoints, leastMs } = await paced.plan({ one: {}, two: {} }, range)
    // Three times 10 requests have gone before the last 10 may start; 2 % are kept back.
    expect(endpoints.map((plan) => plan.leastMs)).toEqual([306_000, 306_000])
    expect(leastMs).toBe(306_000) // every endpoint has a budget of its own
  })

  it('is none for one request, and where only how many go at once is limited', async () => {
    const host = limited((l) => [l.interval({ every: '1h' }), l.concurrent({ max: 1 })])
    expect((await host.plan({ one: {} }, { from: '2026-11-19', to: '2026-11-20' })).leastMs).toBe(0)
    expect((await limited((l) => [l.concurrent({ max: 1 })]).plan({ one: {} }, range)).leastMs).toBe(0)
  })

  it('is never more than a sync takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 100 }),
        async (max, every, per) => {
          const host = limited((l) => [l.interval({ every: `${every}s` }), l.window({ max, per: `${per}s` })])
          host.vendor.instead = () => wireReply({ body: { list: [] } })
          const { leastMs, requests } = await host.plan({ one: {}, two: {} }, range)
          const began = host.clock.now()
          await host.sync({ one: {}, two: {} }, { ...range, config: { key: 'k' } })
          expect(host.transport.requests).toHaveLength(requests)
          expect(host.clock.now() - began).toBeGreaterThanOrEqual(leastMs)
          expect(leastMs).toBeGreaterThanOrEqual(39 * every * 1000)
        },
      ),
      { numRuns: 10 },
    )
  }, 60_000)
})
