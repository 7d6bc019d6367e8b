import { CHINA_OFFSET_MS, DAY_MS, eightOClock, isWeekend } from './accounting-day.js'
import type { CatalogueEntry, PricedEntry } from './catalogue.js'
import type { ExactDecimal } from './exact-decimal.js'
import { seededNumber } from './seeded-number.js'
import type { SimulatedWorld } from './simulated-world.js'

/** Scale of every amount in {@link dayMoney}. */
export const MONEY_SCALE = 12

/** Calls of one interface on one day. */
export interface DayFigures {
  /** `usage_times` or `used_num`. */
  readonly calls: number
  /** `fee_times` or `usage_num`, never above `calls`. */
  readonly counted: number
}

const NOTHING: DayFigures = { calls: 0, counted: 0 }
const HOUR_MS = 3_600_000

// Each drawn property has its own salt, so that they vary independently.
const SALT = { active: 1, calls: 2, share: 3, free: 4, lateAt: 5, late: 6, credited: 7, creditAt: 8, rate: 9 }

/**
 * What the vendor reports at `now` (ms since the epoch) for an interface and a day: nothing on a weekend or before the
 * day begins, then growing until D+1 08:00 China time; calls that arrived late are added within the day after that,
 * and on half of the days a few chargeable ones are credited within the second day. Nothing moves from D+3 08:00 on.
 */
export function dayFigures(world: SimulatedWorld, entry: CatalogueEntry, day: number, now: number): DayFigures {
  if (day < world.firstDay || isWeekend(day)) return NOTHING
  const draw = (salt: number) => seededNumber(world.seed, entry.id, day, salt)
  if (draw(SALT.active) % 100 >= entry.activePercent) return NOTHING
  const grown = grownFigures(world, entry, day, now, draw)
  return corrected(grown, everyUseCounts(world, entry), day, now, draw)
}

/** Amount of a priced interface on one day, in units of 10^-{@link MONEY_SCALE} CNY. */
export function dayMoney(world: SimulatedWorld, entry: PricedEntry, day: number, { counted }: DayFigures): bigint {
  return dayRate(world, entry, day) * BigInt(counted)
}

type Draw = (salt: number) => number

function grownFigures(world: SimulatedWorld, entry: CatalogueEntry, day: number, now: number, draw: Draw): DayFigures {
  const begins = eightOClock(day) - (world.dayBoundary === '00:00' ? CHINA_OFFSET_MS : 0)
  const complete = eightOClock(day + 1)
  const elapsed = Math.min(Math.max(now - begins, 0), complete - begins)
  const wholeDay = Math.ceil((entry.calls * (50 + (draw(SALT.calls) % 101))) / 100)
  const calls = Math.floor((wholeDay * elapsed) / (complete - begins))
  return { calls, counted: Math.floor((calls * countedPercent(world, entry, draw)) / 100) }
}

function corrected(grown: DayFigures, everyUse: boolean, day: number, now: number, draw: Draw): DayFigures {
  let { calls, counted } = grown
  if (now < lateCallsAt(day, draw)) return grown
  const late = 1 + Math.floor((calls * (draw(SALT.late) % 4)) / 100)
  calls += late
  if (counted > 0) counted += late
  const credit = 1 + Math.floor(counted / 40)
  const credited = draw(SALT.credited) % 2 === 0 && counted > credit && !everyUse
  if (credited && now >= creditAt(day, draw)) counted -= credit
  return { calls, counted }
}

function lateCallsAt(day: number, draw: Draw): number {
  return eightOClock(day + 1) + HOUR_MS + (draw(SALT.lateAt) % (DAY_MS - HOUR_MS))
}

function creditAt(day: number, draw: Draw): number {
  return eightOClock(day + 2) + (draw(SALT.creditAt) % DAY_MS)
}

function countedPercent(world: SimulatedWorld, entry: CatalogueEntry, draw: Draw): number {
  if (everyUseCounts(world, entry)) return 100
  if (isPriced(entry) && entry.oftenFree && draw(SALT.free) % 4 === 0) return 0
  return 80 + (draw(SALT.share) % 21)
}

function everyUseCounts(world: SimulatedWorld, entry: CatalogueEntry): boolean {
  return world.everyUseCounts && !isPriced(entry)
}

function dayRate(world: SimulatedWorld, entry: PricedEntry, day: number): bigint {
  const rate = rescaled(entry.price)
  const drawn = seededNumber(world.seed, entry.id, day, SALT.rate)
  if (!entry.graduated || drawn % 3 !== 0) return rate
  return rate + (BigInt(drawn) | 1n) // odd, so that its last decimal is not a zero
}

function rescaled({ units, scale }: ExactDecimal): bigint {
  return units * 10n ** BigInt(MONEY_SCALE - scale)
}

function isPriced(entry: CatalogueEntry): entry is PricedEntry {
  return 'price' in entry
}
