import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { OutlayError } from '../contract/errors.js'
import type { TokenStore } from '../contract/services.js'
import { memoryTokenStore } from '../runtime/system-services.js'
import { openRefreshing } from '../testing/refreshing-acme.js'
import { tokenVendor } from '../testing/token-vendor.js'

const HOUR = 3_600_000

describe('a refresh token', () => {
  it("is the config's at first, sent once for all who wait, and its access token goes into the header", async () => {
    const vendor = tokenVendor()
    const connection = openRefreshing(vendor)
    await Promise.all(Array.from({ length: 20 }, () => connection.call()))
    expect(vendor.renewals).toEqual(['R0'])
    expect(new TextDecoder().decode(vendor.sent[0]?.body)).toBe(
      'grant_type=refresh_token&client_secret=sk-canary&refresh_token=R0',
    )
    expect(vendor.sent[0]?.headers.authorization).toBeUndefined()
    expect(vendor.used).toEqual(Array(20).fill('A1'))
  })

  it('that the vendor replaces is kept before the new access token is used', async () => {
    const store = memoryTokenStore()
    const seen: string[] = []
    const saving: TokenStore = {
      ...store,
      save: async (key, token) => {
        await new Promise(setImmediate)
        await store.save(key, token)
        seen.push(`saved ${token.refreshToken}`)
      },
    }
    const vendor = tokenVendor({
      rotates: true,
      instead: ({ url }) => {
        if (new URL(url).pathname !== '/token') seen.push('used')
        return undefined
      },
    })
    await openRefreshing(vendor, { store: saving }).call()
    expect(seen).toEqual(['saved R1', 'used'])
  })

  it('that the vendor replaces is the next to be used, in a later process, too', async () => {
    const store = memoryTokenStore()
    const vendor = tokenVendor({ rotates: true })
    const first = openRefreshing(vendor, { store })
    await first.call()
    first.clock.advance(HOUR)
    await first.call()
    const second = openRefreshing(vendor, { store })
    second.clock.advance(2 * HOUR)
    await second.call()
    expect(vendor.renewals).toEqual(['R0', 'R1', 'R2'])
  })

  it('that the vendor replaced once and then names no more stays in use', async () => {
    const store = memoryTokenStore()
    const rotating = tokenVendor({ rotates: true })
    await openRefreshing(rotating, { store }).call()
    const vendor = tokenVendor({ refreshToken: 'R1' })
    const connection = openRefreshing(vendor, { store })
    for (let renewal = 0; renewal < 3; renewal += 1) {
      connection.clock.advance(HOUR)
      await connection.call()
    }
    expect(vendor.renewals).toEqual(['R1', 'R1', 'R1'])
  })

  it("of the config's own is not written anywhere", async () => {
    const saved: unknown[] = []
    const store = memoryTokenStore()
    const noting: TokenStore = {
      ...store,
      save: (key, token) => {
        saved.push(key, token)
        return store.save(key, token)
      },
    }
    await openRefreshing(tokenVendor(), { store: noting }).call()
    expect(saved).toHaveLength(2)
    expect(JSON.stringify(saved)).not.toContain('R0')
  })

  it('that was rotated serves as long as the config stays; a new one in the config begins afresh', async () => {
    const store = memoryTokenStore()
    await openRefreshing(tokenVendor({ rotates: true }), { store }).call()
    const vendor = tokenVendor({ refreshToken: 'pasted', rotates: true })
    await openRefreshing(vendor, { store, refreshToken: 'pasted' }).call()
    expect(vendor.renewals).toEqual(['pasted'])
  })

  it('survives that its access token is refused', async () => {
    const vendor = tokenVendor({ rotates: true })
    const connection = openRefreshing(vendor)
    await connection.call()
    vendor.refused.add('A1')
    await Promise.all(Array.from({ length: 10 }, () => connection.call()))
    expect(vendor.renewals).toEqual(['R0', 'R1'])
    expect(vendor.used).toEqual(['A1', ...Array(10).fill('A1'), ...Array(10).fill('A2')])
  })

  it('is not lost when a request is aborted while the vendor replaces it', async () => {
    const stop = new AbortController()
    const vendor = tokenVendor({
      rotates: true,
      instead: () => {
        if (vendor.renewals.length === 0) stop.abort(new Error('the user left'))
        return undefined
      },
    })
    const connection = openRefreshing(vendor)
    await expect(connection.call({ path: '/x' }, stop.signal)).rejects.toThrow('the user left')
    expect(vendor.used).toEqual([])
    expect(vendor.options.map(({ signal }) => signal.aborted)).toEqual([false])
    await connection.call()
    expect(vendor.renewals).toEqual(['R0'])
    expect(vendor.used).toEqual(['A1'])
  })
})

