import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { AuthKit } from '../auth/auth-kit.js'
import type { RunEvent } from '../contract/observer.js'
import type { EncodedRequest } from '../contract/request.js'
import type { Clock } from '../contract/services.js'
import type { AcmeConfig, acme } from '../testing/acme.js'
import { checkAcme, WELL } from '../testing/check-acme.js'
import { type OpenAcme, openAcme } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'

const MINUTE = 60_000
/** Dates every request, as signatures do. */
const dated = (a: AuthKit<AcmeConfig>) => a.query(({ clock }) => ({ at: clock.now() }))
const stampOf = ({ url }: EncodedRequest): number => Number(new URL(url).searchParams.get('at'))

/** Answers by a clock so far ahead of ours, and refuses what is dated more than five minutes from it. */
function vendor(clock: () => Clock, aheadMs: number, headers = (date: string): object => ({ date })) {
  return (request: EncodedRequest): ScriptedReply => {
    const now = clock().now() + aheadMs
    const date = { headers: { ...headers(new Date(now).toUTCString()) } }
    return Math.abs(stampOf(request) - now) > 5 * MINUTE ? { body: { code: 'skewed' }, ...date } : { ...WELL, ...date }
  }
}

/** What was told of the clock. */
function corrections({ events }: { readonly events: readonly RunEvent[] }): readonly RunEvent[] {
  return events.filter(({ type }) => type === 'clock_corrected')
}

/** One connection to such a vendor. */
function open(aheadMs: number): OpenAcme & { readonly stamps: () => number[] } {
  const transport = scriptedTransport(async (request) => {
    await new Promise(setImmediate) // whatever else is to be sent has been sent by then
    return vendor(() => opened.clock, aheadMs)(request)
  })
  const opened = openAcme(transport, { auth: dated })
  return { ...opened, stamps: () => transport.sent.map(stampOf) }
}

