import { appIncome } from './app-income.js'
import { formatMicros } from './format-micros.js'

/** What one application earned on one UTC day. */
export interface SimulatedIncome {
  readonly softId: number
  /** YYYY-MM-DD. */
  readonly day: string
  /** Exact dollars, such as `7.495948`. */
  readonly amount: string
  readonly currency: 'USD'
}

/** Lists what applications earned in the 30 UTC days before that of `now` (seconds) and on that day so far. */
export function listIncome(seed: number, apps: readonly number[], now: number): SimulatedIncome[] {
  const today = Math.floor(now / 86_400)
  return apps.flatMap((softId) =>
    Array.from({ length: 31 }, (_, index) => today - 30 + index).map((day) => ({
      softId,
      day: new Date(day * 86_400_000).toISOString().slice(0, 10),
      amount: formatMicros(appIncome(seed, softId, day, now)),
      currency: 'USD' as const,
    })),
  )
}
