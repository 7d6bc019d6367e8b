import type { DuckDBInstance } from '@duckdb/node-api'
import { canonicalDecimal } from '@outlay/core'
import { type ChargeFilter, condition } from './charge-filter.js'
import { PRICED } from './priced.js'
import { present, readRows } from './read-rows.js'

/** What a connection cost on a day. */
export interface Spend {
  readonly connection: string
  readonly connector: string
  /** ISO 4217. Currencies are never added up. */
  readonly currency: string
  /** The accounting day, `YYYY-MM-DD`, on which the charges' periods start: in the billing profile's zone, from its day boundary on. */
  readonly day: string
  /** The exact sum of `effective`, or `billed` where that is absent: plain decimal text without trailing zeros. */
  readonly amount: string
}

/** Sums per connection, currency and day of the charges that have a price, by connection, day and currency. */
export async function sumSpend(instance: DuckDBInstance, filter: ChargeFilter): Promise<readonly Spend[]> {
  const { sql, values } = condition(filter)
  const sums: Spend[] = []
  for await (const row of readRows(instance, select(sql), values)) {
    sums.push({
      connection: present(row, 'connection'),
      connector: present(row, 'connector'),
      currency: present(row, 'currency'),
      day: present(row, 'day'),
      amount: canonicalDecimal(present(row, 'amount')),
    })
  }
  return sums
}

function select(where: string): string {
  return `select connection, connector, effective_currency as currency, accounting_day as day, sum(effective) as amount
    from (select * from charges where ${where}) where ${PRICED}
    group by all order by connection, day, currency`
}
