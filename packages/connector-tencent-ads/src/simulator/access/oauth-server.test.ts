import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Asked, askVendor } from '../../../test/ask-vendor.js'
import { startTencentAdsSimulator, type TencentAdsSimulator } from '../index.js'

const application = { clientId: '1111', clientSecret: 'an-application-secret', refreshToken: 'a-refresh-token' }
const REDIRECT = 'https://example.com/callback'
const DAY_MS = 86_400_000

let now: number
let vendor: TencentAdsSimulator
let ask: ReturnType<typeof askVendor>
beforeEach(async () => {
  now = Date.parse('2026-11-20T04:00:00Z')
  vendor = await startTencentAdsSimulator({ now: () => now, application })
  ask = askVendor(vendor, () => now)
})
afterEach(() => vendor.close())

const bare = { access_token: undefined, timestamp: undefined, nonce: undefined }
const renewal: Asked = {
  ...bare,
  client_id: '1111',
  client_secret: application.clientSecret,
  grant_type: 'refresh_token',
  refresh_token: application.refreshToken,
}
const token = (query: Asked) => ask('/oauth/token', query)

/** A code, as the browser of somebody who agrees brings it back. */
async function code(query: Record<string, string> = {}): Promise<URLSearchParams> {
  const asked = new URLSearchParams({ client_id: '1111', redirect_uri: REDIRECT, state: 'a state', ...query })
  const reply = await fetch(`${vendor.baseUrl}/oauth/authorize?${asked}`, { redirect: 'manual' })
  expect(reply.status).toBe(302)
  return new URL(reply.headers.get('location') ?? '').searchParams
}

const trade = async (query: Asked = {}) => ({
  ...bare,
  client_id: '1111',
  client_secret: application.clientSecret,
  grant_type: 'authorization_code',
  authorization_code: (await code()).get('authorization_code') ?? '',
  redirect_uri: REDIRECT,
  ...query,
})

test('renews an access token, and gives no refresh token with it', async () => {
  const { data } = await token(renewal)
  expect(Object.keys(data ?? {}).sort()).toEqual([
    'access_token',
    'access_token_expires_in',
    'refresh_token_expires_in',
  ])
  const access_token = String(data?.access_token)
  const today = { account_id: '100000037', level: 'ADVERTISER', date: '2026-11-20', access_token }
  expect((await ask('/v1.1/realtime_cost/get', today)).code).toBe(0)
  now += DAY_MS
  expect((await ask('/v1.1/realtime_cost/get', { ...today, date: '2026-11-21' })).code).toBe(11000)
})

test('keeps a refresh token alive for 30 days from its last use', async () => {
  now += 29 * DAY_MS
  expect((await token(renewal)).code).toBe(0)
  now += 29 * DAY_MS
  expect((await token(renewal)).code).toBe(0)
  now += 30 * DAY_MS
  expect((await token(renewal)).code).toBe(11012)
})

test('trades a code once, within five minutes, for tokens that it renews', async () => {
  expect((await code()).get('state')).toBe('a state')
  const asked = await trade()
  const { data } = await token(asked)
  expect((await token({ ...renewal, refresh_token: String(data?.refresh_token) })).code).toBe(0)
  expect((await token(asked)).code).toBe(11013)
  const late = await trade()
  now += 300_000
  expect((await token(late)).code).toBe(11009)
})

describe('refuses', () => {
  test.each<[string, Asked, number]>([
    ['an unknown application', { client_id: '2222' }, 11007],
    ['a wrong secret', { client_secret: 'x' }, 11007],
    ['a refresh token that it never gave', { refresh_token: 'x' }, 11010],
    ['an unknown grant', { grant_type: 'password' }, 18009],
    ['no grant', { grant_type: undefined }, 18001],
    ['an unknown parameter', { scope: 'all' }, 18009],
  ])('%s', async (_what, query, expected) => {
    expect((await token({ ...renewal, ...query })).code).toBe(expected)
  })

  test('a code that it never gave, and one for another address', async () => {
    expect((await token(await trade({ authorization_code: 'x' }))).code).toBe(11011)
    expect((await token(await trade({ redirect_uri: 'https://example.org/' }))).code).toBe(18009)
  })
})
