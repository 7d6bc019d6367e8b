import type { World } from './create-world.js'
import { formatMicros } from './format-micros.js'

/** One charge of the vendor: a UTC hour of one queue. */
export interface SimulatedCharge {
  readonly account: string
  /** UTC day of the hour, YYYY-MM-DD. */
  readonly day: string
  /** The queue's name. */
  readonly sku: string
  /** Exact dollars, such as `7.495948`. */
  readonly amount: string
  readonly currency: 'USD'
  /** Tasks in that hour. */
  readonly quantity: string
}

/** Which charges to list. */
export interface ChargesOptions {
  /** First UTC day, YYYY-MM-DD; default: the start of the history. */
  readonly from?: string
  /** UTC day after the last, YYYY-MM-DD; default: the day after the vendor's today. */
  readonly to?: string
  /** The instant whose knowledge is wanted, in milliseconds since the epoch; default: the vendor's now. */
  readonly asOf?: number
}

/** The account whose charges are listed; `now` is the vendor's, in milliseconds since the epoch. */
export interface ChargedAccount {
  readonly world: World
  readonly account: string
  readonly queues: readonly string[]
  readonly now: number
}

const DAY_HOURS = 24

/**
 * Lists what was charged, as known at `asOf`: later hours are left out, the hour that holds it is partial.
 *
 * @throws RangeError when a bound is no calendar date.
 */
export function listCharges(
  { world, account, queues, now }: ChargedAccount,
  { from, to, asOf = now }: ChargesOptions = {},
): SimulatedCharge[] {
  const asOfSeconds = Math.floor(asOf / 1000)
  const start = from === undefined ? world.firstHour : Math.max(world.firstHour, firstHourOf(from))
  const today = Math.floor(now / 86_400_000)
  const end = to === undefined ? (today + 1) * DAY_HOURS : firstHourOf(to)
  const charges: SimulatedCharge[] = []
  for (let hour = start; hour < end && hour * 3600 < asOfSeconds; hour++) {
    const day = new Date(hour * 3_600_000).toISOString().slice(0, 10)
    for (const queue of queues) {
      const { volume, micros } = world.spend(hour * 3600, hour * 3600 + 3600, asOfSeconds, { queue })
      if (volume === 0n && micros === 0n) continue
      const amount = formatMicros(micros)
      charges.push({ account, day, sku: queue, amount, currency: 'USD', quantity: volume.toString() })
    }
  }
  return charges
}

function firstHourOf(day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
    throw new RangeError(`${day} is no calendar date of the form YYYY-MM-DD`)
  }
  return ms / 3_600_000
}
