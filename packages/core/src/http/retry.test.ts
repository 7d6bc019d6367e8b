import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { OutlayError } from '../contract/errors.js'
import { checkAcme, WELL } from '../testing/check-acme.js'
import { openAcme } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'

/** Fails so often, then succeeds. */
function failing(times: number, reply: ScriptedReply) {
  return (_request: unknown, number: number): ScriptedReply => (number < times ? reply : WELL)
}

const always = (reply: ScriptedReply) => () => reply

describe('the pause between attempts', () => {
  it.each([
    [0, [0, 0, 0]],
    [0.5, [500, 1_000, 2_000]],
    [0.999, [999, 1_998, 3_996]],
  ])('is exponential with full jitter: chance %d gives %j ms', async (chance, pauses) => {
    const { failure, clock } = checkAcme(always({ status: 503 }), { chance })
    await failure()
    expect(clock.sleeps).toEqual(pauses)
  })

  it('is told as an event, with the code, and when it ends', async () => {
    const { check, events } = checkAcme(failing(1, { status: 503 }))
    await check()
    const place = { connection: 'main', runId: 'abababababababab', endpoint: 'balance', request: 1 }
    expect(events.filter(({ type }) => type === 'retry' || type === 'waiting')).toEqual([
      { type: 'retry', ...place, attempt: 2, code: 'HTTP 503', category: 'transient' },
      { type: 'waiting', ...place, reason: 'retry', until: '2026-11-10T12:00:00.500Z', ms: 500 },
    ])
  })

  it('ends with the reason of an abort, and nothing more is sent', async () => {
    const stop = new AbortController()
    const reason = new Error('the user left')
    const { failure, transport } = checkAcme(() => {
      setImmediate(() => stop.abort(reason))
      return { status: 503 }
    })
    // The clock's own wake-up is queued behind the abort.
    expect(await failure({ signal: stop.signal })).toBe(reason)
    expect(transport.sent).toHaveLength(1)
  })
})

describe('Retry-After', () => {
  const START = Date.parse('2026-11-10T12:00:00Z')
  const httpDate = (seconds: number): string => new Date(START + seconds * 1_000).toUTCString()

  it.each([
    ['in seconds', '42', 42_050],
    ['as a date', httpDate(42), 42_050],
    ['of nothing', '0', 500],
    ['in the past', httpDate(-60), 500],
    ['of nearly 15 minutes', '899', 899_050],
    ['of 15 minutes', '900', 900_000],
  ])(
    '%s is obeyed, with a little jitter on top up to 15 minutes, and never undercuts the backoff',
    async (_form, value, waited) => {
      const { check, clock } = checkAcme(failing(1, { status: 429, headers: { 'retry-after': value } }))
      await check()
      expect(clock.sleeps).toEqual([waited])
    },
  )

  it.each([
    ['in seconds', '901'],
    ['as a date', httpDate(901)],
  ])('%s beyond 15 minutes suspends the run and says when to go on', async (_form, value) => {
    const { failure, clock, transport } = checkAcme(always({ status: 503, headers: { 'retry-after': value } }))
    const error = await failure()
    expect(error).toMatchObject({ code: 'LIMIT_SUSPENDED', category: 'rate_limited', stops: 'connection' })
    const resumeAt = Date.parse((error as OutlayError).resumeAt ?? '')
    expect(resumeAt).toBeGreaterThanOrEqual(START + 901_000)
    expect(resumeAt).toBeLessThan(START + 902_000)
    expect(clock.sleeps).toEqual([])
    expect(transport.sent).toHaveLength(1)
  })

  it.each(['9'.repeat(400), 'Sat, 13 Sep 275760 00:00:00 GMT'])(
    'of ages, %s, suspends for no more than ten years',
    async (value) => {
      const { failure } = checkAcme(always({ status: 429, headers: { 'retry-after': value } }))
      expect(await failure()).toMatchObject({
        code: 'LIMIT_SUSPENDED',
        resumeAt: expect.stringMatching(/^2036-11-0\dT/),
      })
    },
  )

  it('beyond 15 minutes costs nothing of the budget for retries', async () => {
    let long = true
    const transport = scriptedTransport(() => ({ status: 503, headers: long ? { 'retry-after': '901' } : {} }))
    const connection = openAcme(transport)
    for (let call = 0; call < 60; call += 1)
      await expect(connection.call()).rejects.toMatchObject({ code: 'LIMIT_SUSPENDED' })
    long = false
    await expect(connection.call()).rejects.toMatchObject({ attempts: expect.objectContaining({ length: 4 }) })
  })

  it('that is no date and no number is ignored', async () => {
    const { check, clock } = checkAcme(failing(1, { status: 503, headers: { 'retry-after': 'soon' } }))
    await check()
    expect(clock.sleeps).toEqual([500])
  })

  it('may come from the class of a code, and a header overrules it', async () => {
    const byClass = checkAcme(failing(1, { body: { code: 'later' } }))
    await byClass.check()
    expect(byClass.clock.sleeps).toEqual([7_050])
    const byHeader = checkAcme(failing(1, { body: { code: 'later' }, headers: { 'retry-after': '3' } }))
    await byHeader.check()
    expect(byHeader.clock.sleeps).toEqual([3_050])
  })

  it('of a failure that is not tried again changes nothing', async () => {
    const { failure, clock } = checkAcme(always({ status: 403, headers: { 'retry-after': '99999' } }))
    expect(await failure()).toMatchObject({ category: 'permission' })
    expect(clock.sleeps).toEqual([])
  })
})
