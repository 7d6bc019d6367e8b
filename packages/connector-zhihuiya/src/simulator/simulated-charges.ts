import { chinaDay, isoDay, parseIsoDay } from './accounting-day.js'
import type { CatalogueEntry } from './catalogue.js'
import { MONEY_SCALE } from './day-figures.js'
import { decimalText } from './exact-decimal.js'
import type { SimulatedWorld } from './simulated-world.js'
import { comboRows, type StatementRow, usageRows } from './statement-rows.js'
import type { ChargesOptions, SimulatedCharge } from './zhihuiya-simulator.js'

/** What the vendor charged, day by day; see `ZhihuiyaSimulator.charges`. */
export function simulatedCharges(world: SimulatedWorld, options: ChargesOptions, now: number): SimulatedCharge[] {
  const asOf = options.asOf ?? now
  const from = Math.max(options.from === undefined ? world.firstDay : parseIsoDay(options.from), world.firstDay)
  const today = chinaDay(asOf)
  const to = Math.min(options.to === undefined ? today + 1 : parseIsoDay(options.to), today + 1)
  const charges: SimulatedCharge[] = []
  for (let day = from; day < to; day++) charges.push(...chargesOfDay(world, day, asOf))
  return charges
}

function chargesOfDay(world: SimulatedWorld, day: number, asOf: number): SimulatedCharge[] {
  const span = { from: day, to: day + 1 }
  const usage = usageRows(world, span, asOf).map((row) =>
    charge(world, day, row, decimalText({ units: row.money, scale: MONEY_SCALE })),
  )
  const combos = comboRows(world, span, asOf).flatMap((row) => {
    const price = world.unitPrices.get(row.entry.code)
    if (price === undefined) return []
    const amount = decimalText({ units: price.units * BigInt(row.counted), scale: price.scale })
    return [charge(world, day, row, amount)]
  })
  return [...usage, ...combos]
}

function charge(world: SimulatedWorld, day: number, row: StatementRow<CatalogueEntry>, amount: string) {
  return {
    account: world.account,
    day: isoDay(day),
    sku: row.entry.code,
    amount,
    currency: 'CNY',
    quantity: String(row.counted),
  }
}
