import { describe, expect, it } from 'vitest'
import { VendorError } from '../contract/errors.js'
import type { RunEvent } from '../contract/observer.js'
import type { AcmeOptions } from '../testing/acme.js'
import { checkAcme, WELL } from '../testing/check-acme.js'
import { openAcme } from '../testing/open-acme.js'
import { type ScriptedReply, scriptedTransport } from '../testing/scripted-transport.js'

const receipt: NonNullable<AcmeOptions['receipt']> = ({ headers }) => ({
  requestId: headers['x-correlation-id'],
  units: headers['x-amount'],
})

/** One call to a vendor that answers so, one reply after the other. */
function vendor(...replies: readonly ScriptedReply[]) {
  return checkAcme((_request, number) => replies[number] ?? WELL, { receipt })
}

const finished = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'attempt_finished')

describe('what a reply says of its call', () => {
  it('is told with every attempt, refused or not', async () => {
    const { check, events } = vendor(
      { status: 503, headers: { 'x-correlation-id': 'r-1' } },
      { ...WELL, headers: { 'x-correlation-id': 'r-2', 'x-amount': '1.50' } },
    )
    await check()
    expect(finished(events)).toMatchObject([
      { status: 503, requestId: 'r-1' },
      { status: 200, requestId: 'r-2', units: '1.50' },
    ])
    expect(finished(events)[0]).not.toHaveProperty('units')
  })

  it('is left out where the reply says nothing, and where the connector reads nothing', async () => {
    const silent = vendor(WELL)
    await silent.check()
    expect(finished(silent.events)[0]).not.toHaveProperty('requestId')
    const deaf = checkAcme(() => ({ ...WELL, headers: { 'x-correlation-id': 'r-1' } }))
    await deaf.check()
    expect(JSON.stringify(deaf.events)).not.toContain('r-1')
  })

  it('stands in the debug line of the request, that of the last attempt', async () => {
    const { check, logs } = vendor(
      { status: 503, headers: { 'x-correlation-id': 'r-1' } },
      { ...WELL, headers: { 'x-correlation-id': 'r-2', 'x-amount': '3' } },
    )
    await check()
    const lines = logs.filter(({ message }) => message === 'vendor answered')
    expect(lines.map(({ fields }) => fields)).toMatchObject([{ requestId: 'r-2', units: '3' }])
  })

  it('names the request in errors that come of a status, of a form, or of what was read', async () => {
    const headers = { 'x-correlation-id': 'r-9' }
    const refused = await vendor({ status: 403, headers }).failure()
    expect(refused).toMatchObject({ vendor: { code: 'HTTP 403', requestId: 'r-9' } })
    expect(refused).toMatchObject({ message: 'Acme answered HTTP 403 (request r-9)' })
    const stray = await vendor({ headers, body: '{"other":1}' }).failure()
    expect(stray).toMatchObject({ code: 'REPLY_UNEXPECTED', message: expect.stringMatching(/ \(request r-9\)$/) })
    const asked = openAcme(
      scriptedTransport(() => ({ ...WELL, headers })),
      { receipt },
    ).pipeline({
      endpoint: 'balance',
      request: { path: '/balance' },
      authenticated: true,
      signal: new AbortController().signal,
      validate: () => {
        throw new VendorError({ code: 'ACME_ODD', category: 'vendor_bug', message: 'odd' })
      },
    })
    await expect(asked).rejects.toThrow('Acme: odd (request r-9)')
  })

  it('holds no secret, even where the vendor repeats one', async () => {
    const echo = { status: 403, headers: { 'x-correlation-id': 'sk-canary', 'x-amount': 'sk-canary' } }
    const { failure, events, logs } = vendor(echo)
    const error = await failure()
    expect(JSON.stringify([events, logs, error])).not.toContain('canary')
    expect(error).toMatchObject({ vendor: { requestId: '[redacted]' } })
  })
})
