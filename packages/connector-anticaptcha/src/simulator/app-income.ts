import { draw } from './draw.js'

const DAY = 86_400

/**
 * Millionths of a dollar that an application earned on a UTC day (counted from the epoch), as far as `now` (seconds) knows:
 * a pure function of seed, application and day, of which today shows what has accrued.
 */
export function appIncome(seed: number, softId: number, day: number, now: number): bigint {
  const random = draw(seed, 'income', softId, day)
  const whole = random(0) % 8 === 0 ? 0n : BigInt(random(1) % 40_000_000)
  const elapsed = Math.min(Math.max(now - day * DAY, 0), DAY)
  return (whole * BigInt(elapsed)) / BigInt(DAY)
}
