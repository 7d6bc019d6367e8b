import { Agent, request } from 'undici'

/**
 * A BudgetStore (token BUDGET_STORE) whose budgets live in a server that several processes share. An update is a compare
 * and set: when another process came between, `step` is asked again with the newer state.
 */
export function budgetStore(url) {
  const dispatcher = new Agent({ connections: 4 })
  /** What this process has seen last, by key: most updates need one round trip only. */
  const latest = new Map()
  const exchange = async (key, options) => {
    const { statusCode, body } = await request(`${url}/${encodeURIComponent(key)}`, { dispatcher, ...options })
    const budget = await body.json()
    latest.set(key, budget)
    return { ...budget, accepted: statusCode === 200 }
  }
  return {
    update: async (key, step) => {
      for (;;) {
        const { version, state } = latest.get(key) ?? (await exchange(key))
        const { state: next, result } = step(state)
        const { accepted } = await exchange(key, { method: 'PUT', body: JSON.stringify({ version, state: next }) })
        if (accepted) return result
      }
    },
    close: () => dispatcher.close(),
  }
}
