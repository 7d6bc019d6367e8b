import { type CatalogueEntry, COMBO_ENTRIES, PRICED_ENTRIES, type PricedEntry } from './catalogue.js'
import { dayFigures, dayMoney } from './day-figures.js'
import type { SimulatedWorld } from './simulated-world.js'

/** Days [from, to) as day numbers. */
export interface DaySpan {
  readonly from: number
  readonly to: number
}

/** Figures of one interface over a span. */
export interface StatementRow<Entry extends CatalogueEntry> {
  readonly entry: Entry
  calls: number
  counted: number
  /** In units of 10^-12 CNY; 0 for interfaces without a price. */
  money: bigint
}

/** Rows of `usage[]` for a span as reported at `now`; interfaces without a call are left out. */
export function usageRows(world: SimulatedWorld, span: DaySpan, now: number): StatementRow<PricedEntry>[] {
  return PRICED_ENTRIES.map((entry) =>
    summed(world, entry, span, now, (day, figures) => dayMoney(world, entry, day, figures)),
  ).filter((row) => row.calls > 0)
}

/** Rows of `combo_usage[]` for a span as reported at `now`; interfaces without a use are left out. */
export function comboRows(world: SimulatedWorld, span: DaySpan, now: number): StatementRow<CatalogueEntry>[] {
  return COMBO_ENTRIES.map((entry) => summed(world, entry, span, now, () => 0n)).filter((row) => row.calls > 0)
}

function summed<Entry extends CatalogueEntry>(
  world: SimulatedWorld,
  entry: Entry,
  span: DaySpan,
  now: number,
  money: (day: number, figures: { calls: number; counted: number }) => bigint,
): StatementRow<Entry> {
  const row: StatementRow<Entry> = { entry, calls: 0, counted: 0, money: 0n }
  const first = Math.max(span.from, world.firstDay)
  for (let day = first; day < span.to; day++) {
    const figures = dayFigures(world, entry, day, now)
    row.calls += figures.calls
    row.counted += figures.counted
    row.money += money(day, figures)
  }
  return row
}
