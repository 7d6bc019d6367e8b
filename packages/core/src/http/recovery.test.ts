import 'reflect-metadata'
import { describe, expect, it } from 'vitest'
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
      attempts: ['1: expired', '2: expired'],
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

  it('is not asked for failures that do not call for it', async () => {
    const own = recovering(true)
    await checkAcme(always({ body: { code: 'denied' } }), { auth: own.auth }).failure()
    expect(own.asked()).toBe(0)
  })
})