describe('a request that is refused because of the clock', () => {
  it.each([10 * MINUTE, -10 * MINUTE, 400 * 86_400_000])(
    'is made again at once by the clock of a vendor %d ms ahead',
    async (aheadMs) => {
      const host = checkAcme((request) => vendor(() => host.clock, aheadMs)(request), { auth: dated })
      await host.check()
      const began = Date.parse('2026-11-10T12:00:00Z')
      expect(host.transport.sent.map(stampOf)).toEqual([began, began + aheadMs])
      expect(host.clock.sleeps).toEqual([])
      expect(corrections(host)).toMatchObject([{ endpoint: 'balance', offsetMs: aheadMs }])
      expect(host.logs.filter(({ level }) => level === 'warn')).toHaveLength(1)
    },
  )

  it('sets the clock for every later request of its connection, and of no other', async () => {
    const host = checkAcme((request) => vendor(() => host.clock, 10 * MINUTE)(request), { auth: dated })
    await host.check()
    await host.check()
    expect(host.transport.sent).toHaveLength(4)
    const own = open(10 * MINUTE)
    for (let call = 0; call < 5; call += 1) await own.call()
    expect(own.stamps()).toHaveLength(6)
  })

  it('takes half of the round trip into account', async () => {
    const transport = scriptedTransport((_request, number) => {
      opened.clock.advance(2_000)
      const date = new Date(opened.clock.now() + 10 * MINUTE).toUTCString()
      opened.clock.advance(2_000)
      return number === 0 ? { body: { code: 'skewed' }, headers: { date } } : WELL
    })
    const opened = openAcme(transport, { auth: dated })
    await opened.call()
    expect(stampOf(transport.sent[1]!) - stampOf(transport.sent[0]!)).toBe(10 * MINUTE + 4_000)
  })

  it('together with others sets the clock once, and all of them are made again', async () => {
    const own = open(10 * MINUTE)
    await Promise.all(Array.from({ length: 10 }, () => own.call()))
    const now = own.clock.now()
    expect(own.stamps().sort()).toEqual([...Array(10).fill(now), ...Array(10).fill(now + 10 * MINUTE)])
  })

  it('once more when our clock has been set right meanwhile', async () => {
    let aheadMs = 10 * MINUTE
    const transport = scriptedTransport((request) => vendor(() => opened.clock, aheadMs)(request))
    const opened = openAcme(transport, { auth: dated })
    await opened.call()
    opened.clock.advance(10 * MINUTE)
    aheadMs = 0
    await opened.call()
    await opened.call()
    expect(transport.sent).toHaveLength(5)
    expect(stampOf(transport.sent[4]!)).toBe(opened.clock.now())
  })

  it.each([
    ['there is no Date header', () => ({})],
    ['it is no date', () => ({ date: 'soon' })],
  ])('and %s fails, with the advice to set the clock', async (_why, headers) => {
    const answer = (request: EncodedRequest) => vendor(() => host.clock, 10 * MINUTE, headers)(request)
    const host = checkAcme(answer, { auth: dated })
    expect(await host.failure()).toMatchObject({
      code: 'VENDOR_AUTH',
      hint: expect.stringContaining('clock'),
      attempts: ['1: skewed'],
    })
    expect(corrections(host)).toEqual([])
  })

  it.each([-999, 0, 999])('although the clocks are %d ms apart fails: they are not the reason', async (aheadMs) => {
    const host = checkAcme(
      () => ({ body: { code: 'skewed' }, headers: { date: new Date(host.clock.now() + aheadMs).toISOString() } }),
      { auth: dated },
    )
    expect(await host.failure()).toMatchObject({ category: 'auth', hint: expect.stringContaining('clock') })
    expect(host.transport.sent).toHaveLength(1)
    expect(corrections(host)).toEqual([])
  })

  it('by a vendor whose own clock jumps is made again only once', async () => {
    const host = checkAcme(
      (_request, number) => ({
        body: { code: 'skewed' },
        headers: { date: new Date(host.clock.now() + (number + 1) * 10 * MINUTE).toUTCString() },
      }),
      { auth: dated },
    )
    expect(await host.failure()).toMatchObject({
      attempts: ['1: skewed, then corrected the clock by 600000 ms', '2: skewed'],
    })
    expect(host.transport.sent).toHaveLength(2)
  })

  it('may be refused for its token and fail in passing, too: each has its remedy', async () => {
    const codes = ['broken', 'skewed', 'expired', 'skewed', 'expired']
    const host = checkAcme(
      (_request, number) => ({
        body: { code: codes[number] },
        headers: { date: new Date(host.clock.now() + (number + 1) * 10 * MINUTE).toUTCString() },
      }),
      { auth: (a) => ({ ...dated(a), recover: async () => true }) },
    )
    expect(await host.failure()).toMatchObject({
      attempts: [
        '1: broken, then waited 500 ms',
        '2: skewed, then corrected the clock by 1199500 ms',
        '3: expired, then renewed the credentials',
        '4: skewed',
      ],
    })
  })

  it('without an authenticator that could date it otherwise is refused', async () => {
    const headers = { date: 'Tue, 10 Nov 2026 13:00:00 GMT' }
    const call = { endpoint: 'balance', request: { path: '/' }, authenticated: false }
    const transport = scriptedTransport(() => ({ body: { code: 'skewed' }, headers }))
    const signal = new AbortController().signal
    const asked = openAcme(transport).pipeline({ ...call, signal, validate: (body) => body })
    await expect(asked).rejects.toMatchObject({ attempts: ['1: skewed'] })
  })
})

it('leaves limits and waits to the real clock', async () => {
  const limits: Parameters<typeof acme>[0] = { limits: (l) => [l.interval({ every: '60s' })] }
  const host = checkAcme((request) => vendor(() => host.clock, 10 * MINUTE)(request), { auth: dated, ...limits })
  await host.check()
  const waits = host.events.filter(({ type }) => type === 'waiting')
  expect(waits).toMatchObject([{ endpoint: 'balance', reason: 'limit', until: '2026-11-10T12:01:00.000Z' }])
  expect(host.clock.sleeps).toEqual([MINUTE])
})
