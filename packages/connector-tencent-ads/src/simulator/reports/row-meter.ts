import { Refusal } from '../wire/refusal.js'

const PERIOD_MS = 10_000
const MOST_ROWS = 40_000

/** Counts the rows that reports go through: 40,000 in ten seconds, then they are frozen for a while. */
export class RowMeter {
  readonly #used = new Map<string, { period: number; rows: number; frozenUntil: number }>()

  /** Counts `rows` at `now` (milliseconds) against a budget. @throws Refusal 127011 while it is frozen */
  match(budget: string, rows: number, now: number): void {
    const before = this.#used.get(budget)
    if (before !== undefined && now < before.frozenUntil) throw new Refusal(127011)
    const period = Math.floor(now / PERIOD_MS)
    const used = (before?.period === period ? before.rows : 0) + rows
    const ends = (period + 1 + Math.floor(used / MOST_ROWS)) * PERIOD_MS
    this.#used.set(budget, { period, rows: used, frozenUntil: used > MOST_ROWS ? ends : 0 })
  }
}
