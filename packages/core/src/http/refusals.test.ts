import 'reflect-metadata'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type OutlayError, VendorError } from '../contract/errors.js'
import { checkAcme, WELL } from '../testing/check-acme.js'
import type { ScriptedReply } from '../testing/scripted-transport.js'
import { networkError } from './network-error.js'

/** Fails so often, then succeeds. */
function failing(times: number, reply: ScriptedReply) {
  return (_request: unknown, number: number): ScriptedReply => (number < times ? reply : WELL)
}

const always = (reply: ScriptedReply) => () => reply

/** What is said of four attempts. */
const threeWaits = (code: string): readonly string[] => [
  `1: ${code}, then waited 500 ms`,
  `2: ${code}, then waited 1000 ms`,
  `3: ${code}, then waited 2000 ms`,
  `4: ${code}`,
]

describe('a reply that is no JSON', () => {
  const REPLIES: readonly (readonly [what: string, reply: ScriptedReply, code: string])[] = [
    ['an HTML page with 200', { body: '<!doctype html><title>Maintenance</title>' }, 'REPLY_HTML'],
    ['HTML behind white space', { body: '\n\n  <html>' }, 'REPLY_HTML'],
    ['an empty body', { body: '' }, 'REPLY_EMPTY'],
    ['white space alone', { body: ' \r\n' }, 'REPLY_EMPTY'],
    ['truncated JSON', { body: '{"code":0,"balance":"7.' }, 'REPLY_TRUNCATED'],
    ['truncated after a token', { body: '{"code":0' }, 'REPLY_TRUNCATED'],
    ['text', { body: 'upstream connect error' }, 'REPLY_MALFORMED'],
  ]

  it('may come of a host that is not the vendor', async () => {
    const { failure } = checkAcme(always({ body: '<html>' }))
    expect(await failure()).toMatchObject({ hint: expect.stringContaining('baseUrl') })
  })

  it.each(REPLIES)('%s is transient, tried four times, with a code of its own', async (_what, reply, code) => {
    const { failure, transport } = checkAcme(always(reply))
    const error = await failure()
    expect(error).toBeInstanceOf(VendorError)
    expect(error).toMatchObject({
      code,
      category: 'transient',
      stops: 'window',
      attempts: threeWaits(code),
      vendor: undefined,
    })
    expect((error as OutlayError).hint).toBeTypeOf('string')
    expect(transport.sent).toHaveLength(4)
  })

  it.each([
    ['nested too deep', { body: '['.repeat(513) + ']'.repeat(513) }, 'REPLY_TOO_DEEP'],
    [
      'in an unknown charset',
      { headers: { 'content-type': 'text/json; charset=klingon' }, body: '{}' },
      'REPLY_CHARSET',
    ],
  ])('%s is what the vendor means to send: tried once', async (_what, reply, code) => {
    const { failure, transport } = checkAcme(always(reply))
    expect(await failure()).toMatchObject({ code, category: 'vendor_bug', stops: 'window', attempts: [`1: ${code}`] })
    expect(transport.sent).toHaveLength(1)
  })

  it('under a status that says more is judged by that', async () => {
    const headers = { 'content-type': 'text/json; charset=klingon' }
    const { failure } = checkAcme(always({ status: 503, headers, body: '{}' }))
    expect(await failure()).toMatchObject({ category: 'transient', vendor: { code: 'HTTP 503' } })
  })

  it('heals when a later attempt succeeds', async () => {
    const { check, transport } = checkAcme(failing(3, { body: '' }))
    await check()
    expect(transport.sent).toHaveLength(4)
  })

  it('never has its body quoted in an error', async () => {
    const { failure } = checkAcme(always({ body: '<html>quoted-canary</html>' }))
    expect(JSON.stringify(await failure()) + String(await failure())).not.toContain('quoted-canary')
  })
})

describe('a status', () => {
  it.each([
    [401, 'auth', 1],
    [403, 'permission', 1],
    [404, 'not_found', 1],
    [408, 'transient', 4],
    [410, 'not_found', 1],
    [418, 'invalid_request', 1],
    [429, 'rate_limited', 4],
    [500, 'transient', 4],
    [502, 'transient', 4],
    [503, 'transient', 4],
  ])('%i is %s and makes %i attempts', async (status, category, attempts) => {
    const { failure, transport } = checkAcme(always({ status, body: '<html>' }))
    expect(await failure()).toMatchObject({
      code: `VENDOR_${category.toUpperCase()}`,
      category,
      vendor: { code: `HTTP ${status}` },
    })
    expect(transport.sent).toHaveLength(attempts)
  })
})

