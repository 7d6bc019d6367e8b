import { csvLine } from './csv-line.js'
import { focusContexts } from './focus-contexts.js'
import { type FocusRow, focusRow } from './focus-row.js'
import type { LedgerChargeLike } from './ledger-charge.js'

/**
 * A dataset as CSV, line by line, the header first. Unpriced charges are left out: {@link surveyCharges} counts them and
 * names the columns. Throws as {@link focusRow}.
 *
 * @example
 * import { duckdbDestination } from '@outlay/destination-duckdb'
 * import { focusCsv, surveyCharges } from '@outlay/focus'
 *
 * const ledger = duckdbDestination({ path: './outlay.duckdb' })
 * await ledger.open()
 * const { columns } = await surveyCharges(ledger.charges())
 * for await (const line of focusCsv(ledger.charges(), columns)) process.stdout.write(line)
 * await ledger.close()
 */
export async function* focusCsv(
  charges: AsyncIterable<LedgerChargeLike> | Iterable<LedgerChargeLike>,
  columns: readonly string[],
): AsyncGenerator<string> {
  const contextOf = focusContexts()
  yield csvLine(columns)
  for await (const charge of charges) {
    const row = focusRow(charge, contextOf(charge))
    if (row !== undefined) yield csvLine(valuesOf(row, columns))
  }
}

function valuesOf(row: FocusRow, columns: readonly string[]): readonly (string | null)[] {
  const values = new Map<string, string | null>(Object.entries(row))
  return columns.map((name) => values.get(name) ?? null)
}
