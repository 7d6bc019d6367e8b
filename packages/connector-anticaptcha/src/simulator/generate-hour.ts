import { type Draw, draw } from './draw.js'

/** Spend in whole tasks and millionths of a US dollar. */
export interface Spend {
  readonly volume: bigint
  readonly micros: bigint
}

/** Spend of one whole UTC hour as it stands at `now` (seconds); `hour` counts hours since the epoch. */
export type HourGenerator = (hour: number, now: number) => Spend

const IDLE: Spend = { volume: 0n, micros: 0n }

/**
 * The hours of one queue. Each is a pure function of seed, account, queue and hour; only a refund also looks at `now`.
 *
 * Refunds go to image queues alone, because only image tasks can be reported as wrong. They lower the money of a few
 * daytime hours, one to 47 hours after the day's end, and leave the volume.
 */
export function createHourGenerator(seed: number, account: string, queue: string): HourGenerator {
  const profile = draw(seed, account, queue)
  const peak = 300 + (profile(0) % 2200) // tasks in the busiest hour
  const price = 500_000 + (profile(1) % 2_000_000) // billionths of a dollar per task
  const refunds = /image/i.test(queue)
  return (hour, now) => {
    const random = draw(seed, account, queue, hour)
    const volume = volumeOf(hour, peak, random)
    if (volume === 0) return IDLE
    const bid = BigInt(price) * BigInt(900 + (random(2) % 201))
    const micros = (BigInt(volume) * bid) / 1_000_000n
    return { volume: BigInt(volume), micros: refunds ? micros - refundOf(hour, micros, now, random) : micros }
  }
}

function volumeOf(hour: number, peak: number, random: Draw): number {
  const hourOfDay = hour % 24
  const idleOdds = hourOfDay >= 1 && hourOfDay <= 4 ? 2 : 32
  if (random(0) % idleOdds === 0) return 0
  const level = 24 - Math.abs(14 - hourOfDay)
  return Math.floor((peak * level * (70 + (random(1) % 61))) / 2400)
}

function refundOf(hour: number, micros: bigint, now: number, random: Draw): bigint {
  const hourOfDay = hour % 24
  if (hourOfDay < 8 || hourOfDay > 20 || random(3) % 6 !== 0) return 0n
  const dayEnd = (hour - hourOfDay + 24) * 3600
  const refundedAt = dayEnd + 3600 + (random(4) % (46 * 3600))
  return now < refundedAt ? 0n : (micros * BigInt(5 + (random(5) % 36))) / 1000n
}
