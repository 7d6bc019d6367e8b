import { addDecimals, canonicalDecimal } from '@outlay/core'
import type { BookedCharge } from './vendors.js'

/** Spend by day (rows) and by vendor and currency (columns), with sums; plain text, aligned on the right. */
export function spendTable(charges: readonly BookedCharge[]): string {
  const columns = [...new Set(charges.map(columnOf))].sort()
  const days = [...new Set(charges.map(({ day }) => day))].sort()
  const cells = new Map<string, string>()
  const add = (row: string, column: string, amount: string): void => {
    const key = `${row} ${column}`
    cells.set(key, addDecimals(cells.get(key) ?? '0', amount))
  }
  for (const charge of charges) {
    add(charge.day, columnOf(charge), charge.amount)
    add('total', columnOf(charge), charge.amount)
  }
  const rows = [...days, 'total'].map((day) => [
    day,
    ...columns.map((column) => canonicalDecimal(cells.get(`${day} ${column}`) ?? '0')),
  ])
  return aligned([['day', ...columns], ...rows])
}

function columnOf({ vendor, currency }: BookedCharge): string {
  return `${vendor} ${currency}`
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n')
}
