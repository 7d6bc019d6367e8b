import type { DuckDBInstance } from '@duckdb/node-api'
import type { BillingProfile } from '@outlay/core'
import { parseBilling } from './billing-profile.js'
import { type ChargeFilter, condition } from './charge-filter.js'
import { type LedgerCharge, ledgerCharge } from './ledger-charge.js'
import { present, readRows } from './read-rows.js'

/** The charges that count, in order. */
export async function* readCharges(
  instance: DuckDBInstance,
  filter: ChargeFilter,
): AsyncGenerator<LedgerCharge, void, undefined> {
  const { sql, values } = condition(filter)
  let current: { readonly connection: string; readonly billing: BillingProfile } | undefined
  for await (const row of readRows(instance, select(sql), values)) {
    const connection = present(row, 'connection')
    if (current?.connection !== connection) current = { connection, billing: parseBilling(row.billing) }
    yield ledgerCharge(row, current.billing)
  }
}

/** The view is filtered outside: coverage is decided by all charges of a sub-account and day. */
function select(where: string): string {
  return `select c.* replace (${TIMES.map((name) => `${instant(`c.${name}`)} as ${name}`).join(', ')}),
    coalesce(w.final, false) as final, strftime(w.read_at, '%Y-%m-%dT%H:%M:%S.%gZ') as read_at, n.billing
    from (select * from charges where ${where}) c
    left join _connections n on n.connection = c.connection
    left join _windows w on w.connection = c.connection and w.endpoint = c.endpoint and w.partition = c.partition
      and try_cast(w.window_start as TIMESTAMP) = c.window_start
    order by c.connection, c.period_start, c.sku, c.stream, c.key`
}

const TIMES = ['window_start', 'window_end', 'period_start', 'period_end']

function instant(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%SZ')`
}
