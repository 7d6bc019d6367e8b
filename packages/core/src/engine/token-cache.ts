import type { TokenCache } from '../contract/authenticator.js'
import type { StoredToken, TokenStore } from '../contract/services.js'
import type { Redactor } from '../http/redactor.js'

/** One connection's view of the token store: keys carry its scope, and whatever passes through is redacted from then on. */
export function createTokenCache(store: TokenStore, redactor: Redactor, scope: string): TokenCache {
  const minting = new Map<string, Promise<unknown>>()
  const redact = ({ accessToken, refreshToken }: StoredToken): void => {
    redactor.add(accessToken)
    if (refreshToken !== undefined) redactor.add(refreshToken)
  }
  const scoped = (key: string): string => `${scope}:${key}`
  return {
    load: async (key) => {
      const token = await store.load(scoped(key))
      if (token !== undefined) redact(token)
      return token
    },
    save: async (key, token) => {
      redact(token)
      await store.save(scoped(key), token)
    },
    delete: (key) => store.delete(scoped(key)),
    single: async <T>(key: string, mint: () => Promise<T>): Promise<T> => {
      for (let under = minting.get(key); under !== undefined; under = minting.get(key)) {
        try {
          return (await under) as T
        } catch (error) {
          // Whoever minted was stopped; that is no reason for the others to fail.
          if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
        }
      }
      const started = mint().finally(() => minting.delete(key))
      minting.set(key, started)
      return started
    },
  }
}
