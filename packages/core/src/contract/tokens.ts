/**
 * The injection tokens, one per replaceable service. They are registered symbols, so that two copies of core in one tree
 * still meet. Register a service of your own under one of them in the container that you give to `createRuntime`.
 */

/** Many: connector definitions. Plugins register theirs. */
export const CONNECTOR = Symbol.for('outlay/connector')
/** {@link Transport}: sends requests. Default: undici with its own Agent. */
export const TRANSPORT = Symbol.for('outlay/transport')
/** {@link Logger}. Default: winston, warnings and errors to stderr. */
export const LOGGER = Symbol.for('outlay/logger')
/** {@link Clock}. Default: the system's. */
export const CLOCK = Symbol.for('outlay/clock')
/** {@link Random}. Default: node:crypto. */
export const RANDOM = Symbol.for('outlay/random')
/** {@link StateStore}. Default: in memory. */
export const STATE_STORE = Symbol.for('outlay/state-store')
/** {@link BudgetStore}. Default: in memory, one per runtime. */
export const BUDGET_STORE = Symbol.for('outlay/budget-store')
/** {@link TokenStore}. Default: in memory, one per runtime. */
export const TOKEN_STORE = Symbol.for('outlay/token-store')
/** {@link Observer}. Default: none. */
export const OBSERVER = Symbol.for('outlay/observer')
