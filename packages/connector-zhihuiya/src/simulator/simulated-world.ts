import type { ExactDecimal } from './exact-decimal.js'

/** All that the generated figures depend on, besides the day, the interface and the moment of asking. */
export interface SimulatedWorld {
  readonly account: string
  /** Mixed from the seed and the account. */
  readonly seed: number
  /** Day number of the first day with usage. */
  readonly firstDay: number
  readonly dayBoundary: '08:00' | '00:00'
  readonly everyUseCounts: boolean
  /** Contract prices of combo codes, CNY. */
  readonly unitPrices: ReadonlyMap<string, ExactDecimal>
}
