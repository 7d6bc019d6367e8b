import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { StateStore, WindowState } from '../contract/destination.js'
import type { BudgetStore, Clock, Random, StoredToken, TokenStore } from '../contract/services.js'
import type { JsonValue } from '../numbers/json-value.js'

/** The system's clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      try {
        await delay(ms, undefined, signal && { signal })
      } catch (error) {
        throw signal?.aborted ? signal.reason : error
      }
    },
  }
}

/** node:crypto's randomness. */
export function cryptoRandom(): Random {
  return { next: () => randomInt(2 ** 47) / 2 ** 47, hex: (bytes) => randomBytes(bytes).toString('hex') }
}

/** Budgets for one process. */
export function memoryBudgetStore(): BudgetStore {
  const states = new Map<string, JsonValue>()
  return {
    update: async (key, step) => {
      const { state, result } = step(states.get(key))
      states.set(key, state)
      return result
    },
  }
}

/** Tokens for one process. */
export function memoryTokenStore(): TokenStore {
  const tokens = new Map<string, StoredToken>()
  return {
    load: async (key) => tokens.get(key),
    save: async (key, token) => {
      tokens.set(key, token)
    },
    delete: async (key) => {
      tokens.delete(key)
    },
  }
}

/** State for one process, for destinations that keep none. */
export function memoryStateStore(): StateStore {
  const states = new Map<string, WindowState>()
  return {
    load: async (connection) => [...states.values()].filter((state) => state.connection === connection),
    save: async (entries) => {
      for (const entry of entries) {
        states.set(JSON.stringify([entry.connection, entry.endpoint, entry.partition, entry.start]), entry)
      }
    },
  }
}
