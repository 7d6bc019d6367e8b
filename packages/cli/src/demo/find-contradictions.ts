import type { DuckdbDestination } from '@outlay/destination-duckdb'

/**
 * Amounts of a ledger that contradict each other: a decimal column and the vendor's text beside it, in every table; and the
 * money of a record and the bill of its charge, which is the same or, where a package covers it, zero. One line each.
 */
export async function findContradictions(ledger: DuckdbDestination): Promise<readonly string[]> {
  const found: string[] = []
  for (const { table, column } of await moneyColumns(ledger)) {
    const [texts] = await ledger.query(
      `SELECT count(*) AS n FROM "${table}" WHERE "${column}" IS DISTINCT FROM "${column}_text"::DECIMAL(38,12)`,
    )
    if (texts?.n !== '0') found.push(`${texts?.n} rows of ${table}: ${column} is not what ${column}_text says`)
    if (table.startsWith('_')) continue // no stream's
    const [bills] = await ledger.query(
      `SELECT count(*) AS n FROM "${table}" r JOIN _charges c ON c.connection = r._connection AND c.key = r._key
         AND replace(c.connector, '-', '_') || '_' || c.stream = '${table}'
       WHERE r."${column}" IS NOT NULL AND c.billed <> r."${column}" AND c.billed <> 0`,
    )
    if (bills?.n !== '0') found.push(`${bills?.n} rows of ${table}: ${column} is not what their charges bill`)
  }
  return found
}

async function moneyColumns(ledger: DuckdbDestination) {
  const rows = await ledger.query(
    `SELECT a.table_name AS "table", a.column_name AS "column" FROM information_schema.columns a
       JOIN information_schema.columns b ON b.table_name = a.table_name AND b.column_name = a.column_name || '_text'
     WHERE a.data_type LIKE 'DECIMAL%' AND a.table_name IN (SELECT table_name FROM duckdb_tables())
     ORDER BY ALL`,
  )
  return rows.map(({ table, column }) => ({ table: table ?? '', column: column ?? '' }))
}