describe('a refresh token that is refused', () => {
  const rotated = async (): Promise<TokenStore> => {
    const store = memoryTokenStore()
    await openRefreshing(tokenVendor({ rotates: true }), { store }).call()
    return store
  }

  it("gives way to the config's, once", async () => {
    const vendor = tokenVendor()
    const connection = openRefreshing(vendor, { store: await rotated() })
    connection.clock.advance(HOUR)
    await connection.call()
    connection.clock.advance(HOUR)
    await connection.call()
    expect(vendor.renewals).toEqual(['R1', 'R0', 'R0'])
  })

  it("together with the config's is an auth error that says what to do, shows neither, and keeps both", async () => {
    const store = await rotated()
    const vendor = tokenVendor({ refreshToken: 'other' })
    const connection = openRefreshing(vendor, { store })
    connection.clock.advance(HOUR)
    const error: unknown = await connection.call().catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'REFRESH_TOKEN_REFUSED',
      category: 'auth',
      stops: 'connection',
      message: 'the refresh token was refused: Acme answered HTTP 400',
      hint: expect.stringContaining('authorise the application again'),
      attempts: ['1: HTTP 400'],
    })
    expect(inspect(error, { depth: 9 })).not.toMatch(/\bR[01]\b/)
    expect(vendor.renewals).toEqual(['R1', 'R0'])
    const later = tokenVendor({ refreshToken: 'R1' })
    const again = openRefreshing(later, { store })
    again.clock.advance(HOUR)
    await again.call()
    expect(later.renewals).toEqual(['R1'])
  })

  it("that is the config's is sent once", async () => {
    const vendor = tokenVendor({ refreshToken: 'other' })
    await expect(openRefreshing(vendor).call()).rejects.toMatchObject({ code: 'REFRESH_TOKEN_REFUSED' })
    expect(vendor.renewals).toEqual(['R0'])
  })

  it.each([
    [503, 4],
    [404, 1],
  ])('is one that the vendor refuses: HTTP %i of its token endpoint says nothing of it', async (status, sent) => {
    const vendor = tokenVendor({ instead: () => ({ status }) })
    const connection = openRefreshing(vendor, { store: await rotated() })
    connection.clock.advance(HOUR)
    await expect(connection.call()).rejects.toMatchObject({ vendor: { code: `HTTP ${status}` } })
    expect(vendor.sent).toHaveLength(sent)
  })

  it('because another process has used it gives way to what that process has kept', async () => {
    const store = await rotated()
    const other = { accessToken: 'A7', expiresAt: Date.parse('2026-11-10T20:00:00Z'), refreshToken: 'R7' }
    const vendor = tokenVendor({
      refreshToken: 'R7',
      instead: async () => {
        if (vendor.sent.length === 1) for (const key of keys) await store.save(key, other)
        return undefined
      },
    })
    const keys = new Set<string>()
    const noting: TokenStore = {
      ...store,
      load: (key) => {
        keys.add(key)
        return store.load(key)
      },
    }
    const connection = openRefreshing(vendor, { store: noting })
    connection.clock.advance(HOUR)
    await connection.call()
    expect([vendor.renewals, vendor.used]).toEqual([['R1'], ['A7']])
  })

  it('for reasons of a reply that nobody can read is an error of its own', async () => {
    const vendor = tokenVendor({ instead: () => ({ body: { error: 'canary' } }) })
    const error = (await openRefreshing(vendor)
      .call()
      .catch((caught: unknown) => caught)) as OutlayError
    expect(error).toMatchObject({ code: 'TOKEN_REPLY_INVALID' })
    expect(inspect(error)).not.toContain('canary')
  })
})
