import type { World } from './create-world.js'
import { formatMicros } from './format-micros.js'

/** What an account has paid in. */
export interface Deposits {
  /** Whole dollars paid in before the history begins. */
  readonly deposit: number
  /** What was paid in later, in whole dollars, each at an instant in milliseconds since the epoch. */
  readonly topUps: readonly TopUp[]
}

/** One payment into the account. */
export interface TopUp {
  readonly at: number
  readonly amount: number
}

/** Exact dollars left at `now` (seconds): what was paid in by then, less what was spent by then; below zero when overdrawn. */
export function accountBalance(world: World, { deposit, topUps }: Deposits, now: number): string {
  const paid = topUps.filter(({ at }) => at <= now * 1000).reduce((sum, { amount }) => sum + amount, deposit)
  const { micros } = world.spend(world.firstHour * 3600, now, now)
  return formatMicros(BigInt(paid) * 1_000_000n - micros)
}