describe("the vendor's own refusal", () => {
  it('keeps its code and words, and is tried again only where its class says so', async () => {
    const denied = checkAcme(always({ body: { code: 'denied', message: 'not for you' } }))
    const error = await denied.failure()
    expect(error).toMatchObject({
      code: 'VENDOR_PERMISSION',
      category: 'permission',
      stops: 'stream',
      message: 'Acme answered denied: not for you',
      vendor: { code: 'denied', message: 'not for you' },
      attempts: ['1: denied'],
    })
    const busy = checkAcme(always({ body: { code: 'busy' } }))
    expect(await busy.failure()).toMatchObject({
      category: 'rate_limited',
      attempts: threeWaits('busy'),
    })
  })

  it('with a code that nobody documents is a bug of the vendor, tried once', async () => {
    const { failure, transport } = checkAcme(always({ body: { code: 4711, message: 'what?' } }))
    expect(await failure()).toMatchObject({ category: 'vendor_bug', vendor: { code: '4711' } })
    expect(transport.sent).toHaveLength(1)
  })

  it.each(['NETWORK_RESET', 'REPLY_EMPTY', 'REDIRECT_REFUSED'])(
    "with a code like one of ours, %s, stays the vendor's",
    async (code) => {
      const { failure, transport } = checkAcme(always({ body: { code, message: 'so there' } }))
      const said = { code: 'VENDOR_VENDOR_BUG', message: `Acme answered ${code}: so there`, vendor: { code } }
      expect(await failure()).toMatchObject(said)
      expect(transport.sent).toHaveLength(1)
    },
  )

  it('is heard before the shape of the data: an error envelope has none', async () => {
    const { failure } = checkAcme(always({ status: 400, body: { code: 'denied', message: 'no' } }))
    expect(await failure()).toMatchObject({ code: 'VENDOR_PERMISSION' })
  })

  it('that is missing although the reply is JSON is a bug of the vendor', async () => {
    const { failure, transport } = checkAcme(always({ body: { balance: 1 } }))
    expect(await failure()).toMatchObject({
      code: 'REPLY_UNEXPECTED',
      category: 'vendor_bug',
      hint: expect.stringContaining('baseUrl'),
    })
    expect(transport.sent).toHaveLength(1)
  })
})

describe('an error of the network', () => {
  it('is tried four times and keeps its code, its hint and the host', async () => {
    const { failure, transport } = checkAcme((request) => {
      throw networkError(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), new URL(request.url))
    })
    expect(await failure()).toMatchObject({
      code: 'NETWORK_UNREACHABLE',
      category: 'transient',
      message: 'Acme: api.acme.example: the host name does not resolve (ENOTFOUND)',
      hint: 'Check baseUrl, the network and any proxy.',
    })
    expect(transport.sent).toHaveLength(4)
  })

  it('keeps what caused it: name, message, code and stack, and the cause of that', async () => {
    const socket = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', path: '/of/nobodys/business' })
    const { failure } = checkAcme(() => {
      throw new TypeError('fetch failed', { cause: socket })
    })
    const { cause } = (await failure()) as OutlayError
    expect(cause).toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      stack: expect.stringContaining('refusals.test'),
      cause: { name: 'Error', message: 'read ECONNRESET', code: 'ECONNRESET', stack: socket.stack },
    })
    expect(inspect(cause)).not.toContain('nobodys')
  })

  it('of a reply that is too large is not tried again', async () => {
    const { failure, transport } = checkAcme((request) => {
      throw networkError(Object.assign(new Error('big'), { code: 'BODY_TOO_LARGE' }), new URL(request.url))
    })
    expect(await failure()).toMatchObject({ code: 'REPLY_TOO_LARGE', category: 'vendor_bug' })
    expect(transport.sent).toHaveLength(1)
  })
})

describe('a redirect', () => {
  it.each([
    ['to the same origin', 'https://api.acme.example/v2/balance', 'https://api.acme.example'],
    ['to a path', '/v2/balance', 'https://api.acme.example'],
    ['to another origin', 'https://evil.example/balance?token=1', 'https://evil.example'],
    ['to another port', 'https://api.acme.example:8443/', 'https://api.acme.example:8443'],
    ['to plain http', 'http://api.acme.example/balance', 'http://api.acme.example'],
    ['without a scheme', '//evil.example/balance', 'https://evil.example'],
    ['with a backslash', '/\\evil.example/balance', 'https://evil.example'],
  ])('%s is refused, and the message names %s as %s', async (_where, location, origin) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const { failure, transport } = checkAcme(always({ status, headers: { location } }))
      const error = await failure()
      expect(error).toMatchObject({ code: 'REDIRECT_REFUSED', category: 'config', stops: 'connection' })
      expect(String(error)).toContain(`redirects to ${origin};`)
      expect(String(error)).not.toContain('token=1')
      expect(transport.sent).toHaveLength(1)
    }
  })

  it('that names no address is refused as well', async () => {
    const { failure } = checkAcme(always({ status: 302, headers: { location: 'http://[' } }))
    expect(await failure()).toMatchObject({ code: 'REDIRECT_REFUSED' })
  })
})
