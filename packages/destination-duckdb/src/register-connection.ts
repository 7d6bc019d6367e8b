import type { DuckDBConnection } from '@duckdb/node-api'
import { type BillingProfile, ConfigError, type ConnectionInfo, encodeJson } from '@outlay/core'
import { type AccountingDay, accountingDays } from './accounting-day.js'
import { parseBilling } from './billing-profile.js'
import { allRows } from './read-rows.js'

/**
 * Keeps a connection's connector and billing profile. Where the profile counts days otherwise than before, the days of the
 * charges follow. Throws a ConfigError for a profile whose days cannot be counted, and when the ledger has the name for a connection of another connector.
 */
export async function registerConnection(ledger: DuckDBConnection, info: ConnectionInfo): Promise<void> {
  const { connection, connector, billing } = info
  const [known] = await allRows(ledger, 'select connector, billing from _connections where connection = $1', [
    connection,
  ])
  if (known !== undefined && known.connector !== connector) {
    throw new ConfigError({
      code: 'LEDGER_NAME_CLASH',
      message: `the ledger holds spend of ${known.connector} under the connection "${connection}", which is now one of ${connector}`,
      hint: 'Give the connection another name, or a ledger of its own.',
    })
  }
  const dayOf = accountingDays(billing)
  await ledger.run('delete from _connections where connection = $1', [connection])
  await ledger.run('insert into _connections values ($1, $2, $3)', [connection, connector, encodeJson(billing)])
  if (known !== undefined && !sameDays(parseBilling(known.billing), billing))
    await recountDays(ledger, connection, dayOf)
}

function sameDays(a: BillingProfile, b: BillingProfile): boolean {
  return a.timeZone === b.timeZone && (a.dayBoundary ?? MIDNIGHT) === (b.dayBoundary ?? MIDNIGHT)
}

async function recountDays(ledger: DuckDBConnection, connection: string, dayOf: AccountingDay): Promise<void> {
  const starts = await allRows(
    ledger,
    "select distinct strftime(period_start, '%Y-%m-%dT%H:%M:%S.%gZ') as start from _charges where connection = $1",
    [connection],
  )
  for (const { start } of starts) {
    if (start === undefined || start === null) continue
    await ledger.run(
      'update _charges set accounting_day = $1::DATE where connection = $2 and period_start = $3::TIMESTAMP',
      [dayOf(start), connection, start],
    )
  }
}

const MIDNIGHT = '00:00'
