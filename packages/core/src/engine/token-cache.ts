import type { TokenCache } from '../contract/authenticator.js'
import type { TokenStore } from '../contract/services.js'
import type { Redactor } from '../http/redactor.js'

/** One connection's view of the token store: keys carry its scope, and whatever passes through is redacted from then on. */
export function createTokenCache(store: TokenStore, redactor: Redactor, scope: string): TokenCache {
  const minting = new Map<string, Promise<unknown>>()
  const scoped = (key: string): string => `${scope}:${key}`
  return {
    load: async (key) => {
      const token = await store.load(scoped(key))
      if (token !== undefined) redactor.add(token.accessToken)
      return token
    },
    save: async (key, token) => {
      redactor.add(token.accessToken)
      if (token.refreshToken !== undefined) redactor.add(token.refreshToken)
      await store.save(scoped(key), token)
    },
    delete: (key) => store.delete(scoped(key)),
    single: <T>(key: string, mint: () => Promise<T>) => {
      const under = minting.get(key) as Promise<T> | undefined
      if (under !== undefined) return under
      const started = mint().finally(() => minting.delete(key))
      minting.set(key, started)
      return started
    },
  }
}
