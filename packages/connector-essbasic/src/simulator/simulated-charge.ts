import { chinaDayOf, isoDate, parseDay } from './china-day.js'
import type { SelectedUsage, UsageSelection } from './usage-ledger.js'
import type { UsageRow } from './usage-row.js'

/** One row of usage as money: what an invoice at the given unit prices would say. */
export interface SimulatedCharge {
  /** The application (`appId`). */
  readonly account: string
  /** Open id of the sub-organisation; the vendor's rows do not carry it. */
  readonly organization: string
  /** `YYYY-MM-DD` in Asia/Shanghai, of the row's CostTime. */
  readonly day: string
  /** The row's QuotaType. */
  readonly sku: string
  /** Unit price × UseCount, exact, with as many decimals as the price has; negative for a return. */
  readonly amount: string
  /** `CNY`. */
  readonly currency: string
  /** UseCount; negative for a return. */
  readonly quantity: string
}

/** Days in [from, to), `YYYY-MM-DD` in Asia/Shanghai, as they stood at `asOf` (ms since the epoch). */
export interface ChargeRange {
  readonly from?: string
  readonly to?: string
  readonly asOf: number
}

/**
 * The charges of a range, one per row whose quota type has a price, by CostTime.
 * @throws RangeError where a bound is no real date.
 */
export function chargesOf(
  range: ChargeRange,
  world: { appId: string; historyStart: number; unitPrices: Readonly<Record<string, string>> },
  ledger: (selection: UsageSelection) => SelectedUsage,
): SimulatedCharge[] {
  const today = chinaDayOf(range.asOf / 1_000)
  const firstDay = range.from === undefined ? world.historyStart : boundOf(range.from)
  const lastDay = range.to === undefined ? today : boundOf(range.to) - 1
  const usage = ledger({ firstDay, lastDay, asOf: range.asOf })
  return usage.slice(0, usage.total).flatMap((row) => {
    const price = Object.hasOwn(world.unitPrices, row.quotaType) ? world.unitPrices[row.quotaType] : undefined
    return price === undefined ? [] : [chargeOf(row, price, world.appId)]
  })
}

function boundOf(text: string): number {
  const day = parseDay(text, '-')
  if (day === undefined) throw new RangeError(`'${text}' is no date of the form YYYY-MM-DD`)
  return day
}

function chargeOf(row: UsageRow, price: string, appId: string): SimulatedCharge {
  return {
    account: appId,
    organization: row.flow.organization,
    day: isoDate(chinaDayOf(row.costTime)),
    sku: row.quotaType,
    amount: multiplied(price, row.useCount),
    currency: 'CNY',
    quantity: String(row.useCount),
  }
}

/** A decimal times a whole number, in integers only; keeps the decimal's scale. */
function multiplied(price: string, count: number): string {
  const [whole = '0', decimals = ''] = price.split('.')
  const product = BigInt(whole + decimals) * BigInt(count)
  const digits = (product < 0n ? -product : product).toString().padStart(decimals.length + 1, '0')
  const point = digits.length - decimals.length
  const sign = product < 0n ? '-' : ''
  return `${sign}${digits.slice(0, point)}${decimals === '' ? '' : '.'}${digits.slice(point)}`
}
