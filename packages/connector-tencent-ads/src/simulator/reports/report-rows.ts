import type { AdAccount, Adgroup } from '../world/ad-account.js'
import type { AdWorld } from '../world/ad-world.js'
import { chinaDay, dayStart, formatDay } from '../world/china-day.js'
import { mix } from '../world/mix.js'
import { spentFen } from '../world/spent-fen.js'

/** What one ad group did in one hour of China. */
export interface DeliveredHour {
  /** YYYY-MM-DD. */
  readonly date: string
  readonly hour: number
  readonly adgroupId: string
  readonly fen: bigint
  readonly views: bigint
  readonly clicks: bigint
}

const HOUR_MS = 3_600_000
/** When deductions of a day that come late have all come, milliseconds after the day's midnight. */
const LATE_MS = 27 * HOUR_MS

/**
 * What reports know of a day as of `now`: each hour in which an ad group did anything. Some deductions come late, at three
 * in the morning after: they are added to the day's last hour, and `realtime_cost` never shows them.
 */
export function deliveredHours(world: AdWorld, account: AdAccount, day: number, now: number): DeliveredHour[] {
  if (day < world.firstDay || day > chinaDay(now)) return []
  return account.adgroups.flatMap((adgroup) => {
    const spentAt = (hour: number): bigint =>
      spentFen(adgroup, day, Math.min(now, dayStart(day) + hour * HOUR_MS), world.deliveryEnds) ?? 0n
    const totals = Array.from({ length: 25 }, (_none, hour) => spentAt(hour))
    return Array.from({ length: 24 }, (_none, hour) => {
      const late = hour === 23 && now >= dayStart(day) + LATE_MS ? lateFen(adgroup, day, totals[24] ?? 0n) : 0n
      const fen = (totals[hour + 1] ?? 0n) - (totals[hour] ?? 0n) + late
      return { date: formatDay(day), hour, adgroupId: adgroup.id, fen, views: fen / 3n, clicks: fen / 120n }
    }).filter(({ fen, views, clicks }) => fen > 0n || views > 0n || clicks > 0n)
  })
}

/** One ad group in eight is charged up to 3 % more. */
function lateFen(adgroup: Adgroup, day: number, total: bigint): bigint {
  const chance = mix(adgroup.key, day, 5)
  return chance % 8 === 0 ? (total * BigInt(1 + ((chance >>> 3) % 3))) / 100n : 0n
}
