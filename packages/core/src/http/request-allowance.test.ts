import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EncodedRequest } from '../contract/request.js'
import { scriptedTransport } from '../testing/scripted-transport.js'
import { virtualClock } from '../testing/virtual-clock.js'
import { RequestAllowance } from './request-allowance.js'

const request: EncodedRequest = { method: 'GET', url: 'https://x.example/', headers: {}, body: undefined }
const options = { signal: new AbortController().signal, timeoutMs: 1, maxBodyBytes: 1 }

it('lets exactly so many requests leave, however many want to at once and however they end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.record({ waits: fc.nat(50), fails: fc.boolean() }), { maxLength: 40 }),
      async (max, wanted) => {
        const clock = virtualClock()
        const transport = scriptedTransport(async (_request, number) => {
          await clock.sleep(number % 7)
          if (wanted[number]?.fails) throw new Error('reset')
          return {}
        })
        const allowed = new RequestAllowance('main', max).through(transport)
        const outcomes = await Promise.allSettled(
          wanted.map(async ({ waits }) => {
            await clock.sleep(waits)
            return allowed.send(request, options)
          }),
        )
        expect(transport.sent).toHaveLength(Math.min(max, wanted.length))
        const refused = outcomes.filter(
          (outcome) => outcome.status === 'rejected' && outcome.reason.code === 'MAX_REQUESTS',
        )
        expect(refused).toHaveLength(Math.max(0, wanted.length - max))
      },
    ),
    { numRuns: 100 },
  )
})

it('without a number lets everything leave', async () => {
  const transport = scriptedTransport(() => ({}))
  const allowed = new RequestAllowance('main', undefined).through(transport)
  for (let number = 0; number < 100; number += 1) await allowed.send(request, options)
  expect(transport.sent).toHaveLength(100)
})
