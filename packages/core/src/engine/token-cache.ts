import type { TokenCache } from '../contract/authenticator.js'
import type { StoredToken, TokenStore } from '../contract/services.js'
import type { Redactor } from '../http/redactor.js'
import type { Tell } from '../observe/tell-host.js'

/** Tokens being fetched for a key. */
interface Flight {
  readonly result: Promise<unknown>
  /** The connection that fetches. */
  readonly owner: object
  /** Of the request that fetches. */
  readonly signal: AbortSignal
}

/**
 * The tokens of a runtime's connections. One per runtime: two connections with the same credentials must not renew at
 * once, since a vendor that rotates refresh tokens would lock the second one out.
 */
export class TokenCaches {
  readonly #flights = new Map<string, Flight>()
  readonly #refused = new Map<string, string>()

  constructor(private readonly store: TokenStore) {}

  /** One connection's view, for requests under a signal: keys carry its scope, and whatever passes through is redacted from then on. */
  open(scope: string, redactor: Redactor, notify: Tell): (signal: AbortSignal) => TokenCache {
    const owner = {}
    const scoped = (key: string): string => `${scope}:${key}`
    const shared: Omit<TokenCache, 'single'> = {
      load: async (key) => {
        const token = await this.store.load(scoped(key))
        if (token === undefined) return undefined
        redact(token, redactor)
        return this.#refused.get(scoped(key)) === token.accessToken ? { ...token, expiresAt: 0 } : token
      },
      save: async (key, token) => {
        redact(token, redactor)
        await this.store.save(scoped(key), token)
        this.#refused.delete(scoped(key))
        notify({ type: 'token_refreshed', ...expiryOf(token) })
      },
      delete: (key) => this.store.delete(scoped(key)),
      expire: (key, accessToken) => {
        this.#refused.set(scoped(key), accessToken)
      },
    }
    return (signal) => ({ single: (key, mint) => this.#single(scoped(key), mint, owner, signal), ...shared })
  }

  async #single<T>(key: string, mint: () => Promise<T>, owner: object, signal: AbortSignal): Promise<T> {
    for (let under = this.#flights.get(key); under !== undefined; under = this.#flights.get(key)) {
      const outcome = await outcomeOf(under.result, signal)
      // Of another connection's, which redacts for itself, only the end counts; so it does where whoever fetched was stopped.
      if (under.owner !== owner) continue
      if (outcome.status === 'fulfilled') return outcome.value as T
      if (!under.signal.aborted) throw outcome.reason
    }
    const result = mint().finally(() => this.#flights.delete(key))
    this.#flights.set(key, { result, owner, signal })
    return result
  }
}

function redact({ accessToken, refreshToken }: StoredToken, redactor: Redactor): void {
  redactor.add(accessToken)
  if (refreshToken !== undefined) redactor.add(refreshToken)
}

/** How somebody else's fetching ended. Rejects with the signal's reason when whoever waits is stopped first. */
function outcomeOf(result: Promise<unknown>, signal: AbortSignal): Promise<PromiseSettledResult<unknown>> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason)
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    void Promise.allSettled([result]).then(([outcome]) => {
      signal.removeEventListener('abort', leave)
      resolve(outcome)
    })
  })
}

/** A vendor may say anything of a lifetime; a date need not come of it. */
export function expiryOf({ expiresAt }: StoredToken): { readonly expiresAt?: string } {
  const instant = new Date(expiresAt)
  return Number.isNaN(instant.getTime()) ? {} : { expiresAt: instant.toISOString() }
}
