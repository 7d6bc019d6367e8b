import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
import type { OutlayError } from '../contract/errors.js'
import { checkAcme, WELL } from '../testing/check-acme.js'
import type { ScriptedReply } from '../testing/scripted-transport.js'

/** Fails so often, then succeeds. */
function failing(times: number, reply: ScriptedReply) {
  return (_request: unknown, number: number): ScriptedReply => (number < times ? reply : WELL)
}

const always = (reply: ScriptedReply) => () => reply

describe('recovery', () => {
  const refused = { body: { code: 'expired', message: 'token expired' } }
  const recovering = (answer: boolean) => {
    let asked = 0
    return {
      asked: () => asked,
      auth: () => ({
        kind: 'own',
        describe: () => 'own',
        apply: <T>(request: T) => request,
        recover: async () => {
          asked += 1
          return answer
        },
      }),
    }
  }

  it('makes one more attempt, at once', async () => {
    const own = recovering(true)
    const { check, clock, transport } = checkAcme(failing(1, refused), { auth: own.auth })
    await check()
    expect(transport.sent).toHaveLength(2)
    expect(clock.sleeps).toEqual([])
    expect(own.asked()).toBe(1)
  })

  it('is tried once a request: a second refusal is final', async () => {
    const own = recovering(true)
    const { failure, transport } = checkAcme(always(refused), { auth: own.auth })
    expect(await failure()).toMatchObject({
      code: 'VENDOR_AUTH',
      category: 'auth',
      attempts: ['1: expired, then renewed the credentials', '2: expired'],
    })
    expect(transport.sent).toHaveLength(2)
    expect(own.asked()).toBe(1)
  })

  it('that the authenticator declines leaves the refusal as it is', async () => {
    const own = recovering(false)
    const { failure, transport } = checkAcme(always(refused), { auth: own.auth })
    expect(await failure()).toMatchObject({ category: 'auth', attempts: ['1: expired'] })
    expect(transport.sent).toHaveLength(1)
  })

  it('is asked for once a request, whatever the number of attempts, and costs none of them', async () => {
    const own = recovering(true)
    const codes = ['broken', 'expired', 'broken', 'broken', 'tired', 'tired']
    const { failure, transport, clock } = checkAcme((_request, number) => ({ body: { code: codes[number] } }), {
      auth: own.auth,
    })
    expect(await failure()).toMatchObject({
      attempts: [
        '1: broken, then waited 500 ms',
        '2: expired, then renewed the credentials',
        '3: broken, then waited 1000 ms',
        '4: broken, then waited 2000 ms',
        '5: tired',
      ],
    })
    expect(clock.sleeps).toEqual([500, 1_000, 2_000])
    expect([own.asked(), transport.sent.length]).toEqual([1, 5])
  })

  it('that is declined is not asked for again by the same request', async () => {
    const own = recovering(false)
    const { failure } = checkAcme(always({ body: { code: 'tired' } }), { auth: own.auth })
    expect(((await failure()) as OutlayError).attempts).toHaveLength(4)
    expect(own.asked()).toBe(1)
  })

  it('is not asked for failures that do not call for it', async () => {
    const own = recovering(true)
    await checkAcme(always({ body: { code: 'denied' } }), { auth: own.auth }).failure()
    expect(own.asked()).toBe(0)
  })
})
