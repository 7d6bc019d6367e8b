import type { DuckDBInstance } from '@duckdb/node-api'
import { canonicalDecimal } from '@outlay/core'
import { type ChargeFilter, condition } from './charge-filter.js'
import { PRICED } from './priced.js'
import { present, readRows } from './read-rows.js'

/** Units that nobody has put a price on. */
export interface UnpricedUnits {
  readonly connection: string
  readonly connector: string
  readonly sku: string
  /** The unit as the charges name it; null for charges that state no quantity. */
  readonly unit: string | null
  /** The exact sum of the quantities, plain decimal text without trailing zeros; null where none is stated. */
  readonly amount: string | null
  /** How many charges it is. */
  readonly charges: number
}

/** Sums per connection, SKU and unit of the charges that have no price, in that order. */
export async function sumUnpriced(instance: DuckDBInstance, filter: ChargeFilter): Promise<readonly UnpricedUnits[]> {
  const { sql, values } = condition(filter)
  const sums: UnpricedUnits[] = []
  for await (const row of readRows(instance, select(sql), values)) {
    const amount = row.amount ?? null
    sums.push({
      connection: present(row, 'connection'),
      connector: present(row, 'connector'),
      sku: present(row, 'sku'),
      unit: row.unit ?? null,
      amount: amount === null ? null : canonicalDecimal(amount),
      charges: Number(present(row, 'charges')),
    })
  }
  return sums
}

/** What was used counts where no priced quantity is stated. */
function select(where: string): string {
  return `select connection, connector, sku, coalesce(quantity_unit, consumed_unit) as unit,
      sum(coalesce(quantity, consumed)) as amount, count(*) as charges
    from (select * from charges where ${where}) where not ${PRICED}
    group by all order by connection, sku, unit nulls last`
}
