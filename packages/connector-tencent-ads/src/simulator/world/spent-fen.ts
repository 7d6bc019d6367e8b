import type { Adgroup } from './ad-account.js'
import { dayStart } from './china-day.js'
import { mix } from './mix.js'

/**
 * What an adgroup has cost on a China day up to `now` (milliseconds), in fen. It never shrinks, and stands still from
 * `deliveryEnds` (milliseconds after the day's midnight) on. Nothing where the adgroup slept that day: then the vendor
 * has no row for it. Some are awake and cost nothing.
 */
export function spentFen(adgroup: Adgroup, day: number, now: number, deliveryEnds: number): bigint | undefined {
  const mood = mix(adgroup.key, day, 1) % 100
  if (mood < 8) return undefined
  if (mood < 16) return 0n
  const start = mix(adgroup.key, day, 2) % Math.ceil(deliveryEnds / 3)
  const elapsed = Math.min(Math.max(now - dayStart(day), start), deliveryEnds) - start
  return (dayTotal(adgroup, day) * BigInt(Math.floor(elapsed))) / BigInt(Math.floor(deliveryEnds) - start)
}

// A few spend much and most spend little, about 250 yuan in the middle; each day lies within 30 % of the usual.
function dayTotal(adgroup: Adgroup, day: number): bigint {
  const rank = BigInt((mix(adgroup.key, 3) % 1000) + 1)
  const usual = 300n + rank ** 3n / 10_000n
  return (usual * BigInt(70 + (mix(adgroup.key, day, 4) % 61))) / 100n
}
