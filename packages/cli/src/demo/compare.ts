import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalDecimal } from '@outlay/core'
import { type DuckdbDestination, duckdbDestination } from '@outlay/destination-duckdb'
import { dateOf, FIRST_DAY } from './demo-days.js'
import { findContradictions } from './find-contradictions.js'
import { LEDGER } from './play.js'
import type { BookedCharge } from './vendors.js'

/** How ledger and books compare, charge by charge. */
export interface Comparison {
  readonly ledger: readonly BookedCharge[]
  /** Charges of the books that the ledger lacks, and of the ledger that the books lack; as text, repeated as often as they differ. */
  readonly missing: readonly string[]
  readonly surplus: readonly string[]
  /** Amounts of the ledger that contradict each other: a decimal and its text, a record and its charge; as text. */
  readonly contradictions: readonly string[]
  /** Charges without a price, which no book compares with. */
  readonly unpriced: number
  readonly identical: boolean
  /** How many charges the books hold for these days. */
  readonly booked: number
}

/**
 * Compares the multiset of (vendor, account, day, sku, amount, billed, currency) in the ledger with the vendors' own books,
 * and every amount of the ledger with its other copies there.
 */
export async function compareLedger(folder: string, books: readonly BookedCharge[], days: number): Promise<Comparison> {
  const destination = duckdbDestination({ path: join(folder, LEDGER) })
  await destination.open()
  try {
    const { priced, unpriced } = await ledgerCharges(destination)
    const ledger = within(priced, days)
    const expected = within(books, days).map(identityOf)
    const found = ledger.map(identityOf)
    const missing = difference(expected, found)
    const surplus = difference(found, expected)
    const contradictions = await findContradictions(destination)
    const identical = missing.length + surplus.length + contradictions.length === 0
    return { ledger, missing, surplus, contradictions, unpriced, identical, booked: expected.length }
  } finally {
    await destination.close()
  }
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

async function ledgerCharges(
  destination: DuckdbDestination,
): Promise<{ readonly priced: readonly BookedCharge[]; readonly unpriced: number }> {
  const priced: BookedCharge[] = []
  let unpriced = 0
  for await (const charge of destination.charges()) {
    const { billed, effective = billed } = charge
    if (billed === null || effective === null) unpriced += 1
    else
      priced.push({
        vendor: charge.connector,
        account: charge.subAccountId ?? charge.accountId ?? charge.connection,
        day: charge.day,
        sku: charge.sku,
        amount: effective.amount,
        billed: billed.amount,
        currency: effective.currency,
      })
  }
  return { priced, unpriced }
}

/** A ledger's windows may reach beyond the days of the demo (a calendar month does): the comparison keeps to them. */
function within(charges: readonly BookedCharge[], days: number): readonly BookedCharge[] {
  return charges.filter(({ day }) => day >= FIRST_DAY && day < dateOf(days))
}

function identityOf(charge: BookedCharge): string {
  const { vendor, account, day, sku, amount, billed, currency } = charge
  return [vendor, account, day, sku, canonicalDecimal(amount), `billed ${canonicalDecimal(billed)}`, currency].join(
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
