import { count, money } from '@outlay/core'
import * as z from 'zod'
import { currencyOf } from './currency.js'
import { statement } from './statement.js'

/** The totals that the vendor states for a day (or month), whatever its lines add up to. They cost nothing: the lines do. */
export const statementTotals = statement.stream(
  {
    name: 'statement_totals',
    title: 'Totals by day, as the vendor states them',
    records: ({ data }) => (data ? [totalsOf(data)] : []),
    stamp: (_raw, { window }) => ({ date: window.date }),
    record: (config) =>
      z.object({
        date: z.iso.date(),
        usage_money: money(currencyOf(config)).nullable().default(null),
        combo_use_num: count().nullable().default(null),
        combo_usage_num: count().nullable().default(null),
      }),
  },
  { primaryKey: ['date'] },
)

/** The lists are the other stream's; whatever else the vendor sends stays in raw. */
function totalsOf({ usage: _usage, combo_usage: _comboUsage, ...totals }: Readonly<Record<string, unknown>>) {
  return totals
}
