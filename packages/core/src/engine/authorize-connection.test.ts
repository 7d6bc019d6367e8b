import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { AuthorizationCode } from '../auth/oauth2-refresh-token.js'
import { memoryTokenStore } from '../runtime/system-services.js'
import type { AcmeConfig } from '../testing/acme.js'
import { openAcme } from '../testing/open-acme.js'
import { refreshing } from '../testing/refreshing-acme.js'
import { type TokenVendor, tokenVendor } from '../testing/token-vendor.js'
import { authorizeConnection } from './authorize-connection.js'
import { TokenCaches } from './token-cache.js'

const authorize: AuthorizationCode<AcmeConfig> = {
  url: (_config, state) => `https://login.acme.example/allow?client_id=7&state=${state}`,
  codeRequest: (c, code) => ({
    path: '/token',
    form: { grant_type: 'authorization_code', client_secret: c.apiKey, code },
  }),
}

/** A connection whose config has no refresh token, unless one is given. */
function open(vendor: TokenVendor, store = memoryTokenStore(), more: Partial<AuthorizationCode<AcmeConfig>> = {}) {
  return openAcme(vendor, {
    auth: refreshing({ refreshToken: (c) => c.secondKey, authorize: { ...authorize, ...more } }),
    services: { tokens: new TokenCaches(store) },
  })
}

const stateOf = (url: string): string => new URL(url).searchParams.get('state') ?? ''

describe('a connection that nobody has authorised', () => {
  it('says what to do, and sends nothing', async () => {
    const vendor = tokenVendor()
    await expect(open(vendor).call()).rejects.toMatchObject({
      code: 'AUTHORIZATION_NEEDED',
      category: 'auth',
      stops: 'connection',
      hint: expect.stringContaining('outlay auth'),
    })
    expect(vendor.sent).toEqual([])
  })

  it('reads after a code was redeemed, in a later process, too, and renews by itself', async () => {
    const store = memoryTokenStore()
    const vendor = tokenVendor()
    const report = await authorizeConnection(open(vendor, store)).redeem('C0')
    expect(report).toEqual({
      connection: 'main',
      connector: 'acme',
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      renewable: true,
    })
    const later = open(vendor, store)
    await later.call()
    later.clock.advance(3_600_000)
    await later.call()
    expect([vendor.codes, vendor.renewals, vendor.used]).toEqual([['C0'], ['R1'], ['A1', 'A2']])
  })
})

describe('what is pasted', () => {
  it('may be the whole address that the browser ends at', async () => {
    const vendor = tokenVendor()
    const authorization = authorizeConnection(open(vendor, undefined, { codeParameter: 'authorization_code' }))
    const { url } = authorization
    await authorization.redeem(` https://app.example/back?authorization_code=C0&state=${stateOf(url)}#_\n`)
    expect(vendor.codes).toEqual(['C0'])
  })

  it.each([
    ['', 'AUTHORIZATION_INVALID', /no code/],
    ['two words', 'AUTHORIZATION_INVALID', /no code/],
    ['https://', 'AUTHORIZATION_INVALID', /no address/],
    ['https://app.example/back?state=STATE', 'AUTHORIZATION_INVALID', /no parameter "code"/],
    ['https://app.example/back?code=C0', 'AUTHORIZATION_INVALID', /another link/],
    ['https://app.example/back?code=C0&state=other', 'AUTHORIZATION_INVALID', /another link/],
    ['https://app.example/back?error=access_denied&state=STATE', 'AUTHORIZATION_DENIED', /access_denied/],
    ['https://app.example/back?error=%3Cscript%3E', 'AUTHORIZATION_DENIED', /unreadable/],
  ])('%j is refused with %s, and nothing is sent', async (pasted, code, message) => {
    const vendor = tokenVendor()
    const authorization = authorizeConnection(open(vendor))
    const given = pasted.replace('STATE', stateOf(authorization.url))
    await expect(authorization.redeem(given)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(vendor.sent).toEqual([])
  })

  it('is redacted from what the vendor says of it', async () => {
    const vendor = tokenVendor({ instead: () => ({ status: 400, body: { code: 'used up: C0-canary' } }) })
    const failure = await authorizeConnection(open(vendor))
      .redeem('C0-canary')
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ category: expect.any(String) })
    expect(inspect(failure, { depth: 9 })).not.toContain('C0-canary')
  })
})

it('keeps the tokens of a life that no date comes of, and states none', async () => {
  const store = memoryTokenStore()
  const vendor = tokenVendor({ livesSeconds: 900_000_000_000_000 })
  const report = await authorizeConnection(open(vendor, store)).redeem('C0')
  expect(report).toEqual({ connection: 'main', connector: 'acme', renewable: true })
  await open(vendor, store).call()
  expect(vendor.used).toEqual(['A1'])
})

it('gives another state to other credentials, and the same to the same', () => {
  const vendor = tokenVendor()
  const other = openAcme(vendor, {
    auth: refreshing({ refreshToken: () => undefined, authorize }),
    config: { apiKey: 'sk-other' },
  })
  const states = [open(vendor), open(vendor), other].map((connection) => stateOf(authorizeConnection(connection).url))
  expect(states[0]).toMatch(/^[0-9a-f]{32}$/)
  expect([states[0] === states[1], states[0] === states[2]]).toEqual([true, false])
})

it('has nothing to offer where the credentials are not authorised in a browser', () => {
  expect(() => authorizeConnection(openAcme(tokenVendor()))).toThrow(
    expect.objectContaining({ code: 'AUTHORIZATION_UNUSED', category: 'config' }),
  )
})
