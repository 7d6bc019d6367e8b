import 'reflect-metadata'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { OutlayError, VendorError } from '../contract/errors.js'
import { networkError } from '../http/network-error.js'
import { type AcmeCheck, checkAcme, WELL } from '../testing/check-acme.js'
import type { ScriptedReply } from '../testing/scripted-transport.js'

const SECRET = `sk-canary/7 "x"`
const MINTED = 'minted-canary-token'
const config = { apiKey: SECRET, secondKey: 'second-canary-key' }

/** All that a user, a log or a host might see of a failed call. */
function shown({ logs, events }: AcmeCheck, error: unknown): string {
  const { cause, attempts, vendor, hint } = error as OutlayError
  const parts = [String(error), inspect(error, { depth: 12 }), cause, attempts, vendor, hint, logs, events]
  return parts.map((part) => (typeof part === 'string' ? part : inspect(part, { depth: 12 }))).join('\n')
}

const ECHOES: Readonly<Record<string, string>> = {
  'as it is': SECRET,
  'percent-encoded': encodeURIComponent(SECRET),
  'in base64': Buffer.from(SECRET).toString('base64'),
  'in Basic credentials': Buffer.from(`user:${SECRET}`).toString('base64'),
  'in JSON': JSON.stringify({ apiKey: SECRET }),
  'another one': 'second-canary-key',
}
const TRACES = ['canary', ...Object.values(ECHOES).map((echo) => echo.slice(4, 16))]

async function expectNoTrace(vendor: AcmeCheck): Promise<string> {
  const error = await vendor.failure({ config })
  const text = shown(vendor, error)
  expect(error).toSatisfy(OutlayError.isInstance)
  expect(text).toContain('[redacted]')
  for (const trace of TRACES) expect(text).not.toContain(trace)
  return text
}

describe('a secret that the vendor sends back', () => {
  it.each(Object.entries(ECHOES))('%s is in no error, log or event', async (_form, echo) => {
    const reply: ScriptedReply = { body: { code: 'busy', message: `key ${echo} is over its limit` } }
    await expectNoTrace(checkAcme(() => reply))
  })

  it.each(Object.entries(ECHOES))('%s is not in the code of a refusal', async (_form, echo) => {
    await expectNoTrace(checkAcme(() => ({ body: { code: `unknown ${echo}`, message: '' } })))
  })

  it('is not in the error that suspends a run', async () => {
    const reply = { status: 503, headers: { 'retry-after': '9999' }, body: { code: 'broken', message: SECRET } }
    const vendor = checkAcme(() => reply)
    expect(await vendor.failure({ config })).toMatchObject({ code: 'LIMIT_SUSPENDED' })
    expect(shown(vendor, await vendor.failure({ config }))).not.toContain('canary')
  })

  it('is not in the cause of a network error', async () => {
    await expectNoTrace(
      checkAcme((request) => {
        const cause = new Error(`socket of ${SECRET} closed`, { cause: new Error(SECRET) })
        throw networkError(
          Object.assign(new Error(`in ${SECRET}`, { cause }), { code: 'ECONNRESET', path: SECRET }),
          new URL(request.url),
        )
      }),
    )
  })
})

describe('a secret in a request', () => {
  it('is not in the logs of a call that succeeds, though its path holds it', async () => {
    const vendor = checkAcme(() => WELL, { auth: (a) => a.query(({ config: c }) => ({ key: c.apiKey })) })
    await vendor.check({ config })
    expect(vendor.transport.sent[0]?.url).toContain(encodeURIComponent(SECRET))
    expect(vendor.logs.length).toBeGreaterThan(0)
    expect(inspect([vendor.logs, vendor.events], { depth: 12 })).not.toContain('canary')
  })
})

describe("an error of the connector's own code", () => {
  const failing = (error: Error) => ({ kind: 'own', describe: () => 'own', apply: () => Promise.reject(error) })
  const errors: Readonly<Record<string, Error>> = {
    'in its message': new RangeError(`cannot sign with ${SECRET}`),
    'in a property': Object.assign(new TypeError('Invalid URL [redacted]'), {
      input: `https://x.example/?k=${SECRET}`,
    }),
    'in its cause': new Error('cannot sign: [redacted]', { cause: new Error(SECRET) }),
  }

  it.each(Object.entries(errors))('that holds a secret %s loses it, and is said to be a bug', async (_where, error) => {
    const vendor = checkAcme(() => WELL, { auth: () => failing(error) })
    expect(await vendor.failure({ config })).toMatchObject({ code: 'PLUGIN_FAILED', category: 'bug' })
    await expectNoTrace(vendor)
  })

  it('keeps its class, code and category where it is one of ours', async () => {
    const error = new VendorError({ code: 'ACME_ODD', category: 'vendor_bug', message: `odd ${SECRET}`, hint: SECRET })
    const vendor = checkAcme(() => WELL, { auth: () => failing(error) })
    const shownError = await vendor.failure({ config })
    expect(shownError).toBeInstanceOf(VendorError)
    expect(shownError).toMatchObject({ name: 'VendorError', code: 'ACME_ODD', category: 'vendor_bug' })
    await expectNoTrace(vendor)
  })
})

describe('a minted token', () => {
  it('is redacted from the moment it is minted', async () => {
    const vendor = checkAcme(
      (request) =>
        new URL(request.url).pathname === '/token'
          ? { body: { code: 0, access_token: MINTED } }
          : { body: { code: 'busy', message: `token ${MINTED} or ${encodeURIComponent(SECRET)}` } },
      {
        auth: (a) =>
          a.oauth2ClientCredentials({
            tokenRequest: (c) => ({ path: '/token', json: { key: c.apiKey } }),
            readToken: () => ({ accessToken: MINTED, expiresInSeconds: 3_600 }),
          }),
      },
    )
    const text = await expectNoTrace(vendor)
    expect(vendor.transport.sent.at(-1)?.headers.authorization).toBe(`Bearer ${MINTED}`)
    expect(text).toContain('token [redacted] or [redacted]')
  })
})

describe('a config that is wrong', () => {
  it.each([
    [{ apiKey: ' sk-canary' }, '"apiKey" has white space before or after it'],
    [{ apiKey: 'sk-canary', accounts: 'canary' }, '"accounts" is invalid'],
    [{ apiKey: ['canary'] }, '"apiKey" must be text'],
    [{ apiKey: 'sk-canary', apikey: 'canary' }, 'unknown key "apikey"'],
    [{ apiKey: 'sk-canary', baseUrl: 'canary' }, 'baseUrl must be an absolute'],
    [{ apiKey: 'sk-canary', baseUrl: 'https://user:canary@x.example' }, 'baseUrl must hold neither'],
  ])('shows the key at fault and no value', async (wrong, said) => {
    const vendor = checkAcme(() => WELL)
    const error = await vendor.failure({ config: wrong })
    expect(error).toMatchObject({ category: 'config' })
    expect(String(error)).toContain(said)
    expect(shown(vendor, error)).not.toContain('canary')
  })
})
