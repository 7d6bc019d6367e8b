import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalDecimal } from '@outlay/core'
import { duckdbDestination } from '@outlay/destination-duckdb'
import { dateOf, FIRST_DAY } from './demo-days.js'
import { LEDGER } from './play.js'
import type { BookedCharge } from './vendors.js'

/** How ledger and books compare, charge by charge. */
export interface Comparison {
  readonly ledger: readonly BookedCharge[]
  /** Charges of the books that the ledger lacks, and of the ledger that the books lack; as text, repeated as often as they differ. */
  readonly missing: readonly string[]
  readonly surplus: readonly string[]
  readonly identical: boolean
  /** How many charges the books hold for these days. */
  readonly booked: number
}

/** Compares the multiset of (vendor, account, day, sku, amount, currency) in the ledger with the vendors' own books. */
export async function compareLedger(folder: string, books: readonly BookedCharge[], days: number): Promise<Comparison> {
  const ledger = await ledgerCharges(folder, days)
  const expected = within(books, days).map(identityOf)
  const found = ledger.map(identityOf)
  const missing = difference(expected, found)
  const surplus = difference(found, expected)
  return { ledger, missing, surplus, identical: missing.length === 0 && surplus.length === 0, booked: expected.length }
}

/** How many charges a ledger holds; 0 where there is none yet. */
export async function countCharges(folder: string): Promise<number> {
  const path = join(folder, LEDGER)
  if (!existsSync(path)) return 0
  const destination = duckdbDestination({ path })
  await destination.open()
  try {
    const [row] = await destination.query('SELECT count(*) AS charges FROM charges')
    return Number(row?.charges)
  } finally {
    await destination.close()
  }
}

async function ledgerCharges(folder: string, days: number): Promise<readonly BookedCharge[]> {
  const destination = duckdbDestination({ path: join(folder, LEDGER) })
  await destination.open()
  try {
    const charges: BookedCharge[] = []
    for await (const charge of destination.charges()) {
      const money = charge.effective ?? charge.billed
      if (money === null || money === undefined) continue
      charges.push({
        vendor: charge.connector,
        account: charge.subAccountId ?? charge.accountId ?? charge.connection,
        day: charge.day,
        sku: charge.sku,
        amount: money.amount,
        currency: money.currency,
      })
    }
    return within(charges, days)
  } finally {
    await destination.close()
  }
}

/** A ledger's windows may reach beyond the days of the demo (a calendar month does): the comparison keeps to them. */
function within(charges: readonly BookedCharge[], days: number): readonly BookedCharge[] {
  return charges.filter(({ day }) => day >= FIRST_DAY && day < dateOf(days))
}

function identityOf(charge: BookedCharge): string {
  return [charge.vendor, charge.account, charge.day, charge.sku, canonicalDecimal(charge.amount), charge.currency].join(
    ' · ',
  )
}

/** What `a` holds more often than `b`. */
function difference(a: readonly string[], b: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const item of b) counts.set(item, (counts.get(item) ?? 0) + 1)
  return a.filter((item) => {
    const left = counts.get(item) ?? 0
    counts.set(item, left - 1)
    return left <= 0
  })
}
