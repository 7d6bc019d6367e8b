import { type FocusContext, focusContext } from './focus-context.js'
import type { LedgerChargeLike } from './ledger-charge.js'

/** The context of each connection, made when its first charge comes. */
export function focusContexts(): (charge: LedgerChargeLike) => FocusContext {
  const contexts = new Map<string, FocusContext>()
  return ({ connection, billing }) => {
    const known = contexts.get(connection) ?? focusContext(billing)
    contexts.set(connection, known)
    return known
  }
}
